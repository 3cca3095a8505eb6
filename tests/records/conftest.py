"""The kernel is tried without the rooms above it: its people have no account rows, so their gates stand open."""

import pytest
from flask import Flask

from app.base.db import db
from app.records import kernel


@pytest.fixture(autouse=True)
def _open_gates(request: pytest.FixtureRequest) -> None:
    if "app" in request.fixturenames:
        app: Flask = request.getfixturevalue("app")
        assert app is not None
        kernel.of(db.session()).gates.clear()

"""The workshop: the toolkit's parts on pages of their own, with planted content."""

import os
import shutil
import threading
from datetime import date

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from app.records import trail
from tests.conftest import SQM
from tests.samples import Sample
from tests.web import workshop

COUNT = 120


@pytest.fixture
def app(app):
    workshop.install(app)
    return app


def plant(writing, count=COUNT):
    """Register ``count`` samples with names in many scripts; some have no due day."""
    rows = [
        {
            "number": f"SAM-{at:04d}",
            "state": ("draft", "in_approval", "approved")[at % 3],
            "title": f"{workshop.SUPPLIERS[at % len(workshop.SUPPLIERS)]} {at % 40}",
            "due": None if at % 4 == 0 else date(2026, 11, 1 + at % 28),
        }
        for at in range(1, count + 1)
    ]
    with writing(SQM):
        trail.insert_many(Sample, rows, "tests.sample.imported")


@pytest.fixture
def samples(app, writing):
    plant(writing)


@pytest.fixture
def live(app, samples, client_as):
    """The workshop on a real port, and the cookie of a signed-in supplier quality manager."""
    cookie = client_as("SQM").get_cookie("qualward")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}", {"name": "qualward", "value": cookie.value}
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium():
    """A Chromium; without one the browser tests are skipped, with CI=true they fail."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("Chromium is not installed.")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()

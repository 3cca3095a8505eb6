"""A view that names no permission: the application does not start, and one slipped in later lets nobody pass (T2)."""

import pytest
from flask import Blueprint

import app as product
from app import create_app
from app.web.guard import PolicyMissing
from tests.security.company import VISITORS


class _Room:
    def __init__(self) -> None:
        self.blueprint = Blueprint("planted", __name__)
        self.blueprint.get("/planted")(lambda: "reached")
        self.blueprints = (self.blueprint,)


def test_a_route_without_policy_stops_the_start(settings, monkeypatch):
    monkeypatch.setattr(product, "ROOMS", (*product.ROOMS, _Room()))
    with pytest.raises(PolicyMissing, match=r"planted\.<lambda>"):
        create_app(settings)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_route_registered_after_the_start_lets_nobody_pass(fortress, method: str):
    name = f"late_{method}"
    if name not in fortress.app.view_functions:
        fortress.app._got_first_request = False  # what an extension at run time would do
        fortress.app.add_url_rule(f"/{name}", name, lambda: "reached", methods=[method])
    for visitor in VISITORS:
        answer = fortress.browser(visitor).open(f"/{name}", method=method, data={"csrf_token": fortress.token})
        assert answer.status_code == 403, visitor
        assert "reached" not in answer.get_data(as_text=True)

"""Headers, cookies, health and files of styles and scripts."""

import gzip
import logging
import re
from pathlib import Path

import pytest

from app import create_app
from app.base.db import db
from app.web import assets
from tests.conftest import settings_in
from tests.paths import ROOT

STRICT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize("path", ["/workshop/panel", "/no-such-page", "/healthz", "/workshop/failures/crash"])
def test_every_answer_carries_the_headers(client, path):
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in STRICT} == STRICT
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Strict-Transport-Security" not in answer.headers


def test_https_address_hardens_cookies(tmp_path: Path):
    app = create_app(settings_in(tmp_path, base_url="https://qualward.example"))
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-qualward"
    assert app.config["SESSION_COOKIE_SECURE"]
    answer = app.test_client().get("/healthz", base_url="https://qualward.example")
    assert answer.status_code == 200
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]
    with app.app_context():
        db.engine.dispose()


def test_cookie_is_out_of_reach_of_scripts(client_as):
    browser = client_as("SQM")
    cookie = browser.get("/workshop/samples/new").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie


def test_health_and_readiness(client, app):
    assert client.get("/healthz").json == {"status": "alive"}
    assert client.get("/readyz").json == {"status": "ready"}


def test_not_ready_without_a_ledger(tmp_path: Path):
    app = create_app(settings_in(tmp_path))
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "because": "The database does not answer."}
    with app.app_context():
        db.engine.dispose()


def test_files_are_hashed_immutable_and_packed(client, app):
    page = client.get("/workshop/panel").get_data(as_text=True)
    addresses = re.findall(r'(?:href|src)="(/(?:static|vendor)/[^"]+)"', page)
    assert len(addresses) == 6
    for address in addresses:
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert gzip.decompress(answer.data) == client.get(address).data
        stale = re.sub(r"/[0-9a-f]{16}/", "/0123456789abcdef/", address)
        assert client.get(stale).location == address


@pytest.mark.parametrize(
    "name", ["../config.py", "..%2fconfig.py", "app.py", "bootstrap.min.css.map", "%2e%2e/wsgi.py", ""]
)
def test_nothing_else_is_served(client, name):
    assert client.get(f"/static/x/{name}").status_code == 404
    assert client.get(f"/vendor/x/{name}").status_code == 404


def test_browser_reports_are_logged_in_one_short_line(client, caplog):
    with caplog.at_level(logging.WARNING):
        answer = client.post(
            "/csp-reports", data=b"{\nforged line" + b"x" * 50_000, content_type="application/csp-report"
        )
    assert answer.status_code == 204
    (record,) = [one for one in caplog.records if one.name == "qualward.csp"]
    assert "\n" not in record.getMessage()
    assert len(record.getMessage()) < 2100


def test_our_own_files_stay_small():
    assert len((ROOT / "static" / "app.css").read_text().splitlines()) < 400
    assert len((ROOT / "static" / "app.js").read_text().splitlines()) < 150
    assert set(assets.VENDOR) == {"bootstrap.css", "htmx.js"}

"""What every answer carries, on every GET route, refusals included (G21); downloads can only be saved (T12)."""

import re

from app.web.headers import CONTENT_SECURITY_POLICY
from tests.conftest import settings_in
from tests.security.company import VISITORS
from tests.security.test_reads_change_nothing import every_read

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; report-uri /csp-reports"
)
"""Written out again on purpose: loosening the policy has to touch this file."""

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
IMMUTABLE = {"assets.own", "assets.vendor", "assets.favicon"}


def test_the_policy_is_the_reviewed_one():
    assert CONTENT_SECURITY_POLICY == POLICY
    assert "unsafe" not in POLICY


def test_every_get_route_carries_every_header(fortress):
    count = 0
    for visitor in (*VISITORS[:2], "QA", "ADM", "nobody"):
        for route, path in every_read(fortress):
            answer = fortress.browser(visitor).get(path)
            count += 1
            found = answer.headers
            assert {name: found.get(name) for name in ALWAYS} == ALWAYS, path
            if "attachment" in found.get("Content-Disposition", ""):
                assert found["Content-Security-Policy"] == "sandbox; default-src 'none'", path
                assert re.fullmatch(
                    r"attachment; filename=\"[\w .()-]+\"; filename\*=UTF-8''[\w.%~-]+", found["Content-Disposition"]
                )
            else:
                assert found["Content-Security-Policy"] == POLICY, path
                assert answer.mimetype in {"text/html", "application/json"} or route.endpoint.startswith("assets."), (
                    path
                )
            if route.endpoint not in IMMUTABLE:
                assert found["Cache-Control"] == "no-store", path
            assert "Access-Control-Allow-Origin" not in found
            for cookie in found.getlist("Set-Cookie"):
                assert re.search(r"; HttpOnly; Path=/; SameSite=Lax$", cookie), cookie
    print(f"{count} answers with every header")


def test_some_routes_are_downloads(fortress):
    """So that the branch above is known to be walked."""
    found = [
        path
        for _, path in every_read(fortress)
        if "attachment" in fortress.browser("SQM").get(path).headers.get("Content-Disposition", "")
    ]
    assert found


def test_cookie_over_https_is_bound_to_the_host(fortress):
    from app import create_app  # noqa: PLC0415 - one more application, only here
    from app.base.db import db  # noqa: PLC0415

    app = create_app(settings_in(fortress.folder, base_url="https://qualward.example"), fortress.clock)
    answer = app.test_client().get("/sign-in", base_url="https://qualward.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-qualward=")
    assert "; Secure; HttpOnly; Path=/; SameSite=Lax" in cookie
    assert "Domain" not in cookie
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]
    with app.app_context():
        db.engine.dispose()

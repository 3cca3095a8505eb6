"""Security headers on every answer, cookie flags, and the refusal of forms that come from elsewhere."""

import logging
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, request
from flask_wtf.csrf import CSRFProtect

from app.web.guard import PUBLIC, policy
from config import Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'; "
    "base-uri 'none'; "
    "report-uri /csp-reports"
)

LARGEST_REQUEST = 26 * 1024 * 1024
"""Bytes: one file of 25 MiB and the form around it."""

LARGEST_REPORT = 16 * 1024
"""Bytes of a browser's report that are read."""

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cache-Control": "no-store",
}

blueprint = Blueprint("csp_reports", __name__)
_log = logging.getLogger("qualward.csp")


def configure(app: Flask, settings: Settings) -> None:
    """Set hosts, sizes and cookie flags from the address that people use."""
    address = urlsplit(settings.base_url)
    is_https = address.scheme == "https"
    app.config.update(
        TRUSTED_HOSTS=sorted({address.hostname or "127.0.0.1", "127.0.0.1", "localhost"}),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        SESSION_COOKIE_NAME="__Host-qualward" if is_https else "qualward",
        SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_CHECK_DEFAULT=False,  # checked below, after the guard: who may not come in learns nothing of forms
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session; long forms are not punished
        WTF_CSRF_SSL_STRICT=False,  # it wants the Referer that our Referrer-Policy withholds; Sec-Fetch-Site stands in
    )
    app.after_request(_Answers(is_https).finish)


def protect(app: Flask) -> None:
    """Refuse POSTs without their token or from another site. Call after the guard has been attached."""
    csrf = CSRFProtect(app)
    app.extensions.setdefault("qualward_csp_reports", 0)

    def check() -> None:
        if request.method in {"GET", "HEAD", "OPTIONS"} or request.endpoint in {None, "csp_reports.receive"}:
            return
        # "same-site" covers other ports and sub-domains of our host, which are not us
        if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
            abort(
                403, "This form was sent from another site, so nothing was done. Open the portal itself and try again."
            )
        csrf.protect()

    app.before_request(check)


@blueprint.post("/csp-reports")
@policy(PUBLIC)
def receive() -> Response:
    """Take a browser's report that a page tried something its policy forbids. Logged, one line each, cut short."""
    text = request.stream.read(LARGEST_REPORT).decode("utf-8", "replace")
    _log.warning("a page broke its policy: %s", text.encode("unicode_escape").decode()[:2000])
    return Response(status=204)


class _Answers:
    def __init__(self, is_https: bool) -> None:
        self._is_https = is_https

    def finish(self, response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if self._is_https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
        response.headers.add("Vary", "HX-Request")
        return response

"""What a request may say about itself."""

import re
from collections.abc import Mapping, Sequence

from requests.structures import CaseInsensitiveDict

from app.base.outbound.urls import Target

USER_AGENT = "Qualward (release feed reader)"

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?|")
_OURS = frozenset(
    {
        *("accept-encoding", "content-length", "trailer", "transfer-encoding", "te", "expect"),
        *("connection", "keep-alive", "upgrade", "host", "cookie"),
        *("proxy-authorization", "proxy-connection"),
    }
)
_SECRET = frozenset({"authorization", "x-api-key"})


def unfit_header(headers: Mapping[str, str]) -> str | None:
    """Say which of the caller's headers may not be sent, or None."""
    for name, value in headers.items():
        if name.lower() in _OURS or not _TOKEN.fullmatch(name):
            return f"the header {name[:40]!r} may not be set"
        if not _VALUE.fullmatch(value):
            return f"the value of the header {name[:40]!r} holds characters that may not be sent"
    return None


def headers_for(target: Target, passed: Sequence[Target], wanted: Mapping[str, str]) -> CaseInsensitiveDict[str]:
    """Return the headers of one request; secrets stay with the host they were meant for."""
    headers: CaseInsensitiveDict[str] = CaseInsensitiveDict({"Host": target.authority, "User-Agent": USER_AGENT})
    is_elsewhere = any(hop.origin != target.origin for hop in passed)
    for name, value in wanted.items():
        if not (is_elsewhere and name.lower() in _SECRET):
            headers[name] = value
    headers["Accept-Encoding"] = "gzip"
    return headers

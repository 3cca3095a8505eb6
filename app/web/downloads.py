"""Handing files out: always as a download, never shown inside the portal (threat T12)."""

import unicodedata
from urllib.parse import quote

from flask import Response

_SANDBOX = "sandbox; default-src 'none'"


def download(content: bytes, name: str, media_type: str = "application/octet-stream") -> Response:
    """Return ``content`` as a file to save under ``name``."""
    response = Response(content, headers=attachment_headers(name))
    response.content_type = media_type
    return response


def attachment_headers(name: str) -> dict[str, str]:
    """Return the headers of a download: RFC 6266 name in both spellings, no sniffing, a sandbox for what opens it."""
    clean = "".join(one for one in name if unicodedata.category(one)[0] != "C").replace("/", "_").replace("\\", "_")
    clean = clean[-150:].strip(" .") or "file"
    plain = unicodedata.normalize("NFKD", clean).encode("ascii", "ignore").decode()
    plain = "".join(one if one.isalnum() or one in " ._-()" else "_" for one in plain).strip() or "file"
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _SANDBOX,
        "Cache-Control": "no-store",
    }

"""Styles and scripts: our own from static/, the others out of their wheels by an explicit list, never copied.

Addresses carry the content's digest, so browsers keep a file for good and a new one is fetched at once.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.web.guard import PUBLIC, policy
from config import ROOT

OWN = ROOT / "static"

VENDOR = {
    "bootstrap.css": ("flask_bootstrap", "static/bootstrap5/css/bootstrap.min.css"),
    "htmx.js": ("js_lib_htmx", "static/htmx/htmx.min.js"),
}
"""The only files of other packages that a browser can fetch."""

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    content: bytes
    packed: bytes
    digest: str
    media_type: str

    @staticmethod
    def of(name: str, content: bytes) -> "Asset":
        """Prepare ``content`` for serving under ``name``."""
        digest = hashlib.sha256(content).hexdigest()[:16]
        return Asset(content, gzip.compress(content, 9, mtime=0), digest, _TYPES[Path(name).suffix])


@blueprint.get("/static/<digest>/<name>")
@policy(PUBLIC)
def own(digest: str, name: str) -> AnyResponse:
    """Serve one of our own files."""
    return _serve(own_asset(name), digest, "assets.own", name)


@blueprint.get("/vendor/<digest>/<name>")
@policy(PUBLIC)
def vendor(digest: str, name: str) -> AnyResponse:
    """Serve a listed file out of its wheel."""
    return _serve(vendor_asset(name), digest, "assets.vendor", name)


@blueprint.get("/favicon.ico")
@policy(PUBLIC)
def favicon() -> AnyResponse:
    """Serve the sign of the product to browsers that ask for it by habit."""
    found = own_asset("favicon.svg")
    return _serve(found, found.digest if found else "", "assets.own", "favicon.svg")


def own_url(name: str) -> str:
    """Return the address of a file in static/. Raises LookupError when it is not there."""
    return url_for("assets.own", digest=_there(own_asset(name), name).digest, name=name)


def vendor_url(name: str) -> str:
    """Return the address of a listed file of a wheel. Raises LookupError when it is not listed."""
    return url_for("assets.vendor", digest=_there(vendor_asset(name), name).digest, name=name)


@cache
def own_asset(name: str) -> Asset | None:
    """Return a file of static/, or None. Only names that the folder itself lists are found."""
    listed = {path.name: path for path in OWN.iterdir() if path.suffix in _TYPES}
    return Asset.of(name, listed[name].read_bytes()) if name in listed else None


@cache
def vendor_asset(name: str) -> Asset | None:
    """Return a listed file of a wheel, or None."""
    return Asset.of(name, wheel_file(*VENDOR[name])) if name in VENDOR else None


def wheel_file(package: str, path: str) -> bytes:
    """Return the content of a file inside an installed package."""
    return files(package).joinpath(path).read_bytes()


def _there(found: Asset | None, name: str) -> Asset:
    if found is None:
        raise LookupError(f"There is no file {name} to serve.")
    return found


def _serve(found: Asset | None, digest: str, endpoint: str, name: str) -> AnyResponse:
    if found is None:
        abort(404)
    if digest != found.digest:
        return redirect(url_for(endpoint, digest=found.digest, name=name))
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(found.packed if is_packed else found.content, content_type=found.media_type)
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response

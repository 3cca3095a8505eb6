"""Putting the toolkit on an application. `create_app` calls `install` after the guard, `finish` after the rooms."""

from pathlib import Path

from flask import Flask, current_app, request
from jinja2 import FileSystemLoader, PrefixLoader, StrictUndefined

from app.web import assets, errors, forms, headers, health, wording
from app.web.converters import IdConverter, NumberConverter
from app.web.edge import now
from app.web.guard import Guard
from app.web.icons import icon
from app.web.navigation import Shell, shell
from config import Settings

_ROOMS = Path(__file__).resolve().parent.parent


def install(app: Flask, settings: Settings) -> None:
    """Attach templates, headers, form protection, error pages and the toolkit's own addresses."""
    app.url_map.converters.update(number=NumberConverter, int=IdConverter)
    _prepare_templates(app)
    headers.configure(app, settings)
    headers.protect(app)
    app.before_request(forms.refuse_doubled_fields)
    errors.register(app)
    for blueprint in (assets.blueprint, headers.blueprint, health.blueprint):
        app.register_blueprint(blueprint)


def finish(app: Flask, around: Shell) -> None:
    """Hand over what stands around every page. Raises LookupError when it points at a page that is not there."""
    around.require_endpoints(app.view_functions)
    app.extensions["qualward_shell"] = around


def _prepare_templates(app: Flask) -> None:
    rooms = {path.name: FileSystemLoader(path / "templates") for path in _ROOMS.iterdir() if path.is_dir()}
    app.jinja_loader = PrefixLoader(rooms)
    app.jinja_env.undefined = StrictUndefined  # a misspelt name is an error, never an empty cell in a record
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(wording.FUNCTIONS, icon=icon, own_url=assets.own_url, vendor_url=assets.vendor_url)
    app.jinja_env.globals.update(layout=_layout, shell=shell, allows=_allows, opens=_opens, now=now)


def _allows(permission: str) -> bool:
    """Tell a template whether the signed-in person holds a permission."""
    guard: Guard = current_app.extensions["qualward_guard"]
    return shell().person is not None and guard.allows(permission)


def _opens(endpoint: str) -> bool:
    """Tell a template whether the signed-in person may open a page."""
    guard: Guard = current_app.extensions["qualward_guard"]
    return shell().person is not None and guard.opens(endpoint)


def _layout() -> str:
    """Return the frame for ``{% extends layout() %}``: none when htmx fetches the page as a panel."""
    return "web/fragment.html" if "HX-Request" in request.headers else "web/layout.html"

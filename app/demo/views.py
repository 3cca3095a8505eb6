"""The demo's vendors publish here. Served only where QUALWARD_DEMO is set."""

import hashlib

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from app.demo.documents import document
from app.demo.since import today_of_the_demo
from app.demo.vendors import vendors
from app.web.edge import now
from app.web.guard import PUBLIC, policy

blueprint = Blueprint("demo_feeds", __name__, url_prefix="/demo-feeds")


@blueprint.get("/<slug>")
@policy(PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    """Serve a vendor's feed as it stands now, with a validator."""
    vendor = vendors(today_of_the_demo(current_app.config["QUALWARD"])).get(slug) or abort(404)
    text, media_type = document(vendor, now())
    tag = hashlib.sha256(text.encode()).hexdigest()[:32]
    response = Response(text, content_type=f"{media_type}; charset=utf-8")
    response.set_etag(tag)
    return response.make_conditional(request)

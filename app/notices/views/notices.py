"""What the signed-in person was told; also a panel of my work."""

from flask import Blueprint, render_template, request

from app.notices import door
from app.notices.queries import notices as queries
from app.web.edge import actor
from app.web.guard import SIGNED_IN, policy

SHOWN_IN_PANEL = 5
"""Notices on my work; their own page shows more."""

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("")
@policy(SIGNED_IN)
def index() -> str:
    """List one's own notices, the newest first."""
    is_panel = "HX-Request" in request.headers
    notices = queries.notices_of(int(actor().id), SHOWN_IN_PANEL if is_panel else queries.MOST_SHOWN)
    return render_template("notices/index.html", notices=notices, is_panel=is_panel, is_mail_on=door.is_mail_on())

"""Every look of an inspector is on record: who, which address, when, and what came back.

A page is read under query_only and cannot write, so its look is a short transaction of its own after the page is made
and before it leaves. When the look cannot be kept, the page is not handed out (docs/decisions/011-looks.md).
"""

from flask import Blueprint, current_app, make_response, request
from flask.wrappers import Response
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from app.base.db import db, transaction
from app.inspection.actions.inspections import keep_look
from app.inspection.models import Inspection
from app.inspection.queries.inspections import INSPECTOR, running_for
from app.people.sign_in import visitor
from app.records.trail import TrailRefused
from app.web.edge import now
from app.web.errors import BUSY, error_page, printable
from app.web.guard import PUBLIC, permission_of

blueprint = Blueprint("looks", __name__)
_LONGEST = 500
NOT_KEPT = "Each look of an inspector is put on record; that cannot be done just now, so the page is not handed out."
"""Said to an inspector while nothing can be recorded."""


@blueprint.after_app_request
def keep(response: Response) -> Response:
    """Keep the look, then hand the page out."""
    view = current_app.view_functions.get(request.endpoint or "")
    is_page = request.method in {"GET", "HEAD"} and (view is None or permission_of(view) != PUBLIC)
    if not is_page or not current_user.is_authenticated or INSPECTOR not in current_user.roles:
        return response
    person = visitor()
    running = running_for(person.person.id, now())
    if running is None:
        return response
    # PostgreSQL keeps no NUL in a text, and nobody reads one: what cannot be shown becomes a visible mark
    address = printable(request.full_path.rstrip("?"))[:_LONGEST]
    number = printable((request.view_args or {}).get("number") or "") or None
    found, who = running.id, person.actor
    try:
        with transaction(who, now()) as opened:
            inspection = db.session.get_one(Inspection, found)
            keep_look(inspection, int(who.id), address, number, response.status_code, opened.now)
    except OperationalError:
        return make_response(error_page(503, BUSY))
    except TrailRefused as refused:
        return make_response(error_page(503, f"{refused} {NOT_KEPT}"))
    return response

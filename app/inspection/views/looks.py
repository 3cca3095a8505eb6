"""Every look of an inspector is on record: who, which address, when, and what came back.

A page is read under query_only and cannot write, so its look is a short transaction of its own after the page is made
and before it leaves. When the look cannot be kept, the page is not handed out (docs/decisions/011-looks.md).
"""

from http import HTTPStatus

from flask import Blueprint, current_app, make_response, request
from flask.wrappers import Response
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from app.base.db import db, transaction
from app.inspection.actions.inspections import keep_look
from app.inspection.models import Inspection
from app.inspection.queries import scopes
from app.inspection.queries.inspections import INSPECTOR
from app.people.sign_in import visitor
from app.records.trail import TrailRefused
from app.web.edge import now
from app.web.errors import database_unwell, error_page, printable
from app.web.guard import PUBLIC, permission_of

blueprint = Blueprint("looks", __name__)
_LONGEST = 500
NOT_KEPT = "Each look of an inspector is put on record; that cannot be done just now, so the page is not handed out."
"""Said to an inspector while nothing can be recorded."""


@blueprint.after_app_request
def keep(response: Response) -> Response:
    """Keep the look, then hand the page out."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method not in {"GET", "HEAD"} or (view is not None and permission_of(view) == PUBLIC):
        return response
    try:
        _keep(response.status_code)
    except OperationalError as problem:
        # the page of a failure holds nothing of the record; any other one is not handed out
        is_failure = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        return response if is_failure else make_response(database_unwell(problem))
    except TrailRefused as refused:
        return make_response(error_page(HTTPStatus.SERVICE_UNAVAILABLE, f"{refused} {NOT_KEPT}"))
    return response


def _keep(status: int) -> None:
    """Put the look on record where it is an inspector's, within the days of an inspection."""
    if not current_user.is_authenticated or INSPECTOR not in current_user.roles:
        return
    person = visitor()
    # a request that was refused early was not asked yet what it may see
    access = scopes.kept() if scopes.is_known() else scopes.access_of(person.person.id, now())
    if access is None:
        return
    # PostgreSQL keeps no NUL in a text, and nobody reads one: what cannot be shown becomes a visible mark
    address = printable(request.full_path.rstrip("?"))[:_LONGEST]
    number = printable((request.view_args or {}).get("number") or "") or None
    who = person.actor
    with transaction(who, now()) as opened:
        inspection = db.session.get_one(Inspection, access.inspection_id)
        keep_look(inspection, int(who.id), address, number, status, opened.now)

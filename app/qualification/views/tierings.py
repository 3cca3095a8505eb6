"""Tierings: the list, opening one under a service, the page of one with its arithmetic."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.people.permissions import ROLES
from app.qualification import queries
from app.qualification.actions import opening, sheets, signing, weighing
from app.qualification.models import reckon
from app.qualification.rules.figures import plain
from app.qualification.views.around import found, history_context
from app.suppliers import queries as suppliers
from app.suppliers.rules.tiers import TIERS
from app.web.edge import actor, now, writing
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("tierings", __name__, url_prefix="/tierings")
under_service = Blueprint("service_tierings", __name__, url_prefix="/services/<number('SVC'):number>/tierings")


@blueprint.get("")
@policy("qualification.tiering.read")
def index() -> ResponseReturnValue:
    """Show the list."""
    return list_page(queries.TIERINGS, queries.tiering_list(), "qualification/index.html")


@under_service.get("")
@policy("qualification.tiering.read")
def of_service(number: str) -> ResponseReturnValue:
    """Show the tierings of a service, as a panel on its page."""
    service = suppliers.service(number) or abort(404)
    rows = queries.of_service(service)
    may_open = service.is_active and not any(one.is_open for one in rows)
    return render_template("qualification/of_service.html", service=service, rows=rows, may_open=may_open, plain=plain)


@under_service.post("")
@policy("qualification.tiering.open")
def create(number: str) -> ResponseReturnValue:
    """Open a tiering; its author scores first."""
    with writing() as opened:
        service = suppliers.service(number) or abort(404)
        tiering = opening.open_tiering(service, opened.actor, opened.now)
    return redirect(url_for("tiering_sheets.edit", number=tiering.number), 303)


@blueprint.get("/<number('INH'):number>")
@policy("qualification.tiering.read")
def show(number: str) -> ResponseReturnValue:
    """Show one tiering: scores, arithmetic, floors, formality, signatures. A sealed sheet shows nothing of itself."""
    tiering, me = found(number), actor()
    return render_template(
        "qualification/show.html",
        tiering=tiering,
        reckoning=reckon(tiering),
        words=TIERS,
        plain=plain,
        scoring=sheets.scoring_of(tiering, me),
        weighing=weighing.may_weigh(tiering, me),
        agreeing=weighing.may_agree(tiering, me),
        route=signing.route_of(tiering),
        turn=signing.turn_of(tiering, me),
        is_author=str(tiering.author_id) == me.id,
        **history_context(tiering),
    )


@blueprint.get("/<number('INH'):number>/signers")
@policy("qualification.tiering.read")
def signers(number: str) -> ResponseReturnValue:
    """Show who else may sign next, so that an absence does not block; also a panel of the tiering."""
    tiering = found(number)
    awaited = signing.who_else(tiering, actor(), now())
    return render_template("qualification/signers.html", tiering=tiering, awaited=awaited, roles=ROLES)

"""Dossiers, made on request and downloaded as one zip."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.inspection import queries
from app.inspection.dossiers.gather import NoDossier, kind_of
from app.inspection.dossiers.write import record_copy, zipped_dossier
from app.inspection.forms import DossierForm
from app.people.permissions import allows
from app.records.packs import PackRefused
from app.web.downloads import download
from app.web.edge import actor, now, writing
from app.web.errors import Sentence
from app.web.guard import policy

blueprint = Blueprint("dossiers", __name__, url_prefix="/inspection/dossiers")


@blueprint.get("/")
@policy("inspection.dossier.export")
def index() -> str:
    """Ask for a number, and list the copies that were made; a link may bring the number along."""
    form = DossierForm(formdata=None, number=request.args.get("number", "")[:40])
    return render_template("inspection/dossiers.html", form=form, copies=queries.recent_copies())


@blueprint.post("/")
@policy("inspection.dossier.export")
def create() -> ResponseReturnValue:
    """Make the dossier and hand it over; that it was made, by whom, and its digest are put on record."""
    form = DossierForm()
    made = _made((form.number.data or "").strip().upper(), form) if form.validate_on_submit() else None
    if made is None:
        return render_template("inspection/dossiers.html", form=form, copies=queries.recent_copies()), 422
    number, content, manifest = made
    with writing() as opened:
        record_copy(number, content, manifest, opened.actor, opened.now)
    return download(content, f"{number}-dossier.zip", "application/zip")


def _made(number: str, form: DossierForm) -> tuple[str, bytes, dict[str, Any]] | None:
    person = actor()
    try:
        if not allows(person.roles, kind_of(number).permission):
            raise NoDossier(f"Your roles do not read {number}, so its dossier is not yours to make either.")
        return (number, *zipped_dossier(number, f"{person.name} ({person.username})", now()))
    except (Sentence, PackRefused) as refused:
        form.refuse(refused)
        return None

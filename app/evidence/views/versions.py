"""Versions of evidence: a newer one, the class of one, the file of one; each file that leaves is on record."""

from http import HTTPStatus

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from app.base.db import Transaction
from app.evidence import definitions, queries
from app.evidence.actions.classes import classify
from app.evidence.actions.downloads import keep_download
from app.evidence.actions.versions import add_version
from app.evidence.forms.evidence import ClassForm, VersionForm
from app.evidence.models import Evidence
from app.evidence.views.around import found_evidence, found_version
from app.records import removals
from app.records.trail import TrailRefused
from app.web.downloads import download
from app.web.edge import writing
from app.web.errors import database_unwell, error_page
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.uploads import ACCEPTED

blueprint = Blueprint("evidence_versions", __name__, url_prefix="/evidence/<number('EVD'):number>/versions")
_ONE = "/<int:position>"

NOT_KEPT = "Each download of evidence is put on record; that cannot be done just now, so the file is not handed out."
"""Said while nothing can be recorded."""


@blueprint.get("/new")
@policy("evidence.evidence.edit")
def new(number: str) -> str:
    """Show the form of a newer version."""
    return _form_page(found_evidence(number), VersionForm(formdata=None))


@blueprint.post("")
@policy("evidence.evidence.edit")
def create(number: str) -> ResponseReturnValue:
    """Record a newer version; the earlier ones stay."""
    form = VersionForm()

    def act(opened: Transaction) -> object:
        found = found_evidence(number)
        return add_version(found, form.version_details, form.given_file(), opened.actor, opened.now)

    if carried_out(form, act) is None:
        return _form_page(found_evidence(number), form), form.status
    return redirect(url_for("evidence.show", number=number, _anchor="versions"), 303)


@blueprint.get(f"{_ONE}/classes/new")
@policy("evidence.evidence.classify")
def new_class(number: str, position: int) -> str:
    """Show the form of a class."""
    return _class_page(found_evidence(number), position, ClassForm(formdata=None))


@blueprint.post(f"{_ONE}/classes")
@policy("evidence.evidence.classify")
def create_class(number: str, position: int) -> ResponseReturnValue:
    """Give a version a class; the earlier one stays on record."""
    form = ClassForm()

    def act(opened: Transaction) -> object:
        version = found_version(found_evidence(number), position)
        return classify(version, form.code.data, form.rationale.data or "", opened.actor, opened.now)

    if carried_out(form, act) is None:
        return _class_page(found_evidence(number), position, form), form.status
    return redirect(url_for("evidence.show", number=number, _anchor="versions"), 303)


@blueprint.get(f"{_ONE}/file")
@policy("evidence.evidence.read")
def file(number: str, position: int) -> ResponseReturnValue:
    """Hand out a file, after its download was put on record in a transaction of its own (decision 016)."""
    version = found_version(found_evidence(number), position)
    kept = queries.files_of([version]).get(version.id) or abort(404)
    content, name, media_type = removals.content(kept.sha256), kept.name, kept.media_type
    if request.method == "HEAD":
        return download(b"", name, media_type)  # nothing leaves, so there is nothing to record
    try:
        with writing() as opened:  # what this person may read is asked again in here, like their rights
            keep_download(found_version(found_evidence(number), position), kept, opened.actor, opened.now)
    except OperationalError as problem:
        return make_response(database_unwell(problem))
    except TrailRefused as refused:
        return make_response(error_page(HTTPStatus.SERVICE_UNAVAILABLE, f"{refused} {NOT_KEPT}"))
    return download(content, name, media_type)


def _form_page(found: Evidence, form: VersionForm) -> str:
    kind = definitions.kinds().get(found.kind)
    return render_template("evidence/new_version.html", found=found, form=form, accepted=ACCEPTED, kind=kind)


def _class_page(found: Evidence, position: int, form: ClassForm) -> str:
    version = found_version(found, position)
    action = url_for(".create_class", number=found.number, position=position)
    return render_template("evidence/class.html", found=found, one=version, form=form, action=action)

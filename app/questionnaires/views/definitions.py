"""Definitions: list, taking in, page as the supplier sees it, changes against the version before, dropping a draft."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.content.freezing import LARGEST_DEFINITION
from app.questionnaires.actions import definitions as actions
from app.questionnaires.forms.definitions import OWN, DroppingForm, TakingInForm
from app.questionnaires.models import Definition
from app.questionnaires.models.definition import KINDS
from app.questionnaires.queries import definitions as queries
from app.questionnaires.queries.definition_turns import turn_of
from app.questionnaires.rules.definition_changes import changes
from app.questionnaires.rules.definition_outline import facts, outline
from app.questionnaires.rules.definition_route import definition_route
from app.questionnaires.views.around import history_context
from app.web.downloads import download
from app.web.edge import actor
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("definitions", __name__, url_prefix="/questionnaires")


@blueprint.get("")
@policy("questionnaires.definition.read")
def index() -> ResponseReturnValue:
    """Show the list."""
    return list_page(queries.DEFINITIONS, queries.all_definitions(), "questionnaires/definitions/index.html")


@blueprint.get("/new")
@policy("questionnaires.definition.draft")
def new() -> ResponseReturnValue:
    """Show what can be taken in."""
    return _new_page(_offering(TakingInForm(formdata=None)))


@blueprint.post("")
@policy("questionnaires.definition.draft")
def create() -> ResponseReturnValue:
    """Freeze a definition as a draft; every fault of a file is named with its line."""
    form = _offering(TakingInForm())

    def take_in(opened: Transaction) -> Definition:
        draft = actions.Draft(form.rationale.data or "", form.effective_from.data)
        if form.source.data != OWN:
            return actions.take_in_shipped(form.source.data, draft, opened.actor, opened.now)
        given = form.file.data
        if not given or not given.filename:
            raise actions.Refused("No file was chosen. Choose your questionnaire, then try again.")
        raw = given.stream.read(LARGEST_DEFINITION + 1)
        return actions.take_in_file(given.filename, raw, draft, opened.actor, opened.now)

    found = carried_out(form, take_in)
    if found is None:
        form.refusals = [line for one in form.refusals for line in one.split("\n")]
        return _new_page(form), 422
    return redirect(url_for(".show", number=found.number), 303)


@blueprint.get("/<number('DFN'):number>")
@policy("questionnaires.definition.read")
def show(number: str) -> ResponseReturnValue:
    """Show one definition with its route, signatures and content."""
    found = _found(number)
    return render_template(
        "questionnaires/definitions/show.html",
        definition=found,
        turn=turn_of(found, actor()),
        route=definition_route(found.author_role),
        is_author=str(found.drafted_by_id) == actor().id,
        **_content(found),
        **history_context(found),
    )


@blueprint.get("/<number('DFN'):number>/changes")
@policy("questionnaires.definition.read")
def changed(number: str) -> ResponseReturnValue:
    """Show what this version changes against the signed one before it."""
    found = _found(number)
    earlier, content = queries.earlier_of(found), queries.content_of(found)
    return render_template(
        "questionnaires/definitions/changes.html",
        definition=found,
        earlier=earlier,
        changes=changes(queries.content_of(earlier), content) if earlier else (),
        changelog=content.get("changelog", ()),
    )


@blueprint.get("/<number('DFN'):number>/content")
@policy("questionnaires.definition.read")
def file(number: str) -> ResponseReturnValue:
    """Hand the frozen content out."""
    found = _found(number)
    name = f"{found.definition_id}-{found.content_version}.json"
    return download(queries.raw_content_of(found), name, "application/json")


@blueprint.get("/<number('DFN'):number>/dropping")
@policy("questionnaires.definition.draft")
def dropping(number: str) -> ResponseReturnValue:
    """Ask why the draft is dropped."""
    return _dropping_page(_found(number), DroppingForm(formdata=None))


@blueprint.post("/<number('DFN'):number>/dropping")
@policy("questionnaires.definition.draft")
def drop(number: str) -> ResponseReturnValue:
    """Close the draft unsigned."""
    _found(number)
    form = DroppingForm()

    def dropped(opened: Transaction) -> bool:
        actions.drop(_found(number), form.reason.data or "", opened.actor, opened.now)
        return True

    if carried_out(form, dropped) is None:
        return _dropping_page(_found(number), form), 422
    return redirect(url_for(".show", number=number), 303)


def _content(found: Definition) -> dict[str, Any]:
    content = queries.content_of(found)
    is_asked = found.kind == "questionnaire"
    return {
        "kinds": KINDS,
        "areas": outline(queries.questionnaire(found)) if is_asked else (),
        "sections": () if is_asked else facts(content),
        "changelog": content.get("changelog", ()),
    }


def _offering(form: TakingInForm) -> TakingInForm:
    form.offer(actions.not_taken_in())
    return form


def _new_page(form: TakingInForm) -> str:
    return render_template("questionnaires/definitions/new.html", form=form)


def _dropping_page(found: Definition, form: DroppingForm) -> str:
    return render_template("questionnaires/definitions/dropping.html", definition=found, form=form)


def _found(number: str) -> Definition:
    return queries.definition(number) or abort(404)

"""Who works on it and the ways beside the main road: take, triage, reassign, leave, resume, go live, close."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.impact.actions import assignments, departures, exposures, triages
from app.impact.forms.fields import BecauseForm, choices
from app.impact.forms.work import DepartureForm, ReassignForm
from app.impact.models import Assessment
from app.impact.queries import assessments as queries
from app.impact.queries.verdicts import AssessmentRefused
from app.impact.views.around import act_page, acted, found, pressed
from app.people import queries as people
from app.web.guard import policy

blueprint = Blueprint("impact_work", __name__, url_prefix="/impact-assessments/<number('RIA'):number>")


@blueprint.post("/triages")
@policy("impact.assessment.triage")
def triage(number: str) -> ResponseReturnValue:
    """Triage."""
    return pressed(number, lambda one, opened: triages.triage(one, opened.actor, opened.now))


@blueprint.post("/assignments")
@policy("impact.assessment.assess")
def take(number: str) -> ResponseReturnValue:
    """Become its assessor."""
    return pressed(number, lambda one, opened: assignments.take(one, opened.actor))


@blueprint.get("/reassignments/new")
@policy("impact.assessment.reassign")
def new_reassignment(number: str) -> ResponseReturnValue:
    """Show to whom it may go."""
    return _reassignment_page(found(number), _reassign_form())


@blueprint.post("/reassignments/new")
@policy("impact.assessment.reassign")
def reassign(number: str) -> ResponseReturnValue:
    """Hand it over."""
    assessment, form = found(number), _reassign_form()

    def act(_: Transaction) -> object:
        to = next(one for one in people.active_people() if str(one.id) == form.to.data)
        return assignments.reassign(found(number), assignments.Assessor(str(to.id), to.name), form.reason.data or "")

    return acted(form, act, lambda: _reassignment_page(assessment, form), _address(number))


@blueprint.get("/departures/new")
@policy("impact.assessment.assess")
def new_departure(number: str) -> ResponseReturnValue:
    """Show the ways beside the main road."""
    return _departure_page(found(number), DepartureForm())


@blueprint.post("/departures/new")
@policy("impact.assessment.assess")
def depart(number: str) -> ResponseReturnValue:
    """Defer, decline, withdraw or merge, with the reason."""
    assessment, form = found(number), DepartureForm()
    act = lambda opened: _depart(found(number), form, opened)  # noqa: E731 - as short as it reads
    return acted(form, act, lambda: _departure_page(assessment, form), _address(number))


@blueprint.get("/resumptions/new")
@policy("impact.assessment.assess")
def new_resumption(number: str) -> ResponseReturnValue:
    """Ask why it is taken up again."""
    return act_page(found(number), BecauseForm(), "Take up again", "Take up again")


@blueprint.post("/resumptions/new")
@policy("impact.assessment.assess")
def resume(number: str) -> ResponseReturnValue:
    """Take a deferred assessment up again."""
    assessment, form = found(number), BecauseForm()

    def act(opened: Transaction) -> object:
        return departures.resume(found(number), form.reason.data or "", opened.now)

    return acted(form, act, lambda: act_page(assessment, form, "Take up again", "Take up again"), _address(number))


@blueprint.post("/go-live")
@policy("impact.assessment.release")
def go_live(number: str) -> ResponseReturnValue:
    """Record that it is in production."""
    return pressed(number, lambda one, opened: exposures.go_live(one, opened.now))


@blueprint.post("/closure")
@policy("impact.assessment.release")
def close(number: str) -> ResponseReturnValue:
    """Close it."""
    return pressed(number, lambda one, _: exposures.close(one))


def _reassign_form() -> ReassignForm:
    form = ReassignForm()
    able = {one.id: one for role in ("SO", "SQM", "SME") for one in people.holders(role)}
    form.to.choices = choices([("", "Choose"), *((str(key), one.label) for key, one in able.items())])
    return form


def _reassignment_page(assessment: Assessment, form: ReassignForm) -> str:
    lead = f"Now with {assessment.assessor_name or 'nobody'}. What was settled before keeps its name."
    return act_page(assessment, form, "Reassign", "Reassign", lead)


def _departure_page(assessment: Assessment, form: DepartureForm) -> str:
    lead = "Each way needs its reason. If the vendor changes the note later, the assessment opens again by itself."
    return act_page(assessment, form, "Defer, decline, withdraw or merge", "Record it", lead)


def _depart(assessment: Assessment, form: DepartureForm, opened: Transaction) -> Assessment:
    reason, way = form.reason.data or "", form.way.data
    if way == "defer":
        if form.until.data is None:
            raise AssessmentRefused("Name the day until which the release is deferred.")
        return departures.defer(assessment, form.until.data, reason, opened.now)
    if way == "merge":
        into = queries.assessment((form.into.data or "").upper())
        if into is None:
            raise AssessmentRefused("Name the assessment into which this one is merged, such as RIA-2026-0004.")
        return departures.merge(assessment, into, reason, opened.now)
    verb = departures.withdraw if way == "withdraw" else departures.not_adopt
    return verb(assessment, reason, opened.now)


def _address(number: str) -> str:
    return url_for("impact_assessments.show", number=number)

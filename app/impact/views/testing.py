"""Tests of a round: what is proposed and planned, the runs step by step, and their evidence."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.impact.actions import test_plans, test_runs
from app.impact.forms.fields import BecauseForm, choices
from app.impact.forms.testing import PlanForm, RunForm, StartForm
from app.impact.models import Assessment, PlannedTest, TestRun
from app.impact.queries import assessments as queries
from app.impact.queries.evidence import evidence_of, read_evidence
from app.impact.queries.test_proposals import packs_without_script, proposal_for, proposed_scripts
from app.impact.queries.verdicts import may_edit
from app.impact.views.around import act_page, acted, found
from app.web.downloads import download
from app.web.edge import actor, writing
from app.web.guard import policy
from app.web.uploads import ACCEPTED

blueprint = Blueprint("impact_testing", __name__, url_prefix="/impact-assessments/<number('RIA'):number>")


@blueprint.get("/tests")
@policy("impact.assessment.read")
def index(number: str) -> ResponseReturnValue:
    """Show the tests of the round at work."""
    assessment = queries.with_tests(queries.with_changes(found(number)))
    scripts = queries.scripts_of(assessment.service_id)
    proposal = proposal_for(assessment, scripts)
    return render_template(
        "impact/tests.html",
        assessment=assessment,
        at_work=assessment.this_round,
        proposal=proposal,
        proposed=proposed_scripts(assessment, proposal, scripts),
        missing=packs_without_script(assessment, proposal, scripts),
        evidence=evidence_of([run for one in assessment.this_round.planned_tests for run in one.runs]),
        may_edit=may_edit(assessment),
        me=actor(),
    )


@blueprint.post("/planned-tests")
@policy("impact.test.edit")
def plan_proposed(number: str) -> ResponseReturnValue:
    """Plan every proposed script with the reason it was proposed for."""
    with writing() as opened:
        assessment = found(number)
        scripts = queries.scripts_of(assessment.service_id)
        for script, why in proposed_scripts(assessment, proposal_for(assessment, scripts), scripts):
            test_plans.plan_test(assessment, test_plans.Plan(why, script), opened.actor, opened.now)
    return redirect(url_for(".index", number=number), 303)


@blueprint.get("/planned-tests/new")
@policy("impact.test.edit")
def new_plan(number: str) -> ResponseReturnValue:
    """Show the form for one test."""
    assessment = found(number)
    return _plan_page(assessment, _plan_form(assessment))


@blueprint.post("/planned-tests/new")
@policy("impact.test.edit")
def plan(number: str) -> ResponseReturnValue:
    """Plan one test, or leave one out, with the reason."""
    assessment = found(number)
    form = _plan_form(assessment)

    def act(opened: Transaction) -> object:
        fresh = found(number)
        script = queries.test_script(form.script.data) if form.script.data else None
        chosen = test_plans.Plan(
            form.reason.data or "",
            script,
            form.title.data or "",
            form.goal.data or "",
            is_to_run=form.is_to_run.data == "yes",
        )
        return test_plans.plan_test(fresh, chosen, opened.actor, opened.now)

    return acted(form, act, lambda: _plan_page(assessment, form), url_for(".index", number=number))


@blueprint.get("/planned-tests/<int:planned_id>/withdrawal")
@policy("impact.test.edit")
def new_withdrawal(number: str, planned_id: int) -> ResponseReturnValue:
    """Ask why a test is taken back."""
    assessment, planned = _planned(number, planned_id)
    return act_page(assessment, BecauseForm(), f"Take back “{planned.title}”", "Take back")


@blueprint.post("/planned-tests/<int:planned_id>/withdrawal")
@policy("impact.test.edit")
def withdraw(number: str, planned_id: int) -> ResponseReturnValue:
    """Take a test out of the plan."""
    assessment, planned = _planned(number, planned_id)
    form, title = BecauseForm(), f"Take back “{planned.title}”"

    def act(opened: Transaction) -> object:
        return test_plans.take_back(_planned(number, planned_id)[1], form.reason.data or "", opened.now)

    return acted(form, act, lambda: act_page(assessment, form, title, "Take back"), url_for(".index", number=number))


@blueprint.get("/planned-tests/<int:planned_id>/runs/new")
@policy("impact.test.run")
def new_run(number: str, planned_id: int) -> ResponseReturnValue:
    """Ask where the test is run."""
    return _start_page(*_planned(number, planned_id), StartForm())


@blueprint.post("/planned-tests/<int:planned_id>/runs/new")
@policy("impact.test.run")
def start(number: str, planned_id: int) -> ResponseReturnValue:
    """Begin a run; its steps are recorded on the page that follows."""
    assessment, planned = _planned(number, planned_id)
    form, begun = StartForm(), []

    def act(opened: Transaction) -> object:
        _, fresh = _planned(number, planned_id)
        begun.append(test_runs.start_run(fresh, form.environment.data or "", opened.actor, opened.now).id)
        return True

    answer = acted(form, act, lambda: _start_page(assessment, planned, form), "")
    return redirect(url_for(".show_run", number=number, run_id=begun[0]), 303) if begun else answer


@blueprint.get("/runs/<int:run_id>")
@policy("impact.assessment.read")
def show_run(number: str, run_id: int) -> ResponseReturnValue:
    """Show a run: its results, or for its tester the form to record them."""
    assessment, run = _run(number, run_id)
    return _run_page(assessment, run, RunForm(run.planned_test))


@blueprint.post("/runs/<int:run_id>")
@policy("impact.test.run")
def record(number: str, run_id: int) -> ResponseReturnValue:
    """Finish a run with what happened at each step."""
    assessment, run = _run(number, run_id)
    form = RunForm(run.planned_test)

    def act(opened: Transaction) -> object:
        _, fresh = _run(number, run_id)
        return test_runs.record_run(fresh, form.entries(), form.notes.data or "", opened.actor, opened.now)

    to = url_for(".show_run", number=number, run_id=run_id)
    return acted(form, act, lambda: _run_page(assessment, run, form), to)


@blueprint.get("/runs/<int:run_id>/abandonment")
@policy("impact.test.run")
def new_abandonment(number: str, run_id: int) -> ResponseReturnValue:
    """Ask why a run is given up."""
    assessment, run = _run(number, run_id)
    return act_page(assessment, BecauseForm(), f"Abandon the run of “{run.planned_test.title}”", "Abandon")


@blueprint.post("/runs/<int:run_id>/abandonment")
@policy("impact.test.run")
def abandon(number: str, run_id: int) -> ResponseReturnValue:
    """Give a run up; it stays on record."""
    assessment, run = _run(number, run_id)
    form, title = BecauseForm(), f"Abandon the run of “{run.planned_test.title}”"

    def act(opened: Transaction) -> object:
        return test_runs.abandon_run(_run(number, run_id)[1], form.reason.data or "", opened.actor, opened.now)

    return acted(form, act, lambda: act_page(assessment, form, title, "Abandon"), url_for(".index", number=number))


@blueprint.get("/evidence/<int:attachment_id>")
@policy("impact.assessment.read")
def evidence(number: str, attachment_id: int) -> ResponseReturnValue:
    """Hand out a piece of evidence."""
    file = read_evidence(found(number), attachment_id) or abort(404)
    return download(file.content, file.name, file.media_type)


def _planned(number: str, planned_id: int) -> tuple[Assessment, PlannedTest]:
    assessment = found(number)
    return assessment, queries.planned_test(assessment, planned_id) or abort(404)


def _run(number: str, run_id: int) -> tuple[Assessment, TestRun]:
    assessment = found(number)
    return assessment, queries.test_run(assessment, run_id) or abort(404)


def _plan_form(assessment: Assessment) -> PlanForm:
    form = PlanForm()
    scripts = queries.scripts_of(assessment.service_id)
    form.script.choices = choices([("", "No script"), *((one.number, f"{one.number} {one.title}") for one in scripts)])
    return form


def _plan_page(assessment: Assessment, form: PlanForm) -> str:
    lead = "A test left out on purpose stands in the record with its reason, like one that is run."
    return act_page(assessment, form, "Plan a test", "Put into the plan", lead)


def _start_page(assessment: Assessment, planned: PlannedTest, form: StartForm) -> str:
    lead = "The run begins now; its times are the portal's. You record each step on the next page."
    return act_page(assessment, form, f"Run “{planned.title}”", "Begin the run", lead)


def _run_page(assessment: Assessment, run: TestRun, form: RunForm) -> str:
    is_mine = run.state == "running" and run.tester_id == actor().id
    return render_template(
        "impact/run.html",
        assessment=assessment,
        run=run,
        form=form,
        is_mine=is_mine,
        accepted=ACCEPTED,
        evidence=evidence_of([run]),
    )

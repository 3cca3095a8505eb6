"""The second part of the story: releases come in, are assessed, tested, signed, go live, and some do not go well."""

from datetime import timedelta

from sqlalchemy import select

from app.base.db import db, transaction
from app.demo.stage import Stage
from app.demo.vendors import vendors
from app.impact.actions import (
    approvals,
    conclusions,
    defects,
    follow_ups,
    opening,
    settlements,
    test_plans,
    test_runs,
    test_scripts,
    triages,
)
from app.impact.actions.proposing import Answers
from app.impact.actions.settlements import Reading
from app.impact.models import Assessment, Change, TestScript
from app.impact.queries.signing import needs_plan_approval, open_route, turn
from app.people.queries import holders
from app.records import approvals as approvals_kernel
from app.records.actor import CLOCK
from app.releases import actions as releases
from app.releases.intake import poll
from app.releases.models import Release
from app.suppliers.models import Service

NO_NEED = {
    f"needs_{one}": "no" for one in ("configuration", "procedure", "training", "role", "integration", "document")
}
TESTS = {
    "Document approval": ["Sign a document with two approvers", "Reject an approval and look at the trail"],
    "CAPA closure": ["Close a CAPA with effectiveness check"],
    "Training record": ["Complete a read-and-understood task"],
    "Filing and quality check": ["File, check and export one document"],
    "Result calculation": ["Calculate a reference result", "Change a result after review"],
    "Quality agreement signing": ["Sign an agreement with an outside party"],
    "Excursion handling": ["Raise and acknowledge an alarm"],
}


def news_arrives(stage: Stage) -> None:
    """Poll every feed and run the sweep, as the clock does."""
    poll(now=stage.later())
    _state_production(stage)
    clock_turns(stage)


def clock_turns(stage: Stage) -> None:
    """Run the sweep: what is new opens an assessment, what has reached its day goes live."""
    for waiting in list(opening.open_pending(stage.clock())):
        with transaction(CLOCK, stage.clock()) as opened:
            opening.open_one(waiting, CLOCK, opened.now)


def _state_production(stage: Stage) -> None:
    """The system owner enters the production date where the vendor's letter names one."""
    told = {one.version: one for vendor in vendors(stage.today).values() for one in vendor.announcements}
    query = select(Release).where(Release.is_baseline.is_(False), Release.production_on.is_(None))
    for release in db.session.scalars(query).all():
        announced = told.get(release.release_version)
        if announced is None or announced.production_in is None:
            continue
        with stage.acting("so"):
            day = announced.on + timedelta(days=announced.production_in)
            releases.set_production_date(release, day, "stated", "The vendor's release letter names the day.")


def scripts_are_written(stage: Stage, found: dict[str, Service]) -> None:
    """The validation lead writes the regression tests of the workflows."""
    for service in found.values():
        for flow in service.workflows:
            for title in TESTS.get(flow.name, []):
                with stage.acting("sme2") as opened:
                    steps = [
                        test_scripts.Step("Sign in to the validation tenant as a named user", "The start page opens"),
                        test_scripts.Step(title, "It works as the work instruction describes"),
                        test_scripts.Step(
                            "Open the audit trail of the record", "Who, when, old and new value stand there"
                        ),
                    ]
                    script = test_scripts.Script(
                        title, f"Shows that “{flow.name}” still works.", "scripted", steps, [flow.id]
                    )
                    test_scripts.write_script(service, script, opened.actor, opened.now)


def assessment_of(version: str, service: str) -> Assessment:
    """Return the assessment of a release for a service."""
    query = select(Assessment).join(Assessment.release).join(Assessment.service)
    return db.session.scalars(query.where(Release.release_version == version, Service.name == service)).one()


def is_triaged(stage: Stage, assessment: Assessment, assessor: str = "so") -> None:
    """Take and triage it."""
    with stage.acting(assessor) as opened:
        triages.triage(assessment, opened.actor, opened.now)


def is_settled(stage: Stage, assessment: Assessment, assessor: str = "so", *, leave: int = 0) -> None:
    """Settle its changes; ``leave`` of them stay open."""
    changes = list(assessment.this_round.changes)
    for change in changes[: len(changes) - leave]:
        with stage.acting(assessor) as opened:
            answers = Answers(default_state="auto_on", could_have_affected_records="no", **NO_NEED)
            why = "Read with the process owner; the proposal fits how we use it."
            settlements.settle_change(change, answers, _as_proposed(change), None, why, opened.actor, opened.now)


def _as_proposed(change: Change) -> Reading:
    areas = [str(one["area"]) for one in change.proposed_areas]
    return Reading(areas, change.proposed_kind, change.proposed_impact, change.proposed_flags)


def is_tested(stage: Stage, assessment: Assessment, tester: str = "so2", *, fails: bool = False) -> None:
    """Plan the service's scripts (or an unscripted charter) and run them in the validation tenant."""
    scripts = db.session.scalars(select(TestScript).where(TestScript.service_id == assessment.service_id)).all()
    plans = [test_plans.Plan("It covers a workflow that a change touches.", script) for script in scripts]
    if not plans:
        goal = "Try the changed functions as the users do."
        plans = [test_plans.Plan("No script covers it yet.", None, "Charter", goal)]
    with stage.acting("so") as opened:
        planned = [test_plans.plan_test(assessment, plan, opened.actor, opened.now) for plan in plans]
    for number, test in enumerate(planned):
        with stage.acting(tester) as opened:
            run = test_runs.start_run(test, "Validation tenant", opened.actor, opened.now)
        stage.later(25)
        is_bad = fails and number == 0
        entries = [test_runs.StepEntry("As expected.", is_passed=True) for _ in test.steps]
        if is_bad:
            entries[-1] = test_runs.StepEntry("The entry named the other signer.", is_passed=False)
        with stage.acting(tester) as opened:
            test_runs.record_run(
                run, entries, "Run with the release as installed in the sandbox.", opened.actor, opened.now
            )


def defect_is_decided(stage: Stage, assessment: Assessment) -> None:
    """Accept the defect with a control; the validation lead signs."""
    runs = [run for planned in assessment.this_round.planned_tests for run in planned.runs]
    for defect in [one for run in runs for step in run.step_results for one in step.defects]:
        with stage.acting("so") as opened:
            why = "Two people check the signer's name at each approval until the vendor's correction is installed."
            defects.decide_defect(defect, "accept_with_control", why, opened.actor, opened.now)
        stage.sign("sme", defect, defects.sign_defect)  # type: ignore[arg-type]  # the stage hands the actor on


def is_concluded(stage: Stage, assessment: Assessment, fit: str = "yes") -> None:
    """Settle procedures and training, write the conclusion and submit."""
    with stage.acting("so") as opened:
        procedure = follow_ups.Procedure(
            "", "", "not_needed", "The work instruction describes the function, not the screen."
        )
        follow_ups.settle_procedures(assessment, procedure, opened.actor, opened.now)
        training = follow_ups.Training("", "", "none", "Nothing changes for the people who do the work.")
        follow_ups.settle_training(assessment, training, opened.actor, opened.now)
        text = "The changed functions were read and tested; the service remains fit for its intended use."
        conclusions.conclude(assessment, fit, text, opened.actor, opened.now)
    with stage.acting("so") as opened:
        approvals.submit(assessment, opened.actor, opened.now)


def is_signed(stage: Stage, assessment: Assessment, *, steps: int = 99) -> None:
    """Let the people whose turn it is sign, one after the other."""
    for _ in range(steps):
        route = open_route(approvals_kernel.routes_of(assessment))
        if route is None or route.next_step is None:
            return
        signer = _signer(assessment, route.next_step.role)
        stage.later(180)
        stage.sign(signer, assessment, approvals.sign_step)  # type: ignore[arg-type]  # the stage hands the actor on


def _signer(assessment: Assessment, role: str) -> str:
    for person in holders(role):
        found = turn(assessment, person.actor)
        if found is not None and found.verdict.is_allowed:
            return str(person.username)
    raise LookupError(f"Nobody may give the next signature ({role}) on {assessment.number}.")


def whole_way(stage: Stage, version: str, service: str) -> Assessment:
    """Triage, settle, test where the level asks for it, conclude, sign."""
    assessment = assessment_of(version, service)
    is_triaged(stage, assessment)
    is_settled(stage, assessment)
    if assessment.level in {"L2", "L3"}:
        is_planned_and_run(stage, assessment)
    is_concluded(stage, assessment)
    is_signed(stage, assessment)
    return assessment


def _plan_is_approved(stage: Stage, assessment: Assessment) -> None:
    is_planned_only(stage, assessment)
    with stage.acting("so") as opened:
        approvals.request_plan_approval(assessment, opened.now)
    is_signed(stage, assessment)
    _run_planned(stage, assessment)


def is_planned_only(stage: Stage, assessment: Assessment) -> None:
    """Write the test plan without running it: level L3 needs QA's yes first."""
    scripts = db.session.scalars(select(TestScript).where(TestScript.service_id == assessment.service_id)).all()
    plans = [test_plans.Plan("It covers a workflow that a change touches.", script) for script in scripts]
    plans = plans or [test_plans.Plan("No script covers it yet.", None, "Charter", "Try the changed functions.")]
    with stage.acting("so") as opened:
        for plan in plans:
            test_plans.plan_test(assessment, plan, opened.actor, opened.now)


def _run_planned(stage: Stage, assessment: Assessment) -> None:
    for planned in assessment.this_round.open_tests:
        with stage.acting("so2") as opened:
            run = test_runs.start_run(planned, "Validation tenant", opened.actor, opened.now)
        stage.later(25)
        with stage.acting("so2") as opened:
            entries = [test_runs.StepEntry("As expected.", is_passed=True) for _ in planned.steps]
            test_runs.record_run(run, entries, "Run in the sandbox.", opened.actor, opened.now)


def is_planned_and_run(stage: Stage, assessment: Assessment) -> None:
    """Test it, with QA's approval of the plan first where the level asks for it."""
    if assessment.level == "L3" and needs_plan_approval(assessment):
        _plan_is_approved(stage, assessment)
    else:
        is_tested(stage, assessment)

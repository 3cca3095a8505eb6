"""Level L3: QA signs the test plan before testing starts, and again after every change of it."""

import pytest

from app.base.db import transaction
from app.impact.actions import approvals, test_plans, test_runs
from app.impact.queries.verdicts import AssessmentRefused
from app.records import revisions
from tests.factories import impact
from tests.factories.impact import actor, another, sign_as
from tests.factories.people import person_for


def test_level_three_needs_qas_signature_on_the_plan_before_testing(app, clock):
    note = "- Changed how the audit trail records old and new values for everybody."
    assessment = impact.triaged(note)
    impact.settle_all(assessment)
    assert assessment.level == "L3"
    so = actor("SO")
    with transaction(so, clock()):
        plan = test_plans.Plan("Core of the trail.", title="Trail by hand", goal="Edit and read the trail")
        planned = test_plans.plan_test(assessment, plan, so, clock())
    with pytest.raises(AssessmentRefused, match="QA signs the test plan"), transaction(so, clock()):
        test_runs.start_run(planned, "Validation tenant", so, clock())
    with transaction(so, clock()):
        approvals.request_plan_approval(assessment, clock())
    sign_as(assessment, person_for("QA"))
    assert assessment.state == "assessing"
    impact.run_it(planned, so)
    impact.follow_up(assessment)
    with transaction(so, clock()):
        approvals.submit(assessment, so, clock())
    order = [person_for("SO"), person_for("SO"), person_for("SME"), another("SO"), person_for("BPO")]
    for who in (*order, person_for("QA"), person_for("QA")):
        sign_as(assessment, who)
    assert assessment.state == "approved"
    assert [one.meaning for one in revisions.signatures_of(assessment)][-2:] == ["APPROVE-QA", "RELEASE"]


def test_a_changed_plan_asks_qa_again(app, clock):
    assessment = impact.triaged("- Changed how the audit trail records old and new values for everybody.")
    impact.settle_all(assessment)
    so = actor("SO")
    with transaction(so, clock()):
        planned = test_plans.plan_test(
            assessment, test_plans.Plan("Core.", title="Trail", goal="Read the trail"), so, clock()
        )
        approvals.request_plan_approval(assessment, clock())
    sign_as(assessment, person_for("QA"))
    with transaction(so, clock()):
        test_plans.plan_test(assessment, test_plans.Plan("More.", title="More", goal="Read more"), so, clock())
    with pytest.raises(AssessmentRefused, match="QA signs the test plan"), transaction(so, clock()):
        test_runs.start_run(planned, "Validation tenant", so, clock())

"""Settling a change: what differs from the proposal needs its rationale; what may go together and what may not."""

from datetime import timedelta

import pytest

from app.base.db import transaction
from app.impact.actions import settlements
from app.impact.actions.settlements import Reading
from app.impact.queries.verdicts import AssessmentRefused
from tests.factories import impact
from tests.factories.impact import actor

NOTE = "- Users can now export records as CSV files.\n- A fixed typo in the help page.\n"


def test_an_override_needs_its_rationale(app, clock):
    assessment = impact.triaged(NOTE)
    change = assessment.this_round.changes[0]
    with pytest.raises(AssessmentRefused, match="rationale"), transaction(actor("SO"), clock()):
        settlements.settle_change(change, impact.KNOWN, impact.as_proposed(change), "L0", " ", actor("SO"), clock())
    with transaction(actor("SO"), clock()):
        settlements.settle_change(
            change, impact.KNOWN, impact.as_proposed(change), "L0", "Not used here.", actor("SO"), clock()
        )
    assert (change.is_override, change.settled_level) == (True, "L0")
    assert change.proposed_level != "L0"


def test_settling_as_proposed_needs_no_rationale(app, clock):
    assessment = impact.triaged(NOTE)
    change = assessment.this_round.changes[1]
    with transaction(actor("SO"), clock()):
        settlements.settle_change(change, impact.KNOWN, impact.as_proposed(change), None, "", actor("SO"), clock())
    assert (change.is_override, change.settled_level) == (False, change.proposed_level)


def test_changes_without_impact_are_settled_together_but_not_a_high_one_on_t1(app, clock):
    assessment = impact.triaged("- Fixed a typo in the help page.\n- Fixed lost audit trail entries after an import.\n")
    so = actor("SO")
    with pytest.raises(AssessmentRefused, match="by itself"), transaction(so, clock()):
        settlements.settle_without_impact(assessment, [1, 2], "cosmetic", so, clock())
    with transaction(so, clock()):
        settlements.settle_without_impact(assessment, [1], "cosmetic", so, clock())
    typo = assessment.this_round.changes[0]
    assert (typo.settled_level, typo.reason_code, typo.settled_by) == ("L0", "cosmetic", so.id)


def test_unknown_words_do_not_pass(app, clock):
    assessment = impact.triaged(NOTE)
    change = assessment.this_round.changes[0]
    reading = Reading(["no_such_area"], "feature", "low")
    with pytest.raises(AssessmentRefused, match="from the lists"), transaction(actor("SO"), clock()):
        settlements.settle_change(change, impact.KNOWN, reading, "L2", "Because.", actor("SO"), clock())


def test_production_soon_is_late_notice_and_compressed(app, clock):
    found = impact.an_assessment(production_in=3)
    assert found.is_late_notice
    assert "approval" in found.compressed or "testing" in found.compressed
    assert found.approval_due <= clock().date() + timedelta(days=3)

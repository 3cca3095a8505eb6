"""Training: current on the version in force, recorded by somebody else, never ahead of time (P11-14)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.base.db import db, transaction
from app.records.signatures import gate_reasons
from app.training import actions, queries
from app.training.actions import Completion, NewProcedure, TrainingRefused
from app.training.gates import training_is_current
from app.training.models import Procedure
from app.training.rules.currency import Trained, date_problem, gap
from tests.factories.people import make_person, person_for

TODAY = date(2026, 11, 2)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([], "not trained yet"),
        ([Trained("1", TODAY, None)], "trained on version 1, not on version 2"),
        ([Trained("2", TODAY, None)], None),
        ([Trained("2", TODAY - 9 * DAY, TODAY)], None),
        ([Trained("2", TODAY - 9 * DAY, TODAY - DAY)], "the training ran out on 2026-11-01"),
        ([Trained("2", TODAY + DAY, None)], "the training lies in the future"),
        ([Trained("2", TODAY - 9 * DAY, TODAY - DAY), Trained("2", TODAY, TODAY)], None),
        ([Trained("2", TODAY, None), Trained("1", TODAY, None)], None),
    ],
)
def test_gap(records, expected):
    assert gap("2", records, TODAY) == expected


def test_days_that_cannot_be():
    assert date_problem(TODAY + DAY, None, TODAY)
    assert date_problem(TODAY, TODAY - DAY, TODAY)
    assert date_problem(TODAY, TODAY, TODAY) is None


@pytest.fixture
def sam(app):
    return make_person("sam.quinn", ["SQM"])


@pytest.fixture
def qa(app):
    return person_for("QA")


def revise(qa, clock, **changes):
    procedure = db.session.scalars(select(Procedure)).one()
    values = {
        "title": procedure.title,
        "version": "1",
        "effective_on": procedure.effective_on,
        "required_for_signing": True,
    }
    with transaction(qa.actor, clock()):
        actions.revise_procedure(procedure, NewProcedure(**{**values, **changes}), "Yearly revision", qa.actor, clock())


def test_nobody_is_trained_where_no_procedure_is_required(sam, qa, clock):
    revise(qa, clock, required_for_signing=False)
    assert "No procedure on signing" in training_is_current(sam.actor, clock())


def test_new_version_blocks_until_trained_anew(sam, qa, clock):
    assert gate_reasons(sam.actor, clock()) == []
    revise(qa, clock, version="2")
    assert "not on version 2" in gate_reasons(sam.actor, clock())[0]
    with transaction(qa.actor, clock()):
        actions.record_training(Completion(sam.id, 1, clock().date()), qa.actor, clock())
    assert gate_reasons(sam.actor, clock()) == []


def test_expired_training_blocks(sam, clock):
    clock.forward(days=36_501)
    assert "ran out" in training_is_current(sam.actor, clock())


def test_nobody_records_their_own_training(qa, clock):
    with pytest.raises(TrainingRefused, match="their own"), transaction(qa.actor, clock()):
        actions.record_training(Completion(qa.id, 1, clock().date()), qa.actor, clock())


def test_future_training_is_refused(sam, qa, clock):
    with pytest.raises(TrainingRefused, match="future"), transaction(qa.actor, clock()):
        actions.record_training(Completion(sam.id, 1, clock().date() + DAY), qa.actor, clock())


def test_commands_record_no_training(sam, clock):
    actor = actions.Actor("operator:x", "operator:x", "Operator x", "operator")
    with pytest.raises(TrainingRefused, match="signed-in"), transaction(actor, clock()):
        actions.record_training(Completion(sam.id, 1, clock().date()), actor, clock())


def test_gaps_name_signers_only(sam, qa, clock):
    newcomer = make_person("nora.lind", ["SO"], can_sign=False)
    make_person("ivo.reader", ["INSP"], can_sign=False)
    assert [(one.person.id, one.why) for one in queries.gaps(clock().date())] == [(newcomer.id, "not trained yet")]


def test_revision_needs_a_reason(qa, clock):
    procedure = db.session.scalars(select(Procedure)).one()
    new = NewProcedure("Signing", "2", TODAY, required_for_signing=True)
    with pytest.raises(TrainingRefused, match="Say why"), transaction(qa.actor, clock()):
        actions.revise_procedure(procedure, new, " ", qa.actor, clock())

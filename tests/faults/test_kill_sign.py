"""Kill -9 while people sign: what was acknowledged is there and verifies, everything else is wholly absent."""

import random

import pytest
from sqlalchemy import select

from app.base.db import db, transaction
from app.base.lease import JobLease
from app.records import approvals, moves, signatures
from app.records.actor import Actor
from app.records.approvals import ApprovalRoute
from app.records.separation import Step
from app.records.signature import Signature
from app.records.signatures import Meaning, Proof
from app.records.verification.verify import verify
from tests.faults.killing import kill_during
from tests.samples import Sample

QA = Actor("2", "quentin", "Quentin Approver", "person", ("QA",), "b" * 16)
APPROVE = Meaning("APPROVE-QA", "I approve this.")


@pytest.fixture(autouse=True)
def _without_gates(app):
    from app.records import kernel  # noqa: PLC0415 - only this fixture looks inside

    kernel.of(db.session()).gates.clear()
    assert JobLease.__tablename__ == "job_lease"


def submit_one(number: int, clock) -> int:
    with transaction(QA, clock()):
        sample = Sample(number=f"SAM-{number:04d}", title="to be signed", state="draft")
        db.session.add(sample)
        db.session.flush()
        moves.move(sample, "submit", "tests.sample.submitted")
        approvals.open_route(sample, "approval", [Step("APPROVE-QA", "QA")], {}, clock())
        return sample.id


def sign_one(identifier: int, clock) -> None:
    sample = db.session.get(Sample, identifier)
    _, shown = signatures.show(sample, QA, clock())
    with transaction(QA, clock()):
        sample = db.session.get(Sample, identifier)
        signature = _sign(sample, shown, clock)
        _finish(sample, signature, clock)


def sign_one_carelessly(identifier: int, clock) -> None:
    """The control: signature and state in two transactions, as a tool without one edge would do it."""
    sample = db.session.get(Sample, identifier)
    _, shown = signatures.show(sample, QA, clock())
    with transaction(QA, clock()):
        _sign(db.session.get(Sample, identifier), shown, clock)
    with transaction(QA, clock()):
        sample = db.session.get(Sample, identifier)
        _finish(sample, signatures.revisions.signatures_of(sample)[-1], clock)


def _sign(sample, shown, clock):
    return signatures.sign(sample, APPROVE, "QA", QA, Proof(("username", "password"), clock()), shown, clock())


def _finish(sample, signature, clock):
    approvals.fill(approvals.routes_of(sample)[-1], signature, clock())
    moves.move(sample, "approve", "tests.sample.approved", is_signed=True)


def trials(clock, sign, count: int, seed: int):
    """Run the trials; return (acknowledged numbers, hits between first write and commit)."""
    acked, hits, number = [], 0, 0
    chance = random.Random(seed)
    for _ in range(count):
        first = number

        def work(acknowledge, first=first):
            for offset in range(50):
                identifier = submit_one(first + offset, clock)
                sign(identifier, clock)
                acknowledge(f"SAM-{first + offset:04d}")

        killed = kill_during(work, chance, patience=0.05)
        acked += killed.acks
        hits += killed.was_between
        number += 50
        db.session.remove()
        db.engine.dispose()
    return acked, hits


def halves() -> list[str]:
    """Return the samples whose signature, route and state do not tell the same story."""
    found = []
    for sample in db.session.scalars(select(Sample)):
        made = db.session.scalars(
            select(Signature).where(Signature.record_type == "tests.sample", Signature.record_id == sample.id)
        ).all()
        route = db.session.scalars(select(ApprovalRoute).where(ApprovalRoute.record_id == sample.id)).one_or_none()
        is_signed = len(made) == 1 and route is not None and route.outcome == "signed" and sample.state == "approved"
        is_unsigned = not made and sample.state == "in_approval" and route is not None and route.is_open
        if not (is_signed or is_unsigned):
            found.append(sample.number)
    return found


def test_a_hundred_kills_lose_halve_and_double_nothing(app, clock, request):
    count = 1_000 if request.config.getoption("--large") else 100
    acked, hits = trials(clock, sign_one, count, seed=11)
    approved = set(db.session.scalars(select(Sample.number).where(Sample.state == "approved")))
    print(f"{count} kills while signing, {hits} between first write and commit, {len(acked)} acknowledged signatures")
    assert hits >= 20
    assert set(acked) <= approved
    assert len(acked) == len(set(acked))
    assert halves() == []
    assert verify(is_full=True).faults == []


def test_the_careless_control_does_leave_half_signed_records(app, clock):
    """Were signature and state in two transactions, kills would halve them: the check above can fail."""
    _, hits = trials(clock, sign_one_carelessly, 40, seed=12)
    found = halves()
    print(f"control: 40 kills, {hits} between first write and commit, {len(found)} half-signed records")
    assert found

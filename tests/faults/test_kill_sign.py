"""Kill -9 while people sign: what was acknowledged is there and verifies, everything else is wholly absent (F1)."""

import random

import pytest
from sqlalchemy import select

from app.base.db import db
from app.records.verification.verify import verify
from tests.faults.killing import kill_during
from tests.faults.signing import halves, sign_one, sign_one_carelessly, submit_one, without_gates
from tests.samples import Sample


@pytest.fixture(autouse=True)
def _without_gates(app):
    without_gates()


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

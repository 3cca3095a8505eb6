"""Twenty clicks on one signing page at the same moment make one signature, a thousand times over (T15).

Below the browser, so that a thousand rounds take minutes; `tests/security/test_double_clicks.py` clicks on real pages.
"""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.base import engines
from app.base.db import db, transaction
from app.records import signatures
from app.records.signature import Signature
from app.records.signatures import SigningRefused
from app.records.verification.verify import verify
from tests.faults.signing import QA, halves, sign, sign_shown, submit_one, without_gates
from tests.samples import Sample

CLICKS = 20


@pytest.fixture(autouse=True)
def _without_gates(app):
    without_gates()


def at_once(app, act: Callable[[], object]) -> list[str]:
    """Let twenty threads do the same thing at the same moment; return what each was told."""
    gate, answers = threading.Barrier(CLICKS), []

    def click() -> None:
        with app.app_context():
            gate.wait()
            answers.append(_told(act))
            db.session.remove()

    threads = [threading.Thread(target=click) for _ in range(CLICKS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def _told(act: Callable[[], object]) -> str:
    try:
        act()
    except SigningRefused as refused:
        return refused.cause
    except OperationalError as problem:
        return "busy" if any(sign in str(problem.orig) for sign in engines.BUSY) else str(problem.orig)
    return "signed"


def signed_times() -> Counter[int]:
    """Return how often each sample was signed."""
    db.session.rollback()
    query = select(Signature.record_id, func.count().label("times")).group_by(Signature.record_id)
    return Counter({row.record_id: row.times for row in db.session.execute(query)})


def test_twenty_clicks_at_once_make_one_signature(app, clock, request):
    rounds = 1_000 if request.config.getoption("--large") else 50
    told: Counter[str] = Counter()
    for number in range(rounds):
        identifier = submit_one(number, clock)
        _, shown = signatures.show(db.session.get(Sample, identifier), QA, clock())
        db.session.remove()
        answers = at_once(app, lambda identifier=identifier, shown=shown: sign_shown(identifier, shown, clock))
        assert answers.count("signed") == 1
        told.update(answers)
    print(f"{rounds} x {CLICKS} clicks: {dict(told)}")
    assert set(told) <= {"signed", "changed", "challenge_used", "signed_before", "busy"}
    assert set(signed_times().values()) == {1}
    assert len(signed_times()) == rounds
    assert halves() == []
    assert verify().faults == []


def test_the_control_that_looks_before_it_locks_does_double(app, clock, monkeypatch):
    """Were the earlier signature looked for before the transaction, and no page good for one signature only.

    The record moves on with each signature, as records do; the database's own key on a version does not help then.
    """
    monkeypatch.setattr(signatures, "_refuse_second", lambda *_: None)
    has_looked = threading.Barrier(CLICKS)

    def sign_carelessly(identifier: int) -> None:
        made = select(func.count()).where(Signature.record_id == identifier)
        is_signed = db.session.scalar(made)
        db.session.rollback()
        has_looked.wait()
        if is_signed:
            return
        with transaction(QA, clock()):
            sample = db.session.get(Sample, identifier)
            sample.title = f"signed by {threading.current_thread().name}"
            db.session.flush()
            _, shown = signatures.show(sample, QA, clock())
            sign(sample, shown, clock)

    identifiers = [submit_one(number, clock) for number in range(3)]
    db.session.remove()
    for identifier in identifiers:
        at_once(app, lambda identifier=identifier: sign_carelessly(identifier))
    found = signed_times()
    print(f"control: signatures on three samples {sorted(found.values())}")
    assert any(times > 1 for times in found.values())

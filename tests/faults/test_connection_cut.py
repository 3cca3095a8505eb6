"""The connection to PostgreSQL breaks at any message, COMMIT included: the outcome is known, nothing doubles (F10)."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.base.db import db, transaction
from app.records import signatures
from app.records.signature import Signature
from app.records.verification.verify import verify
from tests.factories.people import PASSWORD
from tests.factories.suppliers import make_service
from tests.faults.signing import QA, sign, submit_one, without_gates
from tests.faults.wire import wire_to
from tests.hands import Hands
from tests.samples import Sample

pytestmark = pytest.mark.postgresql  # SQLite has no connection that could break


@pytest.fixture
def wire(copies):
    with wire_to(str(copies().database_url)) as laid:
        yield laid


@pytest.fixture
def settings(copies, wire):
    found = copies()
    return replace(found, database_url=wire.url(found.database_url))


@dataclass
class Seen:
    """What the trials saw."""

    answers: Counter[int] = field(default_factory=Counter)
    again: Counter[int] = field(default_factory=Counter)
    unknown: int = 0
    lost: int = 0
    doubled: int = 0


def signing_page(browser, token: str) -> tuple[str, dict[str, str]]:
    """Draft a tier choice of a new service; return where its signature is sent to, and the page filled in."""
    service = make_service()
    data = {"csrf_token": token, "tier": "T2", "rationale": "It keeps regulated records of ours."}
    address = browser.post(f"/services/{service.number}/tier-choices", data=data).location
    page = browser.get(f"{address}/signatures/new").get_data(as_text=True)
    shown = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in ("sha256", "challenge")}
    return f"{address}/signatures", {"csrf_token": token, "username": "sam.quinn", "password": PASSWORD, **shown}


def made(eyes: Hands, fields: dict[str, str]) -> int:
    """Return how many signatures stand on the page that was shown."""
    query = "SELECT count(*) FROM signature WHERE revision_sha256 = ?"
    return int(eyes.execute(query, (fields["sha256"],)).fetchone()[0])


def messages_of_one_signing(wire, browser, token: str) -> int:
    address, fields = signing_page(browser, token)
    db.session.remove()
    before = wire.passed
    assert browser.post(address, data=fields).status_code == 303
    return wire.passed - before


def test_a_signature_is_made_once_wherever_the_connection_breaks(wire, client_as, settings, request):
    browser = client_as("SQM")
    token = browser.token("/suppliers/new")
    count = 1_000 if request.config.getoption("--large") else 60
    every, seen = min(messages_of_one_signing(wire, browser, token) for _ in range(3)), Seen()
    with Hands(settings) as eyes:
        for turn in range(count):
            address, fields = signing_page(browser, token)
            db.session.remove()
            _arm(wire, turn, every)
            answer = browser.post(address, data=fields)
            wire.mend()
            _judge(answer, made(eyes, fields), seen)
            again = browser.post(address, data=fields)
            seen.again[again.status_code] += 1
            assert again.status_code in {303, 409}
            seen.doubled += made(eyes, fields) > 1
            seen.lost += made(eyes, fields) == 0
    print(f"{count} cuts ({wire.cuts} hit) over {every} messages: {seen}")
    assert wire.cuts > count * 3 // 4
    assert set(seen.answers) <= {303, 503}
    assert (seen.lost, seen.doubled) == (0, 0)
    assert seen.unknown >= count // 10, "too few cuts fell between the commit and its answer"
    assert verify().faults == []


def _arm(wire, turn: int, every: int) -> None:
    """Sweep over all messages, before and after they went through; every third time, the commit itself."""
    if turn % 3 == 0:
        wire.cut_at_commit(after=turn % 2 == 0)
    else:
        wire.cut_at(turn * 5 % every + 1, after=turn % 2 == 0)


def _judge(answer, is_made: int, seen: Seen) -> None:
    """Compare what the page says with what stands in the database."""
    seen.answers[answer.status_code] += 1
    if answer.status_code == 303:
        seen.lost += not is_made
        return
    text = answer.get_data(as_text=True)
    assert "it is not known whether your input was saved" in text
    assert "Nothing was saved" not in text
    assert answer.headers["Retry-After"] == "5"
    seen.unknown += bool(is_made)


def test_a_form_keeps_what_was_typed(wire, client_as):
    browser = client_as("SQM")
    fields = {"csrf_token": browser.token("/suppliers/new"), "name": ""}
    statuses = set()
    db.session.remove()
    before = wire.passed
    browser.post("/suppliers", data={**fields, "name": "Not Cut Off"})
    for message in range(1, wire.passed - before, 3):
        db.session.remove()
        wire.cut_at(message, after=False)
        answer = browser.post("/suppliers", data={**fields, "name": f"Cut Off Vendor {message}"})
        wire.mend()
        statuses.add(answer.status_code)
        text = answer.get_data(as_text=True)
        assert answer.status_code == 303 or "it is not known whether your input was saved" in text
    assert 503 in statuses
    assert statuses <= {303, 503}


def test_the_control_that_tries_again_blindly_does_double(wire, app, clock, monkeypatch):
    """Did the portal repeat a transaction whose outcome it does not know, signatures would stand twice."""
    without_gates()
    monkeypatch.setattr(signatures, "_refuse_second", lambda *_: None)
    first = submit_one(0, clock)
    db.session.remove()
    before = wire.passed
    assert _signed_carelessly(first, clock)
    db.session.remove()
    every = wire.passed - before
    for number in range(1, 25):
        identifier = submit_one(number, clock)
        db.session.remove()
        wire.cut_at(every - number % 6, after=True)
        for _ in range(2):
            if _signed_carelessly(identifier, clock):
                break
        wire.mend()
    db.session.rollback()
    times = db.session.scalars(select(func.count()).select_from(Signature).group_by(Signature.record_id)).all()
    print(f"control: {sum(one > 1 for one in times)} of {len(times)} records signed twice")
    assert max(times) == 2


def _signed_carelessly(identifier: int, clock) -> bool:
    try:
        with transaction(QA, clock()):
            sample = db.session.get(Sample, identifier)
            sample.title = f"{sample.title}."
            db.session.flush()
            _, shown = signatures.show(sample, QA, clock())
            sign(sample, shown, clock)
    except OperationalError:
        return False
    return True

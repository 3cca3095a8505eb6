"""Signing: over exactly what was shown, by its person, once, with every refusal in words."""

import json

import pytest
from sqlalchemy import select

from app.base.db import db
from app.records import approvals, kernel, moves, revisions, signatures
from app.records.actor import CLOCK, Actor, operator
from app.records.separation import Step
from app.records.signature import Signature, SigningRefusal
from app.records.signatures import Meaning, Proof, SigningRefused
from app.records.tables import LedgerEvent, Revision
from tests.samples import Sample, SampleChild

AUTHOR = Actor("1", "ann", "Ann Author", "person", ("SQM",), "a" * 16)
APPROVER = Actor("2", "quentin", "Quentin Approver", "person", ("QA",), "b" * 16)
APPROVE = Meaning("APPROVE-QA", "I approve this.")


@pytest.fixture
def sample(writing):
    with writing(AUTHOR):
        record = Sample(number="SAM-0001", title="First", state="draft", words=["a"])
        record.children = [SampleChild(title="one"), SampleChild(title="two")]
        db.session.add(record)
    return record


def sign(writing, clock, record, actor=APPROVER, meaning=APPROVE, **changes):
    _, shown = signatures.show(record, actor, clock())
    with writing(changes.pop("writer", actor)):
        proof = Proof(("username", "password"), clock())
        return signatures.sign(record, meaning, "QA", actor, proof, changes.pop("shown", shown), clock())


def test_signature_covers_the_record_its_children_and_earlier_signatures(writing, clock, sample):
    first = sign(writing, clock, sample)
    second = sign(writing, clock, sample, AUTHOR, Meaning("AUTHOR", "I wrote this."))
    body = json.loads(db.session.scalar(select(Revision.body).where(Revision.sha256 == second.revision_sha256)))
    assert [child["fields"]["title"] for child in body["parts"]["children"]] == ["one", "two"]
    assert body["signatures"][0]["revision_sha256"] == first.revision_sha256


def test_signature_event_carries_what_was_signed(writing, clock, sample):
    signature = sign(writing, clock, sample)
    event = json.loads(db.session.scalars(select(LedgerEvent.body).order_by(LedgerEvent.seq.desc())).first())
    assert event["esig"]["revision_sha256"] == signature.revision_sha256
    assert event["esig"]["signer"] == {"id": "2", "username": "quentin", "name": "Quentin Approver", "role": "QA"}
    assert event["esig"]["statement"] == "I approve this."


def test_a_change_between_page_and_signature_is_refused(writing, clock, sample):
    _, shown = signatures.show(sample, APPROVER, clock())
    with writing(AUTHOR):
        sample.children[1].title = "changed behind the page"
    with pytest.raises(SigningRefused, match="changed after it was shown") as refused:
        sign(writing, clock, sample, shown=shown)
    assert refused.value.cause == "changed"
    assert db.session.scalars(select(Signature)).all() == []


def test_refusal_is_on_record_in_its_own_transaction(writing, clock, sample):
    refused = SigningRefused("credentials", "The password does not fit.")
    with writing(APPROVER):
        signatures.record_refusal(sample, "APPROVE-QA", APPROVER, refused, clock())
    assert db.session.scalars(select(SigningRefusal)).one().cause == "credentials"


def test_the_same_page_signs_once(writing, clock, sample):
    _, shown = signatures.show(sample, APPROVER, clock())
    sign(writing, clock, sample, shown=shown)
    with pytest.raises(SigningRefused) as refused:
        sign(writing, clock, sample, shown=shown)
    assert refused.value.cause in {"changed", "challenge_used"}


def test_one_signature_per_version_meaning_and_person(writing, clock, sample):
    sign(writing, clock, sample)
    with pytest.raises(SigningRefused, match="already signed this version"):
        sign(writing, clock, sample)


@pytest.mark.parametrize(
    ("case", "cause"),
    [("other person", "challenge"), ("other session", "challenge"), ("old page", "challenge"), ("forged", "challenge")],
)
def test_a_page_of_somebody_else_or_too_old_is_refused(writing, clock, sample, case, cause):
    _, shown = signatures.show(sample, APPROVER, clock())
    signer = APPROVER
    if case == "other person":
        signer = Actor("3", "other", "Other", "person", ("QA",), APPROVER.sid)
    elif case == "other session":
        signer = Actor("2", "quentin", "Quentin Approver", "person", ("QA",), "c" * 16)
    elif case == "old page":
        clock.forward(minutes=6)
    else:
        shown = signatures.Shown(shown.sha256, shown.challenge[:-1] + ("0" if shown.challenge[-1] != "0" else "1"))
    with pytest.raises(SigningRefused) as refused:
        sign(writing, clock, sample, signer, shown=shown)
    assert refused.value.cause == cause


def test_operators_and_the_clock_never_sign(writing, clock, sample):
    for actor in (operator("root"), CLOCK):
        with pytest.raises(SigningRefused, match="Only a person"):
            sign(writing, clock, sample, actor)


def test_a_closed_gate_stops_every_signature(app, writing, clock, sample):
    kernel.of(db.session()).gates.append(lambda actor, now: f"{actor.name} is not trained.")
    with pytest.raises(SigningRefused, match="not trained"):
        sign(writing, clock, sample)


def test_signing_is_refused_while_the_clock_is_behind(writing, clock, sample):
    clock.forward(seconds=-5)
    with pytest.raises(Exception, match="clock says"):
        sign(writing, clock, sample)


def test_route_is_signed_in_order_by_different_people(writing, clock, sample):
    steps = [Step("AUTHOR", "SQM"), Step("APPROVE-QA", "QA", ("AUTHOR",))]
    with writing(AUTHOR):
        route = approvals.open_route(sample, "approval", steps, {"id": "routes", "version": "1"}, clock())
    assert not route.verdict("2", ["QA"], {}).is_allowed
    author = sign(writing, clock, sample, AUTHOR, Meaning("AUTHOR", "I wrote this."))
    with writing(AUTHOR):
        approvals.fill(route, author, clock())
    assert "another person" in route.verdict("1", ["QA"], {}).reasons[0]
    assert "do not hold" in route.verdict("2", ["SO"], {}).reasons[0]
    assert route.verdict("9", ["QA"], {"9": "You tested it."}).reasons == ("You tested it.",)
    approved = sign(writing, clock, sample)
    with writing(APPROVER):
        approvals.fill(route, approved, clock())
    assert (route.outcome, route.is_open) == ("signed", False)


def test_state_moves_only_through_the_door(writing, clock, sample):
    with pytest.raises(Exception, match="past its one door"), writing(AUTHOR):
        sample.state = "approved"
    with writing(AUTHOR):
        moves.move(sample, "submit", "tests.sample.submitted")
    with pytest.raises(moves.MoveRefused, match="needs a signature"), writing(AUTHOR):
        moves.move(sample, "approve", "tests.sample.approved")
    with pytest.raises(moves.MoveRefused, match="never moves a record"), writing(operator("root")):
        moves.move(sample, "approve", "tests.sample.approved", is_signed=True)
    assert sample.state == "in_approval"


def test_revision_does_not_write(app, sample):
    assert revisions.compose(sample).sha256 == revisions.compose(sample).sha256
    assert db.session.scalars(select(Revision)).all() == []

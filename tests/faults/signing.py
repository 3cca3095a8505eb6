"""Signing samples as the product does it, and carelessly: what the trials of kills and power cuts do all day."""

from sqlalchemy import select

from app.base.db import db, transaction
from app.records import approvals, attachments, kernel, moves, signatures
from app.records.actor import Actor
from app.records.approvals import ApprovalRoute
from app.records.separation import Step
from app.records.signature import Signature
from app.records.signatures import Meaning, Proof, Shown
from tests.samples import Sample

QA = Actor("2", "quentin", "Quentin Approver", "person", ("QA",), "b" * 16)
APPROVE = Meaning("APPROVE-QA", "I approve this.")


def without_gates() -> None:
    """Let everybody sign: identity and training have tests of their own."""
    kernel.of(db.session()).gates.clear()


def submit_one(number: int, clock, content: bytes | None = None) -> int:
    """Make a sample that waits for one signature, with a file where there is content; return its id."""
    with transaction(QA, clock()):
        sample = Sample(number=f"SAM-{number:04d}", title="to be signed", state="draft")
        db.session.add(sample)
        db.session.flush()
        if content:
            attachments.attach(sample, "letter.txt", content, "text/plain", QA, clock())
        moves.move(sample, "submit", "tests.sample.submitted")
        approvals.open_route(sample, "approval", [Step("APPROVE-QA", "QA")], {}, clock())
        return sample.id


def sign_one(identifier: int, clock) -> None:
    """Sign it: signature, step, route and state in one transaction."""
    sample = db.session.get(Sample, identifier)
    _, shown = signatures.show(sample, QA, clock())
    sign_shown(identifier, shown, clock)


def sign_shown(identifier: int, shown: Shown, clock) -> None:
    """Sign from a page that was shown before."""
    with transaction(QA, clock()):
        sample = db.session.get(Sample, identifier)
        finish(sample, sign(sample, shown, clock), clock)


def sign_one_carelessly(identifier: int, clock) -> None:
    """The control: signature and state in two transactions, as a tool without one edge would do it."""
    sample = db.session.get(Sample, identifier)
    _, shown = signatures.show(sample, QA, clock())
    with transaction(QA, clock()):
        sign(db.session.get(Sample, identifier), shown, clock)
    with transaction(QA, clock()):
        sample = db.session.get(Sample, identifier)
        finish(sample, signatures.revisions.signatures_of(sample)[-1], clock)


def sign(sample: Sample, shown: Shown, clock) -> Signature:
    """Make the signature alone."""
    return signatures.sign(sample, APPROVE, "QA", QA, Proof(("username", "password"), clock()), shown, clock())


def finish(sample: Sample, signature: Signature, clock) -> None:
    """Put the signature into its step and approve."""
    approvals.fill(approvals.routes_of(sample)[-1], signature, clock())
    moves.move(sample, "approve", "tests.sample.approved", is_signed=True)


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

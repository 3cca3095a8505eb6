"""Declaring events lost: two people sign, in the restored record, that no copy holds them (decision page 012).

The record is read-only because its end is missing; it is opened for these two signatures and for nothing else. The
witness gets the head only when both stand: until then, a newer copy that turns up can still be restored.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.base.db import db
from app.content.definitions import load
from app.people import queries as people
from app.people.actions import attempts
from app.people.signing import CREDENTIALS, LOCKED, prove
from app.records import approvals, kernel, ledger, numbers, selfcheck, signatures, trail
from app.records.actor import Actor
from app.records.approvals import ApprovalRoute
from app.records.closing import Closing
from app.records.losses import LAST_ROLE, DeclaredLoss
from app.records.selfcheck import Cut
from app.records.separation import Step
from app.records.signature import Signature
from app.records.signatures import Meaning, SigningRefused
from app.records.tables import LedgerEvent
from app.records.witness import Lost, Witness, Witnessed
from config import ROOT

MEANING, FIRST_ROLE = "DECLARE-LOSS", "SQM"
SHORTEST_REASON = 20

STEPS = (Step(MEANING, FIRST_ROLE), Step(MEANING, LAST_ROLE, (MEANING,)))
"""Who signs, in order, each by another person: who looks after the record, then QA."""

_NOBODY = (
    "The user name or password is not right, or the account is locked for 15 minutes after five failures. "
    "Nothing was signed."
)


class DeclarationRefused(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """Nothing was declared; the message says why and what to do."""


@dataclass(frozen=True)
class Typed:
    """What a signer typed: user name and password as at every signing, and a code with a second factor."""

    username: str
    password: str
    code: str = ""


def meaning() -> Meaning:
    """Return what both signatures mean, as the definitions in force say it."""
    return Meaning(MEANING, load(ROOT / "questionnaires").meanings[MEANING].text_for())


@contextmanager
def opened_for_declaring(belongings: kernel.Kernel) -> Iterator[None]:
    """Let the declaration, and nothing else, into a record that is read-only; its witness waits for both signatures."""
    witness, reason = belongings.witness, belongings.read_only_because
    belongings.witness, belongings.read_only_because = _Waiting(witness.path), None
    closing, belongings.closing = belongings.closing, Closing(witness.path.with_name("none"))
    try:
        yield
    finally:
        belongings.witness, belongings.read_only_because, belongings.closing = witness, reason, closing


def begun(newest: Witnessed | None) -> DeclaredLoss | None:
    """Return the declaration about this head, if one was begun: a power cut may fall between its signatures."""
    query = select(DeclaredLoss).where(DeclaredLoss.witnessed_note == (newest.note if newest else ""))
    return db.session.scalars(query.order_by(DeclaredLoss.id.desc()).limit(1)).first()


def waiting_for(loss: DeclaredLoss | None) -> Sequence[Step]:
    """Return the signatures that are still awaited."""
    return STEPS if loss is None else list(_steps_left(loss))


def declare(missing: Cut, reason: str, now: datetime) -> DeclaredLoss:
    """Write the declaration down. Raises DeclarationRefused without a reason that says something."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise DeclarationRefused(
            f"The reason says too little. Say in at least {SHORTEST_REASON} characters what happened to the database "
            "and where newer copies were looked for."
        )
    loss = DeclaredLoss(
        number=numbers.next_number("LOSS", now.year),
        after_event=missing.size,
        through_event=missing.witnessed.size,
        witnessed_note=missing.witnessed.note,
        witnessed_at=missing.witnessed.at,
        reason=reason.strip(),
        declared_at=now,
    )
    db.session.add(loss)
    trail.say(loss, "records.declared_loss.declared", loss.reason)
    db.session.flush()
    approvals.open_route(loss, "declaration", STEPS, {}, now)
    return loss


def signer(typed: Typed) -> Actor:
    """Return who wants to sign. Raises SigningRefused for a name that nobody has, in the words of a wrong password."""
    found = people.person(typed.username.strip().casefold())
    if found is None:
        raise SigningRefused(CREDENTIALS, _NOBODY)
    return found.actor


def sign(loss: DeclaredLoss, typed: Typed, actor: Actor, now: datetime) -> Signature:
    """Give the signature that is awaited, proven by user name and password. Raises SigningRefused."""
    route = _route(loss)
    verdict, step = route.verdict(actor.id, actor.roles, {}), route.next_step
    if not verdict.is_allowed or step is None:
        raise SigningRefused("not_your_turn", " ".join(verdict.reasons))
    proof = prove(actor, typed.username, typed.password, now, typed.code)
    _, shown = signatures.show(loss, actor, now)
    made = signatures.sign(loss, meaning(), step.role, actor, proof, shown, now, loss.reason)
    approvals.fill(route, made, now)
    return made


def count_refusal(typed: Typed, refused: SigningRefused, now: datetime) -> None:
    """Count a wrong password with those at sign-in. It is not an event: the first new event is the declaration."""
    if refused.cause == CREDENTIALS and not attempts.is_locked(typed.username, None, now):
        attempts.count_failure(typed.username, None, now)


def tell_witness(loss: DeclaredLoss, belongings: kernel.Kernel, now: datetime) -> Lost:
    """Let the witness give up the heads of the lost events, and the record be written again."""
    if _route(loss).outcome != "signed":
        raise DeclarationRefused(f"{loss.number} is not signed by two people yet, so the record stays read-only.")
    query = select(func.min(LedgerEvent.seq)).where(LedgerEvent.record == f"{loss.__record__}/{loss.id}")
    lost = Lost(loss.after_event, loss.through_event, db.session.scalar(query) or 0)
    belongings.witness.declare_lost(ledger.newest_note(db.session()) or "", now, lost)
    belongings.read_only_because = selfcheck.cut_sentence(db.engine, belongings)
    return lost


class _Waiting(Witness):
    """The witness during a declaration: it is told at the end."""

    def keep(self, note: str, at: datetime, *, must: bool) -> None:
        """Keep nothing yet."""


def _route(loss: DeclaredLoss) -> ApprovalRoute:
    return approvals.routes_of(loss, "declaration")[-1]


def _steps_left(loss: DeclaredLoss) -> Iterator[Step]:
    for step in _route(loss).steps:
        if step.signature_id is None:
            yield Step(step.meaning, step.role, tuple(step.separate_from))


__all__ = ["CREDENTIALS", "LOCKED", "DeclarationRefused", "Typed", "declare", "sign", "tell_witness"]

"""Access reviews: open one, decide on an account, sign it closed, withdraw it.

scope | accounts and what is known of them, frozen with their flags | one decision each, never one's own | signature
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from app.access import definitions
from app.access.actions.refused import AccessRefused, NotNow, refuse_if
from app.access.models import AccessReview, ReviewDecision, ReviewLine
from app.access.queries import reviews as queries
from app.access.queries.accounts import everybody, known_of
from app.access.rules.decisions import Account, Wanted, decision_problems, may_decide
from app.access.rules.flags import Known, flags_of
from app.access.rules.scopes import Scope, scope_problems
from app.base.db import db
from app.people import queries as people
from app.people.models import Person
from app.people.permissions import allows
from app.records import signatures, trail
from app.records.actor import Actor
from app.records.moves import move
from app.records.numbers import next_number
from app.records.signature import Signature
from app.records.signatures import Proof, Shown, SigningRefused

SIGNING_ROLE = "QA"
"""In which role a review is signed; whoever holds it holds `access.review.sign`."""


@dataclass(frozen=True)
class NewReview:
    """A review as somebody wants to open it."""

    title: str
    scope: Scope
    due_on: date


def open_review(new: NewReview, actor: Actor, now: datetime, *, is_demo: bool = False) -> AccessReview:
    """Open a review and freeze what is known of its accounts. Raises AccessRefused, also for an empty scope.

    ``is_demo`` (from the settings) flags no generic accounts: those of the demo company are named after their roles.
    """
    opener = _person(actor)
    accounts = everybody()
    refuse_if(_problems(new, accounts, now))
    chosen = [one for one in accounts if new.scope.takes(one.id, one.roles, is_active=one.is_active)]
    if not chosen:
        raise AccessRefused(("scope", "Nobody belongs to this scope, so there is nothing to review."))
    review = AccessReview(
        number=next_number("ACR", now.year),
        title=new.title.strip(),
        scope=new.scope.kind,
        scope_words=new.scope.words,
        due_on=new.due_on,
        state="open",
        opened_at=now,
        opened_by_id=opener.id,
        content_versions=definitions.versions_used(),
    )
    known = known_of(chosen, now)
    left_out = {"generic_account"} if is_demo else set()
    review.lines = [_line(one, known[one.id], now, left_out) for one in chosen]
    db.session.add(review)
    trail.say(review, "access.review.opened")
    db.session.flush()
    return review


def decide(line: ReviewLine, wanted: Wanted, actor: Actor, now: datetime) -> ReviewDecision:
    """Decide on one account. A later decision counts instead. Raises AccessRefused, above all on one's own account."""
    decider, review = _person(actor), line.review
    verdict = may_decide(review.state, review.number, line.account, Account(decider.id, decider.email))
    if not verdict.is_allowed:
        raise NotNow(("", " ".join(verdict.reasons)))
    refuse_if(decision_problems(wanted, line.roles, is_flagged=bool(line.flags)))
    decision = ReviewDecision(
        line=line,
        position=len(line.decisions) + 1,
        outcome=wanted.outcome,
        roles_taken=list(wanted.roles_taken),
        reason=wanted.reason.strip() or None,
        decided_by_id=decider.id,
        decided_by_name=decider.name,
        decided_by_username=decider.username,
        decided_by_email=decider.email,
        decided_at=now,
    )
    db.session.add(decision)
    trail.say(decision, "access.review_decision.made", decision.reason)
    db.session.flush()
    return decision


def sign_review(review: AccessReview, proof: Proof, shown: Shown, actor: Actor, now: datetime) -> Signature:
    """Sign and close a review in which every account is decided on. Raises SigningRefused."""
    verdict = queries.closing_of(review)
    reasons = list(verdict.reasons)
    if not allows(actor.roles, "access.review.sign"):
        reasons.append(f"An access review is signed in the role {SIGNING_ROLE}, which you do not hold.")
    if reasons:
        raise SigningRefused("not_ready", " ".join(reasons))
    signature = signatures.sign(review, definitions.meaning(), SIGNING_ROLE, actor, proof, shown, now)
    move(review, "close", "access.review.closed", is_signed=True)
    review.ended_at = now
    return signature


def withdraw(review: AccessReview, reason: str, now: datetime) -> None:
    """End a review without a result, with a reason. Its decisions stay on record and are not carried out any more."""
    move(review, "withdraw", "access.review.withdrawn", reason)
    review.ended_at = now


def _problems(new: NewReview, accounts: Sequence[Person], now: datetime) -> list[tuple[str, str]]:
    found = list(scope_problems(new.scope, [one.id for one in accounts]))
    if not new.title.strip():
        found.append(("title", "Give the review a title, such as “Second half of 2026”."))
    if new.due_on < now.date():
        found.append(("due_on", "This day has passed. Give a day from today on."))
    return found


def _line(person: Person, known: Known, now: datetime, left_out: Collection[str]) -> ReviewLine:
    found = flags_of(known, definitions.flags_in_force(), now)
    return ReviewLine(
        person_id=person.id,
        name=person.name,
        username=person.username,
        email=person.email,
        roles=list(person.roles),
        is_active=person.is_active,
        account_created_at=person.created_at,
        last_signed_in_at=known.last_signed_in_at,
        last_signature_at=known.last_signature_at,
        identity_verified_at=known.identity_verified_at,
        training_gaps=list(known.training_gaps) if known.is_signer else [],
        leaves_on=known.leaves_on,
        flags=[asdict(one) for one in found if one.flag not in left_out],
    )


def _person(actor: Actor) -> Person:
    found = people.person_of(actor)
    if found is None:
        raise AccessRefused(("", "Only a person with an account opens a review or decides in it."))
    return found

"""Making a signature: everything is checked again inside the transaction, and what is signed is what was shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.base import clock
from app.base.db import db
from app.records import challenges, kernel, revisions, trail
from app.records.actor import Actor
from app.records.regulated import Regulated
from app.records.signature import Signature, SigningRefusal


@dataclass(frozen=True)
class Meaning:
    """What a signature means: a code, and the text that is shown and stored."""

    code: str
    statement: str


@dataclass(frozen=True)
class Proof:
    """What the person has just proven: the factors typed (user name and password, every time) and when."""

    factors: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Shown:
    """What stood on the page that the person signed from."""

    sha256: str
    challenge: str


class SigningRefused(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """Nothing was signed. ``cause`` is a code for the record, the message the sentence for the person."""

    def __init__(self, cause: str, sentence: str) -> None:
        super().__init__(sentence)
        self.cause = cause
        self.sentence = sentence


def show(record: Regulated, actor: Actor, now: datetime) -> tuple[revisions.Draft, Shown]:
    """Return what a signing page must show: the frozen text, its digest, and a challenge bound to this person."""
    draft = revisions.compose(record)
    secret = kernel.of(db.session()).challenge_secret
    return draft, Shown(draft.sha256, challenges.issue(secret, actor.id, actor.sid, draft.sha256, now))


def sign(  # noqa: PLR0913, PLR0917 - a signature is made of exactly these
    record: Regulated,
    meaning: Meaning,
    role: str,
    actor: Actor,
    proof: Proof,
    shown: Shown,
    now: datetime,
    reason: str | None = None,
) -> Signature:
    """Sign ``record`` as it was shown. Raises SigningRefused; the caller records the refusal in its own transaction."""
    draft = _check(record, meaning, actor, shown, now)
    revisions.freeze(record, draft, now)
    signature = Signature(
        record_type=record.__record__,
        record_id=record.id,
        record_version=record.version,
        revision_sha256=draft.sha256,
        meaning=meaning.code,
        statement=meaning.statement,
        reason=reason,
        signer_id=actor.id,
        signer_username=actor.username,
        signer_name=actor.name,
        signer_role=role,
        factors=list(proof.factors),
        auth_at=proof.at,
        challenge=shown.challenge,
        signed_at=now,
    )
    db.session.add(signature)
    trail.say(signature, "records.signature.made", reason, esig=_esig(record, signature))
    db.session.flush()
    return signature


def record_refusal(record: Regulated, meaning: str, actor: Actor, refused: SigningRefused, now: datetime) -> None:
    """Put a refused signing on record. Needs a transaction of its own: the one that refused was rolled back."""
    db.session.add(
        SigningRefusal(
            record_type=record.__record__,
            record_id=record.id,
            meaning=meaning,
            person_id=actor.id,
            cause=refused.cause,
            sentence=refused.sentence,
            refused_at=now,
        )
    )


def gate_reasons(actor: Actor, now: datetime) -> list[str]:
    """Return every sentence that stands between this person and any signature."""
    found = [gate(actor, now) for gate in kernel.of(db.session()).gates]
    return [sentence for sentence in found if sentence]


def record_reasons(record: Regulated, meaning: str, actor: Actor, now: datetime) -> list[str]:
    """Return every sentence that stands against this signature on this record, whoever may sign otherwise."""
    found = [gate(record, meaning, actor, now) for gate in kernel.of(db.session()).record_gates]
    return [sentence for sentence in found if sentence]


def ready(actors: Sequence[Actor], now: datetime) -> list[Actor]:
    """Return those of ``actors`` whom no gate holds back, for showing who else may sign. Never used to sign."""
    held: set[str] = set()
    for gate in kernel.of(db.session()).crowd_gates:
        held |= gate(actors, now)
    return [one for one in actors if one.id not in held]


def _check(record: Regulated, meaning: Meaning, actor: Actor, shown: Shown, now: datetime) -> revisions.Draft:
    if not actor.is_person:
        raise SigningRefused("not_a_person", "Only a person with an account can sign.")
    if reasons := gate_reasons(actor, now):
        raise SigningRefused("gate", " ".join(reasons))
    if reasons := record_reasons(record, meaning.code, actor, now):
        raise SigningRefused("record_gate", " ".join(reasons))
    draft = revisions.compose(record)
    if draft.sha256 != shown.sha256:
        raise SigningRefused(
            "changed", "The record changed after it was shown to you, so nothing was signed. Read it again, then sign."
        )
    secret = kernel.of(db.session()).challenge_secret
    if sentence := challenges.problem(secret, shown.challenge, actor.id, actor.sid, shown.sha256, now):
        raise SigningRefused("challenge", sentence)
    _refuse_second(record, meaning, actor, shown)
    return draft


def _refuse_second(record: Regulated, meaning: Meaning, actor: Actor, shown: Shown) -> None:
    if db.session.scalar(select(Signature.id).where(Signature.challenge == shown.challenge)) is not None:
        raise SigningRefused("challenge_used", "This signature was already made; it stands on the record once.")
    same = select(Signature.id).where(
        Signature.record_type == record.__record__,
        Signature.record_id == record.id,
        Signature.record_version == record.version,
        Signature.meaning == meaning.code,
        Signature.signer_id == actor.id,
    )
    if db.session.scalar(same) is not None:
        raise SigningRefused("signed_before", "You have already signed this version of the record with this meaning.")


def _esig(record: Regulated, signature: Signature) -> dict[str, object]:
    return {
        "meaning": signature.meaning,
        "statement": signature.statement,
        "signer": signature.signer,
        "record": {"type": record.__record__, "id": str(record.id), "ver": record.version},
        "revision_sha256": signature.revision_sha256,
        "factors": signature.factors,
        "auth_at": clock.to_text(signature.auth_at),
        "challenge": signature.challenge,
    }

"""Freezing the configuration, signing for it, dropping a draft.

draft (ADM or QA) | QA reads every item | the fingerprint is taken anew | signed; the statement before it is superseded
"""

from dataclasses import dataclass
from datetime import date, datetime

from app.base.db import db
from app.impact.queries.definitions import library
from app.people import queries as people
from app.records import attachments, signatures, trail
from app.records.actor import Actor
from app.records.moves import move
from app.records.numbers import next_number
from app.records.signature import Signature
from app.records.signatures import Meaning, Proof, Shown, SigningRefused
from app.system import queries
from app.system.actions import Refused
from app.system.models import Statement
from app.system.queries import statements
from app.system.queries.configuration import Configuration, configuration
from app.system.rules import configuration as items
from app.system.rules import statements as rules


@dataclass(frozen=True)
class LetterFile:
    """A copy of the non-repudiation letter, as it was uploaded."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class StatementText:
    """What a person writes into a statement; everything else is read from the system."""

    deployment: str
    rationale: str
    letter_on: date | None = None
    letter_reference: str | None = None
    comment: str | None = None
    letter_file: LetterFile | None = None


def draft(text: StatementText, actor: Actor, now: datetime) -> Statement:
    """Freeze the configuration as it is now. Raises Refused while another draft waits."""
    person = people.person_of(actor)
    if person is None:
        raise Refused("Only a person with an account drafts a statement.")
    if waiting := statements.open_draft():
        raise Refused(f"{waiting.number} is a draft already. Let QA sign it, or drop it before you draft another.")
    found = list(rules.problems(text.deployment, text.rationale, text.letter_on, text.letter_reference or ""))
    if found:
        raise Refused(" ".join(found))
    made = _frozen(configuration(), text, now)
    made.drafted_by_id = person.id
    db.session.add(made)
    trail.say(made, "system.statement.drafted")
    db.session.flush()
    _attach_letter(made, text, actor, now)
    return made


def sign(found: Statement, proof: Proof, shown: Shown, actor: Actor, now: datetime) -> Signature:
    """Sign for the configuration. Raises SigningRefused when it is no longer what was frozen."""
    verdict = statements.verdict(found, actor)
    if not verdict.is_allowed:
        raise SigningRefused("not_your_turn", " ".join(verdict.reasons))
    if configuration().fingerprint != found.fingerprint:
        raise SigningRefused(
            "configuration_changed",
            f"The configuration changed after {found.number} was drafted, so nothing was signed. Drop the draft and "
            "draft a new statement.",
        )
    earlier = statements.signed_statement()
    signature = signatures.sign(found, meaning(rules.STEP.meaning), rules.STEP.role, actor, proof, shown, now)
    if earlier is not None:
        move(earlier, "supersede", "system.statement.superseded", f"{found.number} was signed.", is_signed=True)
    move(found, "sign", "system.statement.signed", is_signed=True)
    found.decided_at = now
    return signature


def drop(found: Statement, reason: str, now: datetime) -> None:
    """Close a draft unsigned, with a reason. Raises MoveRefused for anything but a draft."""
    move(found, "drop", "system.statement.dropped", reason)
    found.decided_at = now


def meaning(code: str) -> Meaning:
    """Return the meaning that a signer is shown."""
    return Meaning(code, library().meanings[code].text_for())


def _frozen(now_set: Configuration, text: StatementText, now: datetime) -> Statement:
    return Statement(
        number=next_number("SYS", now.year),
        state="draft",
        fingerprint=now_set.fingerprint,
        product_version=now_set.value("product", "version"),
        product_commit=now_set.value("product", "commit"),
        items=items.rows(now_set.items),
        source_files=[{"path": path, "sha256": digest} for path, digest in sorted(now_set.files.items())],
        deployment=text.deployment,
        rationale=text.rationale,
        letter_on=text.letter_on,
        letter_reference=text.letter_reference or None,
        comment=text.comment or None,
        drafted_at=now,
    )


def _attach_letter(made: Statement, text: StatementText, actor: Actor, now: datetime) -> None:
    """Keep the letter's file; without a new one, that of the statement before which named the same letter."""
    if text.letter_file is not None:
        given = text.letter_file
        attachments.attach(made, given.name, given.content, given.media_type, actor, now)
        return
    earlier = statements.signed_statement()
    if earlier is None or not made.letter_reference or earlier.letter_reference != made.letter_reference:
        return
    for one in statements.letter_files(earlier):
        content = queries.file_content(one)
        attachments.attach(made, one.name, content, one.media_type, actor, now, f"Carried over from {earlier.number}.")

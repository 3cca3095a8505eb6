"""Definitions: taken in and frozen, signed by three people, in force from a day, retired by the next version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from app.base import canonical
from app.base.db import db
from app.content.definitions import Library, check_questionnaire, load
from app.content.documents import Document, Fault
from app.content.freezing import QUESTIONNAIRE, Shipped, from_outside, frozen, plain, shipped
from app.people import queries as people
from app.questionnaires.models import Definition
from app.questionnaires.queries import definitions as queries
from app.questionnaires.queries.definition_turns import turn_of
from app.questionnaires.rules.definition_route import author_role, definition_route
from app.records import approvals, attachments, signatures, trail
from app.records.actor import Actor
from app.records.approvals import ApprovalRoute
from app.records.moves import move
from app.records.numbers import next_number
from app.records.separation import Step
from app.records.signature import Signature
from app.records.signatures import Meaning, Proof, Shown, SigningRefused
from app.web.errors import Sentence
from config import ROOT

FOLDER = ROOT / "questionnaires"


class Refused(Sentence):
    """Nothing was taken in; the message says why and what to do."""


class FaultsFound(Refused):
    """The file has faults; each is named with its line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(f"Line {one.line}: {one.sentence}" for one in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Draft:
    """What a person says when taking a definition in. Without a day it takes effect with the last signature."""

    rationale: str
    effective_from: date | None


def take_in_shipped(name: str, draft: Draft, actor: Actor, now: datetime) -> Definition:
    """Freeze a definition that ships, named ``kind/id``. Raises Refused."""
    for one in _shipped():
        if name == name_of(one):
            return _take_in(one.kind, one.document, draft, actor, now, is_shipped=True)
    raise Refused(f"No definition called {name} ships with this version. Choose one of the list.")


def take_in_file(name: str, raw: bytes, draft: Draft, actor: Actor, now: datetime) -> Definition:
    """Freeze a questionnaire of our own from its file. Raises FaultsFound, or Refused."""
    document = from_outside(name[-200:] or "questionnaire.yaml", raw)
    if faults := check_questionnaire(document, FOLDER):
        raise FaultsFound(faults)
    if isinstance(document, Fault):
        raise FaultsFound((document,))
    return _take_in(QUESTIONNAIRE, document, draft, actor, now, is_shipped=False)


def name_of(one: Shipped) -> str:
    """Return the name under which a shipped definition is chosen."""
    return f"{one.kind}/{one.content['id']}"


def not_taken_in() -> list[Shipped]:
    """Return the shipped definitions of which this version is not here yet, open or signed."""
    return [
        one
        for one in _shipped()
        if not any(
            row.content_version == one.content["version"] and row.state not in ("rejected", "dropped")
            for row in queries.versions_of(one.kind, one.content["id"])
        )
    ]


def _take_in(
    kind: str, document: Document, draft: Draft, actor: Actor, now: datetime, *, is_shipped: bool
) -> Definition:
    person, role = people.person_of(actor), author_role(actor.roles)
    if person is None or role is None:
        raise Refused("Definitions are written in the roles SQM and SME, which you do not hold.")
    content = plain(document)
    raw = frozen(content)
    digest = canonical.sha256(raw)
    _require_new(kind, content, digest)
    if draft.effective_from is not None and draft.effective_from < now.date():
        raise Refused(f"{draft.effective_from} has passed. A definition takes effect today or later.")
    found = Definition(
        number=next_number("DFN", now.year),
        kind=kind,
        definition_id=content["id"],
        content_version=content["version"],
        title=content["title"],
        content_sha256=digest,
        source_name=document.path.name,
        source_sha256=document.sha256,
        is_shipped=is_shipped,
        rationale=draft.rationale,
        author_role=role,
        state="draft",
        drafted_by_id=person.id,
        drafted_at=now,
        effective_from=draft.effective_from,
    )
    db.session.add(found)
    trail.say(found, "questionnaires.definition.drafted")
    db.session.flush()
    file_name = f"{found.definition_id}-{found.content_version}.json"
    attachments.attach(found, file_name, raw, "application/json", actor, now, "Frozen content")
    return found


def _require_new(kind: str, content: Mapping[str, Any], digest: str) -> None:
    """A version is one content for good: another content under its name is refused, whatever became of the first."""
    for one in queries.versions_of(kind, content["id"]):
        if one.content_version != content["version"]:
            continue
        if one.content_sha256 != digest:
            raise Refused(
                f"{one.number} holds {one.name} with another content. A changed content is a new version: "
                "raise the version and add a line to the changelog."
            )
        if one.state not in ("rejected", "dropped"):
            raise Refused(f"{one.number} holds this version already; it is {one.state.replace('_', ' ')}.")


def sign(found: Definition, proof: Proof, shown: Shown, actor: Actor, now: datetime) -> Signature:
    """Give the awaited signature; the last one approves and puts in force what need not wait. Raises SigningRefused."""
    step, route = _require_turn(found, actor)
    signature = signatures.sign(found, meaning(step.meaning), step.role, actor, proof, shown, now)
    if route is None:
        policy = {"kind": found.kind, "definition": found.name}
        route = approvals.open_route(found, queries.PURPOSE, definition_route(found.author_role), policy, now)
        move(found, "submit", "questionnaires.definition.submitted", is_signed=True)
    approvals.fill(route, signature, now)
    if route.outcome == "signed":
        found.decided_at = now
        found.effective_from = max(found.effective_from or now.date(), now.date())
        move(found, "approve", "questionnaires.definition.approved", is_signed=True)
        put_in_force(found, now)
    return signature


def reject(found: Definition, proof: Proof, shown: Shown, actor: Actor, now: datetime, reason: str) -> Signature:
    """Say no with a signature and a reason; the version in force stays. Raises SigningRefused."""
    if found.state != "in_approval":
        raise SigningRefused("state", f"{found.number} is not in approval, so there is nothing to reject.")
    step, route = _require_turn(found, actor)
    signature = signatures.sign(found, meaning("REJECT"), step.role, actor, proof, shown, now, reason)
    if route is not None:
        approvals.close(route, "rejected", now, reason)
    move(found, "reject", "questionnaires.definition.rejected", reason, is_signed=True)
    found.decided_at = now
    return signature


def drop(found: Definition, reason: str, actor: Actor, now: datetime) -> None:
    """Close a draft unsigned, with a reason; only who took it in does. Raises Refused or MoveRefused."""
    if str(found.drafted_by_id) != actor.id:
        raise Refused(f"{found.number} was taken in by somebody else; only that person drops it.")
    move(found, "drop", "questionnaires.definition.dropped", reason)
    found.decided_at = now


def put_in_force(found: Definition, now: datetime) -> bool:
    """Put a signed version in force once its day has come, and retire the one before it. Returns whether it did."""
    if found.state != "approved" or found.effective_from is None or found.effective_from > now.date():
        return False
    for earlier in queries.versions_of(found.kind, found.definition_id):
        if earlier.state == "effective":
            reason = f"{found.number} takes effect, version {found.content_version}."
            move(earlier, "retire", "questionnaires.definition.retired", reason)
            earlier.ended_at = now
    move(found, "take_effect", "questionnaires.definition.took_effect")
    return True


def meaning(code: str) -> Meaning:
    """Return the meaning that a signer is shown. Raises KeyError for an unknown code."""
    return Meaning(code, _library().meanings[code].text_for())


def _require_turn(found: Definition, actor: Actor) -> tuple[Step, ApprovalRoute | None]:
    turn = turn_of(found, actor)
    if not turn.verdict.is_allowed or turn.step is None:
        raise SigningRefused("not_your_turn", " ".join(turn.verdict.reasons))
    return turn.step, turn.route


@cache
def _library() -> Library:
    return load(FOLDER)


@cache
def _shipped() -> tuple[Shipped, ...]:
    return shipped(FOLDER)

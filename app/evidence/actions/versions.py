"""Recording evidence as it was received: a version is written once, and a newer one takes its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.base.db import db
from app.evidence import definitions
from app.evidence.actions.refused import Refused, refuse_if
from app.evidence.models import Evidence, EvidenceVersion
from app.evidence.queries.counted import Counted
from app.evidence.queries.records import evidence
from app.evidence.rules.details import Problem, VersionDetails, version_problems
from app.records import attachments, trail
from app.records.actor import Actor


@dataclass(frozen=True)
class File:
    """A file of evidence as it came."""

    name: str
    content: bytes
    media_type: str


def add_version(
    found: Evidence, details: VersionDetails, file: File | None, actor: Actor, now: datetime
) -> EvidenceVersion:
    """Record a newer version; the earlier ones stay as they are. Raises Refused with the field and the sentence."""
    if found.is_withdrawn:
        raise Refused(("", f"{found.number} is withdrawn. Reinstate it before you record a newer version."))
    return write_version(found, details, file, actor, now)


def write_version(
    found: Evidence, details: VersionDetails, file: File | None, actor: Actor, now: datetime
) -> EvidenceVersion:
    """Write the next version with its file. Raises Refused."""
    kind = definitions.rules_of(found.kind)
    if kind is None:
        raise Refused(("kind", "Choose a kind of evidence from the list."))
    refuse_if(version_problems(details, kind, now.date(), has_file=file is not None))
    bridged = _bridged(found, details, actor, now) if details.bridges else None
    version = EvidenceVersion(
        evidence=found,
        position=len(found.versions) + 1,
        address=details.address,
        kept_at=details.kept_at,
        note=details.note,
        period_from=details.period_from,
        period_to=details.period_to,
        effective_on=details.effective_on,
        expires_on=details.expires_on,
        no_expiry_because=details.no_expiry_because,
        bridges=bridged,
        received_by_id=int(actor.id),
        received_at=now,
    )
    db.session.add(version)
    trail.say(version, "evidence.version.received")
    db.session.flush()
    if file is not None:
        attachments.attach(version, file.name, file.content, file.media_type, actor, now)
    return version


def _bridged(found: Evidence, details: VersionDetails, actor: Actor, now: datetime) -> EvidenceVersion:
    """Return the version that the letter carries on: the one that counts of the evidence it names."""
    number = (details.bridges or "").upper()
    other = evidence(number, actor)
    if other is None:
        raise Refused(("bridges", f"There is no evidence {number[:40]} that you can read. Give another number."))
    refuse_if(_bridge_problems(found, other))
    row = db.session.execute(Counted(now.date()).select().where(Evidence.id == other.id)).one()
    version: EvidenceVersion = row[1]
    if version.expires_on is None:
        raise Refused(("bridges", f"{version.label} does not expire, so there is nothing to carry on."))
    if details.expires_on is not None and details.expires_on <= version.expires_on:
        raise Refused(("expires_on", f"{version.label} counts until {version.expires_on}; the letter ends no later."))
    return version


def _bridge_problems(found: Evidence, other: Evidence) -> Iterator[Problem]:
    if other.supplier_id != found.supplier_id:
        yield "bridges", f"{other.number} is evidence of another supplier. A letter carries on what its supplier gave."
    other_kind = definitions.rules_of(other.kind)
    if other.id == found.id or (other_kind is not None and other_kind.is_bridge):
        yield "bridges", f"{other.number} is a bridge letter itself. Give the number of what both carry on."
    if other.is_withdrawn:
        yield "bridges", f"{other.number} is withdrawn, so there is nothing to carry on."

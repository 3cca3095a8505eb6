"""Giving a version its class: a judgement of a person with its reason, and never the last word."""

from datetime import datetime

from app.base.db import db
from app.evidence.actions.refused import Refused
from app.evidence.models import EvidenceClass, EvidenceVersion
from app.evidence.rules.confidence import CLASSES
from app.records import trail
from app.records.actor import Actor


def classify(version: EvidenceVersion, code: str, rationale: str, actor: Actor, now: datetime) -> EvidenceClass:
    """Give ``version`` a class; an earlier one stays on record below it. Raises Refused."""
    if code not in CLASSES:
        raise Refused(("code", "Choose a class from E0 to E4."))
    if version.evidence.is_withdrawn:
        raise Refused(("", f"{version.evidence.number} is withdrawn. Reinstate it before you class it."))
    if version.classes and version.classes[-1].code == code:
        raise Refused(("code", f"{version.label} has the class {code} already. Choose another one, or leave it."))
    given = EvidenceClass(
        evidence_version=version, code=code, rationale=rationale, judged_by_id=int(actor.id), judged_at=now
    )
    db.session.add(given)
    trail.say(given, "evidence.class.given", rationale)
    db.session.flush()
    return given

"""Putting a download on record, before the file leaves."""

from datetime import datetime

from app.base.db import db
from app.evidence.models import EvidenceDownload, EvidenceVersion
from app.records import trail
from app.records.actor import Actor
from app.records.attachments import Attachment


def keep_download(version: EvidenceVersion, file: Attachment, actor: Actor, now: datetime) -> EvidenceDownload:
    """Record who takes which file, by the SHA-256 of what leaves."""
    taken = EvidenceDownload(
        evidence_version=version, file_name=file.name, sha256=file.sha256, taken_by_id=int(actor.id), taken_at=now
    )
    db.session.add(taken)
    trail.say(taken, "evidence.download.taken")
    return taken

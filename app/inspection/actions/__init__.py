"""What inspection puts on record."""

from datetime import datetime

from app.base import canonical
from app.base.db import db
from app.inspection.models import VerificationRun
from app.people.models import Person
from app.records.actor import Actor
from app.records.kernel import Kernel
from app.records.verification.faults import Findings

ALTERED = (
    "{sentence} Everything can be read, nothing can be changed or signed until the record is restored and verified, "
    "and “ledger verify” finds it intact."
)
"""The banner after a verification that found something."""

MOST_FAULTS = 200
"""Faults kept with a verification; the first ones say where to look."""


def record_verification(findings: Findings, actor: Actor, now: datetime) -> VerificationRun:
    """Put a verification on record, with its result. Reading goes on after a fault; changing and signing do not."""
    run = VerificationRun(
        run_by=db.session.get_one(Person, int(actor.id)),
        run_at=now,
        verdict="intact" if findings.is_intact else "altered",
        head_size=findings.size,
        signatures=findings.signatures,
        rows=findings.rows,
        first_bad_seq=findings.first_bad_seq,
        sentence=findings.sentence,
        faults=[{"class": one.kind, "seq": one.seq, "sentence": one.sentence} for one in findings.faults[:MOST_FAULTS]],
    )
    db.session.add(run)
    return run


def close_record(belongings: Kernel, findings: Findings) -> None:
    """Stop every process from writing, now and after a new start; this one alone where the mark cannot be written."""
    sentence = ALTERED.format(sentence=findings.sentence)
    try:
        belongings.closing.close(sentence)
    except OSError:
        belongings.read_only_because = sentence


def fingerprint(belongings: Kernel) -> str:
    """Return the fingerprint of the public key: SHA-256 of its 32 bytes, to be published by the company."""
    return canonical.sha256(belongings.key.public)

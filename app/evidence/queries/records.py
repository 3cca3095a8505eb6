"""Single pieces of evidence with their versions, files and downloads; what a person may not read is not found."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.base.db import db
from app.evidence.models import Evidence, EvidenceClass, EvidenceDownload, EvidenceVersion
from app.evidence.queries.counted import readable
from app.records import attachments
from app.records.actor import Actor
from app.records.attachments import Attachment
from app.suppliers.models import Service

SHOWN_DOWNLOADS = 50
"""Downloads on a page, newest first; the page says how many there are."""


def evidence(number: str, actor: Actor) -> Evidence | None:
    """Return the evidence of this number with what its page shows, if this person may read it."""
    versions = selectinload(Evidence.versions).options(
        joinedload(EvidenceVersion.received_by),
        joinedload(EvidenceVersion.bridges).joinedload(EvidenceVersion.evidence),
        selectinload(EvidenceVersion.classes).joinedload(EvidenceClass.judged_by),
        selectinload(EvidenceVersion.bridged_by).joinedload(EvidenceVersion.evidence),
    )
    around = (
        joinedload(Evidence.supplier),
        joinedload(Evidence.service).joinedload(Service.supplier),
        joinedload(Evidence.owner),
        joinedload(Evidence.registered_by),
    )
    return db.session.scalars(_of_number(number, actor).options(*around, versions)).one_or_none()


def is_readable(number: str, actor: Actor) -> bool:
    """Tell whether there is evidence of this number that this person may read."""
    return db.session.scalar(_of_number(number, actor).with_only_columns(Evidence.id)) is not None


def files_of(versions: Sequence[EvidenceVersion]) -> dict[int, Attachment]:
    """Return the file of each of these versions, by the version's id."""
    ids = [one.id for one in versions]
    return {one.record_id: one for one in attachments.of(EvidenceVersion.__record__, ids)} if ids else {}


def downloads_of(found: Evidence) -> tuple[Sequence[EvidenceDownload], int]:
    """Return the newest downloads of any version with who took them, and how many there are in all."""
    of_it = EvidenceDownload.evidence_version_id.in_([one.id for one in found.versions])
    query = select(EvidenceDownload).where(of_it).order_by(EvidenceDownload.id.desc()).limit(SHOWN_DOWNLOADS)
    around = (joinedload(EvidenceDownload.taken_by), joinedload(EvidenceDownload.evidence_version))
    newest = db.session.scalars(query.options(*around)).all()
    if len(newest) < SHOWN_DOWNLOADS:
        return newest, len(newest)
    return newest, db.session.scalar(select(func.count()).select_from(EvidenceDownload).where(of_it)) or 0


def _of_number(number: str, actor: Actor) -> Select[Evidence]:
    return select(Evidence).where(Evidence.number == number, readable(actor))

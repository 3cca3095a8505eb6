"""Who took a file of evidence, and when."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.evidence.models.version import EvidenceVersion
from app.people.models import Person
from app.records.regulated import Regulated


class EvidenceDownload(Regulated):
    """One download: written before the file leaves, by the SHA-256 of exactly what left."""

    __tablename__ = "evidence_download"
    __record__ = "evidence.download"
    __is_append_only__ = True
    __table_args__ = (Index("ix_evidence_download_version", "evidence_version_id", "id"),)

    evidence_version_id: Mapped[int] = mapped_column(ForeignKey(EvidenceVersion.id))
    file_name: Mapped[str]
    sha256: Mapped[str]
    taken_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    taken_at: Mapped[datetime]

    evidence_version: Mapped[EvidenceVersion] = relationship()
    taken_by: Mapped[Person] = relationship()

"""Somebody reviewed the audit trail of one record, before it is signed (21 CFR 11.10(e), PIC/S PI 041-1)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.regulated import Regulated


class RecordReview(Regulated):
    """The outcome of one review: which events were looked at, whether something was found, and what.

    It covers the record up to ``last_seq``. A later event of the record's own rows is not covered; signatures and the
    steps of their route are, because they cannot change what was reviewed.
    """

    __tablename__ = "record_review"
    __record__ = "inspection.record_review"
    __is_append_only__ = True
    __table_args__ = (Index("ix_record_review_record", "record_type", "record_id", "id"),)

    record_type: Mapped[str]
    record_id: Mapped[int]
    record_number: Mapped[str]
    first_seq: Mapped[int]
    last_seq: Mapped[int]
    events: Mapped[int]
    has_findings: Mapped[bool]
    comment: Mapped[str | None]
    reviewed_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    reviewed_at: Mapped[datetime]

    reviewed_by: Mapped[Person] = relationship()

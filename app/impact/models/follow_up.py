"""What else has to change when a release comes: our procedures and what people must know."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.impact.models.assessment import AssessmentRound
from app.records.regulated import Regulated


class ProcedureChange(Regulated):
    """A procedure that has to change, or the recorded reason why none has to. ``outcome``: needed, done, not_needed."""

    __tablename__ = "procedure_change"
    __record__ = "impact.procedure_change"

    round_id: Mapped[int] = mapped_column(ForeignKey(AssessmentRound.id), index=True)
    procedure: Mapped[str]
    what: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str]
    settled_by: Mapped[str]
    settled_by_name: Mapped[str]
    settled_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]

    round: Mapped[AssessmentRound] = relationship(back_populates="procedures")


class TrainingNeed(Regulated):
    """Who has to learn what by when, or the recorded reason why nobody has to. ``outcome``: needed, done, none."""

    __tablename__ = "training_need"
    __record__ = "impact.training_need"

    round_id: Mapped[int] = mapped_column(ForeignKey(AssessmentRound.id), index=True)
    roles: Mapped[str]
    summary: Mapped[str]
    due: Mapped[date | None]
    outcome: Mapped[str]
    reason: Mapped[str]
    settled_by: Mapped[str]
    settled_by_name: Mapped[str]
    settled_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]

    round: Mapped[AssessmentRound] = relationship(back_populates="trainings")

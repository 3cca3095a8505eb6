"""The impact assessment: what one release does to one service's validated use."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.impact.lifecycle import ASSESSMENT, EDITABLE, OPEN
from app.impact.models import revision_parts
from app.records.regulated import Regulated
from app.releases.models import NoteRevision, Release
from app.suppliers.models import Service

if TYPE_CHECKING:
    from app.impact.models.change import Change
    from app.impact.models.conclusion import Conclusion, ExposureReview, UseDecision
    from app.impact.models.follow_up import ProcedureChange, TrainingNeed
    from app.impact.models.test_plan import PlannedTest


_STEP_OF = {"detected": 0, "triaged": 1, "assessing": 1, "testing": 2, "in_approval": 3, "live_unassessed": 3}
"""Which due date counts in which state, in the order triage, assessment, testing, approval, production."""


class Assessment(Regulated):
    """One release on one service. ``round`` counts the note revisions assessed; the newest round is the one at work.

    One that was signed and found wrong is voided; the one that ``replaces`` it is about the same release and service.
    """

    __tablename__ = "assessment"
    __record__ = "impact.assessment"
    __lifecycle__ = ASSESSMENT
    __table_args__ = (
        Index(
            "uq_assessment_in_force",
            "release_id",
            "service_id",
            unique=True,
            sqlite_where=text("state <> 'voided'"),
            postgresql_where=text("state <> 'voided'"),
        ),
    )

    number: Mapped[str] = mapped_column(unique=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    state: Mapped[str] = mapped_column(index=True)
    round: Mapped[int]
    opened_at: Mapped[datetime]
    is_log_only: Mapped[bool]
    assessor_id: Mapped[str | None] = mapped_column(index=True)
    assessor_name: Mapped[str | None]
    triaged_at: Mapped[datetime | None]
    triaged_by: Mapped[str | None]
    tier: Mapped[str | None] = mapped_column(index=True)
    level: Mapped[str | None] = mapped_column(index=True)
    triage_due: Mapped[date | None]
    assessment_due: Mapped[date | None]
    testing_due: Mapped[date | None]
    approval_due: Mapped[date | None]
    next_due: Mapped[date | None] = mapped_column(index=True)
    production_on: Mapped[date | None] = mapped_column(index=True)
    production_certainty: Mapped[str]
    is_late_notice: Mapped[bool]
    compressed: Mapped[list[str]]
    due_reasons: Mapped[list[str]]
    content_versions: Mapped[list[dict[str, Any]]]
    plan_edition: Mapped[int]
    approved_at: Mapped[datetime | None]
    live_since: Mapped[date | None]
    exposed_since: Mapped[date | None]
    exposure_ended_at: Mapped[datetime | None]
    deferred_until: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"), unique=True)

    release: Mapped[Release] = relationship()
    service: Mapped[Service] = relationship()
    merged_into: Mapped["Assessment | None"] = relationship(
        foreign_keys="Assessment.merged_into_id", remote_side="Assessment.id"
    )
    replaces: Mapped["Assessment | None"] = relationship(
        foreign_keys="Assessment.replaces_id", remote_side="Assessment.id", back_populates="replaced_by"
    )
    replaced_by: Mapped["Assessment | None"] = relationship(
        foreign_keys="Assessment.replaces_id", back_populates="replaces"
    )
    rounds: Mapped[list["AssessmentRound"]] = relationship(
        back_populates="assessment", order_by="AssessmentRound.number"
    )
    use_decisions: Mapped[list["UseDecision"]] = relationship(back_populates="assessment", order_by="UseDecision.id")
    exposure_reviews: Mapped[list["ExposureReview"]] = relationship(
        back_populates="assessment", order_by="ExposureReview.id"
    )

    @validates("state")
    def _next_step(self, _attribute: str, state: str) -> str:
        """Keep the next due date in step with the state; lists and reminders sort by it."""
        self.next_due = self.due_in(state)
        return state

    def due_in(self, state: str) -> date | None:
        """Return what is due next in ``state``: its own step's date, or the first later one that has a date."""
        steps = (self.triage_due, self.assessment_due, self.testing_due, self.approval_due, self.production_on)
        if state == "deferred":
            return self.deferred_until
        if state not in _STEP_OF:
            return None
        return next((day for day in steps[_STEP_OF[state] :] if day is not None), None)

    @property
    def this_round(self) -> "AssessmentRound":
        """The round at work: the newest one."""
        return self.rounds[-1]

    @property
    def is_open(self) -> bool:
        """Tell whether the decision is still to come."""
        return self.state in OPEN or self.state == "live_unassessed"

    @property
    def is_editable(self) -> bool:
        """Tell whether people may settle changes and record tests now."""
        return self.state in EDITABLE

    @property
    def is_retrospective(self) -> bool:
        """Tell whether an approval now would come after the release went live unapproved."""
        return self.exposed_since is not None and self.exposure_ended_at is None

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """Return the rows that a signature over the assessment covers besides its own."""
        return revision_parts.assessment_parts(self)

    def revision_content(self) -> Mapping[str, Any]:
        """Return the facts shown to the signer."""
        return revision_parts.assessment_content(self)

    @property
    def is_service_exposed(self) -> bool:
        """Tell whether the service runs an unapproved release, whatever the assessment's state."""
        return self.is_retrospective and self.state not in {"withdrawn", "merged", "not_adopted", "voided"}


class AssessmentRound(Regulated):
    """One note revision under assessment. Written once; an edited note opens the next round."""

    __tablename__ = "assessment_round"
    __record__ = "impact.assessment_round"
    __is_append_only__ = True
    __table_args__ = (
        UniqueConstraint("assessment_id", "note_revision_id"),
        UniqueConstraint("assessment_id", "number"),
    )

    assessment_id: Mapped[int] = mapped_column(ForeignKey(Assessment.id), index=True)
    note_revision_id: Mapped[int] = mapped_column(ForeignKey("note_revision.id"), index=True)
    number: Mapped[int]
    opened_at: Mapped[datetime]
    because: Mapped[str]

    assessment: Mapped[Assessment] = relationship(back_populates="rounds")
    note: Mapped[NoteRevision] = relationship()
    changes: Mapped[list["Change"]] = relationship(back_populates="round", order_by="Change.position")
    planned_tests: Mapped[list["PlannedTest"]] = relationship(back_populates="round", order_by="PlannedTest.id")
    procedures: Mapped[list["ProcedureChange"]] = relationship(back_populates="round", order_by="ProcedureChange.id")
    trainings: Mapped[list["TrainingNeed"]] = relationship(back_populates="round", order_by="TrainingNeed.id")
    conclusions: Mapped[list["Conclusion"]] = relationship(back_populates="round", order_by="Conclusion.id")

    @property
    def conclusion(self) -> "Conclusion | None":
        """The conclusion that counts: the newest of this round."""
        return self.conclusions[-1] if self.conclusions else None

    @property
    def open_tests(self) -> list["PlannedTest"]:
        """The planned tests that were not taken back."""
        return [one for one in self.planned_tests if one.withdrawn_at is None]

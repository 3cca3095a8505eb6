"""What it all comes to: the conclusion, and for a release that was faster than us the use decision and the review."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.impact.lifecycle import USE_DECISION
from app.impact.models import revision_parts
from app.impact.models.assessment import Assessment, AssessmentRound
from app.records.regulated import Regulated


class Conclusion(Regulated):
    """Remains fit for the intended use: yes, no or with_limits. Written once; a new one replaces it and both stay."""

    __tablename__ = "conclusion"
    __record__ = "impact.conclusion"
    __is_append_only__ = True

    round_id: Mapped[int] = mapped_column(ForeignKey(AssessmentRound.id), index=True)
    fit: Mapped[str]
    text: Mapped[str]
    concluded_by: Mapped[str]
    concluded_by_name: Mapped[str]
    concluded_at: Mapped[datetime]

    round: Mapped[AssessmentRound] = relationship(back_populates="conclusions")


class UseDecision(Regulated):
    """How the service is used while an unapproved release is live there. The portal does not stop the vendor's system.

    ``decision``: continue_with_control, restrict, toggle_off or stop. QA signs it.
    """

    __tablename__ = "use_decision"
    __record__ = "impact.use_decision"
    __lifecycle__ = USE_DECISION

    number: Mapped[str] = mapped_column(unique=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey(Assessment.id), index=True)
    state: Mapped[str]
    decision: Mapped[str]
    control: Mapped[str]
    applies_from: Mapped[datetime]
    workflow_ids: Mapped[list[int]]
    workflow_names: Mapped[list[str]]
    decided_by: Mapped[str]
    decided_by_name: Mapped[str]
    decided_at: Mapped[datetime]

    assessment: Mapped[Assessment] = relationship(back_populates="use_decisions")

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """Return what a signature over the decision covers besides its own row."""
        return revision_parts.use_decision_parts(self)

    def revision_content(self) -> Mapping[str, Any]:
        """Return the facts shown to the signer."""
        return revision_parts.use_decision_content(self)


class ExposureReview(Regulated):
    """What was created or signed in the service while the release was live unapproved, and what we made of it."""

    __tablename__ = "exposure_review"
    __record__ = "impact.exposure_review"
    __is_append_only__ = True

    assessment_id: Mapped[int] = mapped_column(ForeignKey(Assessment.id), index=True)
    window_start: Mapped[date]
    reviewed_until: Mapped[datetime]
    records: Mapped[str]
    text: Mapped[str]
    reviewed_by: Mapped[str]
    reviewed_by_name: Mapped[str]

    assessment: Mapped[Assessment] = relationship(back_populates="exposure_reviews")

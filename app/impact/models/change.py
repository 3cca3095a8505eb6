"""A change: one item of a release note, what its words suggest, and what a person settled for our use."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.impact.models.assessment import AssessmentRound
from app.records.regulated import Regulated
from app.suppliers.models import Workflow

FACTS = (
    "default_state",
    "module",
    "toggle",
    "needs_configuration",
    "needs_procedure",
    "needs_training",
    "needs_role",
    "needs_integration",
    "needs_document",
    "could_have_affected_records",
)
"""What only a person can answer about a change; the rules R2 to R10 lean on it."""


class Change(Regulated):
    """One item of the note in one round. Everything proposed stays beside what was settled."""

    __tablename__ = "change"
    __record__ = "impact.change"
    __table_args__ = (UniqueConstraint("round_id", "position"),)

    round_id: Mapped[int] = mapped_column(ForeignKey(AssessmentRound.id), index=True)
    position: Mapped[int]
    section: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    identity: Mapped[str] = mapped_column(index=True)
    also_in: Mapped[list[str]]
    carried_over_from_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"), index=True)
    # what the words suggest
    proposed_areas: Mapped[list[dict[str, Any]]]
    proposed_kind: Mapped[str]
    proposed_impact: Mapped[str]
    proposed_flags: Mapped[list[str]]
    proposal_reasons: Mapped[list[dict[str, Any]]]
    # what the assessor knows
    default_state: Mapped[str]
    module: Mapped[str]
    toggle: Mapped[str]
    needs_configuration: Mapped[str]
    needs_procedure: Mapped[str]
    needs_training: Mapped[str]
    needs_role: Mapped[str]
    needs_integration: Mapped[str]
    needs_document: Mapped[str]
    could_have_affected_records: Mapped[str]
    facts_used: Mapped[list[dict[str, Any]]]
    # what the ten rules made of both
    rule_outcomes: Mapped[list[dict[str, Any]]]
    rule_id: Mapped[str]
    proposed_level: Mapped[str]
    test_kind: Mapped[str]
    level_flags: Mapped[list[str]]
    missing_facts: Mapped[list[str]]
    proof_needed: Mapped[list[str]]
    needs_vendor_question: Mapped[bool]
    # what a person settled
    are_areas_settled: Mapped[bool]
    settled_areas: Mapped[list[str]]
    settled_flags: Mapped[list[str]]
    settled_kind: Mapped[str]
    settled_impact: Mapped[str]
    settled_level: Mapped[str | None]
    reason_code: Mapped[str | None]
    rationale: Mapped[str | None]
    is_override: Mapped[bool]
    settled_by: Mapped[str | None] = mapped_column(index=True)
    settled_by_name: Mapped[str | None]
    settled_at: Mapped[datetime | None]

    round: Mapped[AssessmentRound] = relationship(back_populates="changes")
    touches: Mapped[list["WorkflowTouch"]] = relationship(back_populates="change", order_by="WorkflowTouch.id")
    carried_over_from: Mapped["Change | None"] = relationship(remote_side="Change.id")

    @property
    def is_settled(self) -> bool:
        """Tell whether a person has put a name to this change in this round."""
        return self.settled_at is not None

    @property
    def is_carried_over(self) -> bool:
        """Tell whether the words are those of an earlier round, where the change was settled."""
        return self.carried_over_from_id is not None

    @property
    def open_touches(self) -> list["WorkflowTouch"]:
        """The workflows that this change touches now."""
        return [one for one in self.touches if one.withdrawn_at is None]


class WorkflowTouch(Regulated):
    """A change touches a workflow, with the reason why we think so."""

    __tablename__ = "workflow_touch"
    __record__ = "impact.workflow_touch"

    change_id: Mapped[int] = mapped_column(ForeignKey(Change.id), index=True)
    workflow_id: Mapped[int] = mapped_column(ForeignKey("workflow.id"), index=True)
    areas: Mapped[list[str]]
    reason: Mapped[str]
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]

    change: Mapped[Change] = relationship(back_populates="touches")
    workflow: Mapped[Workflow] = relationship()

"""Tests in one round: what was planned or left out and why, the runs, their steps, and the defects found."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.impact.lifecycle import DEFECT, TEST_RUN
from app.impact.models import revision_parts
from app.impact.models.assessment import AssessmentRound
from app.impact.models.test_script import TestScriptVersion
from app.records.regulated import Regulated


class PlannedTest(Regulated):
    """A test chosen for a round, or a test left out on purpose; both with their reason."""

    __tablename__ = "planned_test"
    __record__ = "impact.planned_test"

    round_id: Mapped[int] = mapped_column(ForeignKey(AssessmentRound.id), index=True)
    script_version_id: Mapped[int | None] = mapped_column(ForeignKey(TestScriptVersion.id), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    goal: Mapped[str]
    is_to_run: Mapped[bool]
    why: Mapped[str]
    planned_by: Mapped[str]
    planned_by_name: Mapped[str]
    planned_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]

    round: Mapped[AssessmentRound] = relationship(back_populates="planned_tests")
    script_version: Mapped[TestScriptVersion | None] = relationship()
    runs: Mapped[list["TestRun"]] = relationship(back_populates="planned_test", order_by="TestRun.id")

    @property
    def steps(self) -> list[dict[str, str]]:
        """The steps to run: those of the script, or the one goal of an unscripted test."""
        if self.script_version is not None:
            return [{"action": one["action"], "expected": one["expected"]} for one in self.script_version.steps]
        return [{"action": self.goal, "expected": "It works as needed; every surprise is written down."}]

    @property
    def finished_runs(self) -> list["TestRun"]:
        """The runs that came to a result, oldest first."""
        return [one for one in self.runs if one.is_finished]

    @property
    def has_passed(self) -> bool:
        """Tell whether the newest finished run passed."""
        return bool(self.finished_runs) and self.finished_runs[-1].state == "passed"


class TestRun(Regulated):
    """One execution by one tester. Its times are the portal's; once finished nothing in it changes."""

    __test__ = False
    __tablename__ = "test_run"
    __record__ = "impact.test_run"
    __lifecycle__ = TEST_RUN

    planned_test_id: Mapped[int] = mapped_column(ForeignKey(PlannedTest.id), index=True)
    state: Mapped[str]
    environment: Mapped[str]
    tester_id: Mapped[str] = mapped_column(index=True)
    tester_name: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    notes: Mapped[str]

    planned_test: Mapped[PlannedTest] = relationship(back_populates="runs")
    step_results: Mapped[list["TestStepResult"]] = relationship(
        back_populates="run", order_by="TestStepResult.position"
    )

    @property
    def is_finished(self) -> bool:
        """Tell whether the run came to a result."""
        return self.state in {"passed", "failed"}

    @property
    def defects(self) -> list["Defect"]:
        """The defects found in this run."""
        return [defect for step in self.step_results for defect in step.defects]


class TestStepResult(Regulated):
    """What happened at one step, beside what was expected. Evidence files hang on it."""

    __test__ = False
    __tablename__ = "test_step_result"
    __record__ = "impact.test_step_result"
    __is_append_only__ = True
    __table_args__ = (UniqueConstraint("run_id", "position"),)

    run_id: Mapped[int] = mapped_column(ForeignKey(TestRun.id), index=True)
    position: Mapped[int]
    action: Mapped[str]
    expected: Mapped[str]
    actual: Mapped[str]
    is_passed: Mapped[bool]

    run: Mapped[TestRun] = relationship(back_populates="step_results")
    defects: Mapped[list["Defect"]] = relationship(back_populates="step_result", order_by="Defect.id")


class Defect(Regulated):
    """A failed step and what we decided about it, signed by somebody else than its tester."""

    __tablename__ = "defect"
    __record__ = "impact.defect"
    __lifecycle__ = DEFECT

    number: Mapped[str] = mapped_column(unique=True)
    step_result_id: Mapped[int] = mapped_column(ForeignKey(TestStepResult.id), index=True)
    state: Mapped[str]
    description: Mapped[str]
    decision: Mapped[str | None]
    rationale: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_by_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]

    step_result: Mapped[TestStepResult] = relationship(back_populates="defects")

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """Return what a signature over the decision covers besides its own row."""
        return revision_parts.defect_parts(self)

    def revision_content(self) -> Mapping[str, Any]:
        """Return the facts shown to the signer."""
        return revision_parts.defect_content(self)

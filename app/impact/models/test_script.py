"""Regression tests as kept: a numbered script whose versions are written once."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.records.regulated import Regulated
from app.suppliers.models import Service, Workflow


class TestScript(Regulated):
    """A regression test of a service. What is tested, and how, stands in its newest version."""

    __test__ = False
    __tablename__ = "test_script"
    __record__ = "impact.test_script"

    number: Mapped[str] = mapped_column(unique=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    title: Mapped[str]
    kind: Mapped[str]
    is_core: Mapped[bool]
    pack_test: Mapped[str | None]
    is_integration: Mapped[bool]
    state: Mapped[str]
    retired_at: Mapped[datetime | None]
    retired_because: Mapped[str | None]

    service: Mapped[Service] = relationship()
    versions: Mapped[list["TestScriptVersion"]] = relationship(
        back_populates="script", order_by="TestScriptVersion.position"
    )
    workflow_links: Mapped[list["TestScriptWorkflow"]] = relationship(back_populates="script")

    @property
    def latest(self) -> "TestScriptVersion":
        """The version that is planned from now on."""
        return self.versions[-1]

    @property
    def workflow_ids(self) -> list[int]:
        """The workflows that this test covers, by id."""
        return [one.workflow_id for one in self.workflow_links if one.withdrawn_at is None]


class TestScriptVersion(Regulated):
    """The steps of a script at one time. Written once; a correction is the next version."""

    __test__ = False
    __tablename__ = "test_script_version"
    __record__ = "impact.test_script_version"
    __is_append_only__ = True
    __table_args__ = (UniqueConstraint("script_id", "position"),)

    script_id: Mapped[int] = mapped_column(ForeignKey(TestScript.id), index=True)
    position: Mapped[int]
    purpose: Mapped[str]
    steps: Mapped[list[dict[str, Any]]]
    because: Mapped[str]
    written_by: Mapped[str]
    written_by_name: Mapped[str]
    written_at: Mapped[datetime]

    script: Mapped[TestScript] = relationship(back_populates="versions")

    @property
    def label(self) -> str:
        """Number and version as people say them: TST-0001 v2."""
        return f"{self.script.number} v{self.position}"


class TestScriptWorkflow(Regulated):
    """A script covers a workflow."""

    __test__ = False
    __tablename__ = "test_script_workflow"
    __record__ = "impact.test_script_workflow"

    script_id: Mapped[int] = mapped_column(ForeignKey(TestScript.id), index=True)
    workflow_id: Mapped[int] = mapped_column(ForeignKey("workflow.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]

    script: Mapped[TestScript] = relationship(back_populates="workflow_links")
    workflow: Mapped[Workflow] = relationship()

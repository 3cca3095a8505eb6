"""A regulated record of no trade, for tests of the kernel alone. Its table stands in every test database."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated
from app.records.removals import LISTED

SAMPLE_LIFECYCLE = Lifecycle(
    "sample",
    "draft",
    ("draft", "in_approval", "approved"),
    (
        Move("submit", ("draft",), "in_approval"),
        Move("approve", ("in_approval",), "approved", signed=True),
        Move("reject", ("in_approval",), "draft", signed=True, needs_reason=True),
    ),
)


DECISION = "Decision on files"
"""A sample with this title disposes of the files in its words: "digest namer" each."""


class Sample(Regulated):
    """A record with a state, a number, children and every kind of column."""

    __tablename__ = "sample"
    __record__ = "tests.sample"
    __lifecycle__ = SAMPLE_LIFECYCLE

    number: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    title: Mapped[str]
    text: Mapped[str | None]
    weight: Mapped[Decimal | None]
    due: Mapped[date | None] = mapped_column(Date)
    words: Mapped[list[str] | None]
    is_checked: Mapped[bool | None]

    children: Mapped[list["SampleChild"]] = relationship(back_populates="sample")

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        return {"children": self.children}

    def revision_content(self) -> Mapping[str, Any]:
        removes = [
            {"digest": digest, "bytes": 10, "named_by": [namer]}
            for digest, namer in (one.split(" ") for one in self.words or () if self.title == DECISION)
        ]
        return {"model": {"id": "sample", "version": "1"}, **({LISTED: removes} if removes else {})}


class SampleChild(Regulated):
    """A part of a sample."""

    __tablename__ = "sample_child"
    __record__ = "tests.sample_child"

    sample_id: Mapped[int] = mapped_column(ForeignKey(Sample.id))
    title: Mapped[str]

    sample: Mapped[Sample] = relationship(back_populates="children")


SAMPLE_TABLES = [Sample.__table__, SampleChild.__table__]

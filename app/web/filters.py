"""What a list can be narrowed by. Each filter owns its parameters in the address and says what it cannot read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Protocol

from sqlalchemy import ColumnElement, or_

from app.web.cursors import Expression, clause
from app.web.errors import Sentence

LONGEST_TEXT = 200
"""Letters of a search text."""


class ListRefused(Sentence):
    """The address of a list holds something it does not know."""

    status: int = HTTPStatus.BAD_REQUEST


class Filter(Protocol):
    """One control of the filter bar."""

    @property
    def name(self) -> str:
        """The parameter's name."""

    @property
    def label(self) -> str:
        """The control's label."""

    @property
    def kind(self) -> str:
        """How the bar draws it: text, choice or dates."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Every parameter it reads."""

    def conditions(self, given: Mapping[str, str]) -> Sequence[ColumnElement[bool]]:
        """Return what the rows must satisfy. Raises ListRefused."""


@dataclass(frozen=True)
class Contains:
    """Rows in which one of the columns contains the text, whatever the case."""

    name: str
    label: str
    columns: tuple[Expression, ...]
    kind: str = "text"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Its one parameter."""
        return (self.name,)

    def conditions(self, given: Mapping[str, str]) -> Sequence[ColumnElement[bool]]:
        """Match any of the columns."""
        text = given.get(self.name, "").strip()
        if len(text) > LONGEST_TEXT:
            raise ListRefused(f"“{self.label}” takes at most {LONGEST_TEXT} letters. Search for a shorter text.")
        return [or_(*(clause(column).icontains(text, autoescape=True) for column in self.columns))] if text else []


@dataclass(frozen=True)
class Choice:
    """Rows with one value out of a list. ``choices`` are (value, label), or a function that returns them."""

    name: str
    label: str
    column: Expression
    choices: Sequence[tuple[str, str]] | Callable[[], Sequence[tuple[str, str]]]
    matches: Callable[[str], ColumnElement[bool]] | None = None
    kind: str = "choice"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Its one parameter."""
        return (self.name,)

    @property
    def offered(self) -> Sequence[tuple[str, str]]:
        """The values on offer with their labels."""
        return self.choices() if callable(self.choices) else self.choices

    def conditions(self, given: Mapping[str, str]) -> Sequence[ColumnElement[bool]]:
        """Match the value, or ask ``matches`` for the condition."""
        value = given.get(self.name, "")
        if not value:
            return []
        if value not in {one for one, _ in self.offered}:
            raise ListRefused(f"“{self.label}” has no choice “{value[:60]}”. Choose one from the list.")
        return [self.matches(value) if self.matches else clause(self.column) == value]


@dataclass(frozen=True)
class Dates:
    """Rows whose day lies between two days, both included; moments count by their day in UTC."""

    name: str
    label: str
    column: Expression
    kind: str = "dates"

    @property
    def parameters(self) -> tuple[str, ...]:
        """First and last day."""
        return (f"{self.name}_from", f"{self.name}_to")

    def conditions(self, given: Mapping[str, str]) -> Sequence[ColumnElement[bool]]:
        """Match the days."""
        first, last = (self._day(given.get(name, "")) for name in self.parameters)
        column = clause(self.column)
        if issubclass(column.type.python_type, datetime):
            begin = [column >= datetime.combine(first, time(), UTC)] if first else []
            end = [column < datetime.combine(last + timedelta(days=1), time(), UTC)] if last else []
            return begin + end
        return ([column >= first] if first else []) + ([column <= last] if last else [])

    def _day(self, text: str) -> date | None:
        if not text:
            return None
        try:
            found = date.fromisoformat(text)
        except ValueError as problem:
            raise ListRefused(
                f"“{self.label}” could not read the day “{text[:30]}”. Write it as 2026-11-02."
            ) from problem
        if not 1900 <= found.year <= 9998:
            raise ListRefused(f"“{self.label}” takes days from 1900 on.")
        return found

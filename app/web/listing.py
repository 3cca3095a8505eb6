"""Lists that filter, sort, page by key and export, with everything they show in the address. No offset, no count(*).

A slice declares a `Listing` in its queries and its view calls `list_page.list_page(listing, query, template)`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.web import cursors
from app.web.errors import printable
from app.web.filters import Filter, ListRefused

SIZES = (25, 50, 100)
"""Rows a page may have."""

FORMATS = ("csv", "xlsx")
"""How a whole list is handed out."""

_OWN = ("sort", "size", "after", "before", "format")


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what it shows of a row, and what it sorts by.

    ``kind`` is how a cell is drawn: text, number (right-aligned figures), name (any script), chip (a state), time
    (a moment), day, code (a name that breaks anywhere), person (something with name and username). ``href`` makes the
    cell a link.
    """

    name: str
    label: str
    value: Callable[[Any], Any]
    sort: cursors.Expression | None = None
    kind: str = "text"
    href: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Wanted:
    """What the address asks for."""

    given: Mapping[str, str]
    sort: str
    is_descending: bool
    size: int
    after: cursors.Cursor | None
    before: cursors.Cursor | None
    export: str
    """How the whole list is handed out (csv, xlsx); empty for a page."""

    def query(self, **changes: str | None) -> str:
        """Return the address's query with some parameters changed; None takes one away."""
        kept = {name: text for name, text in {**self.given, **changes}.items() if text}
        return "?" + urlencode(kept)


@dataclass(frozen=True)
class Page:
    """One page of a list, ready for the template."""

    listing: "Listing"
    wanted: Wanted
    rows: Sequence[Any]
    previous: str | None
    next: str | None

    @property
    def is_narrowed(self) -> bool:
        """Tell whether a filter is set; an empty list then says something else."""
        return any(self.wanted.given.get(name) for one in self.listing.filters for name in one.parameters)

    def sort_link(self, column: Column) -> str:
        """Return the address sorted by ``column``, the other way round when it already is."""
        is_up = self.wanted.sort == column.name and not self.wanted.is_descending
        return self.wanted.query(sort=f"-{column.name}" if is_up else column.name, after=None, before=None)

    def direction(self, column: Column) -> str | None:
        """Return the value of aria-sort for ``column``."""
        if self.wanted.sort != column.name:
            return None
        return "descending" if self.wanted.is_descending else "ascending"

    def size_link(self, size: int) -> str:
        """Return the address with another page size."""
        return self.wanted.query(size=str(size), after=None, before=None)

    def export_link(self, as_: str) -> str:
        """Return the address of the whole narrowed list as ``csv`` or ``xlsx``."""
        return self.wanted.query(format=as_, after=None, before=None)


@dataclass(frozen=True)
class Listing:
    """A list as it is declared: columns, filters, the id that breaks ties, and how it is sorted at first."""

    columns: Sequence[Column]
    key: cursors.Expression
    sort: str
    filters: Sequence[Filter] = ()
    size: int = 50
    parameters: Sequence[str] = field(default=())
    """Further parameters of the address that the view itself reads."""

    def read(self, given: MultiDict[str, str]) -> Wanted:
        """Read the address. Raises ListRefused with a sentence for what it does not know."""
        self._refuse_unknown(given)
        single = {name: text for name, text in given.items() if text}
        sort = single.get("sort", self.sort)
        if sort.removeprefix("-") not in {column.name for column in self.columns if column.sort is not None}:
            raise ListRefused(f"This list does not sort by “{sort[:40]}”. Click on a column's heading instead.")
        return Wanted(
            single,
            sort.removeprefix("-"),
            sort.startswith("-"),
            self._size(single.get("size")),
            self._cursor(single.get("after")),
            self._cursor(single.get("before")),
            single.get("format", ""),
        )

    def page(self, session: Session, query: Select[Any], wanted: Wanted) -> Page:
        """Return one page in one query. ``query`` selects one entity, or several columns, without any order."""
        is_back = wanted.before is not None
        statement = self._ordered(query, wanted, is_turned=is_back)
        at = wanted.before or wanted.after
        if at is not None:
            self._require_fitting(at, wanted)
            key, is_descending = cursors.clause(self.key), wanted.is_descending is not is_back
            statement = statement.where(cursors.beyond(self._sort(wanted), key, at, is_descending=is_descending))
        found = list(session.execute(statement.limit(wanted.size + 1)))
        has_more, found = len(found) > wanted.size, found[: wanted.size]
        found = found[::-1] if is_back else found
        has_previous, has_next = (has_more, True) if is_back else (wanted.after is not None, has_more)
        return Page(
            self,
            wanted,
            [_row(one) for one in found],
            wanted.query(before=_cursor(found[0]), after=None) if found and has_previous else None,
            wanted.query(after=_cursor(found[-1]), before=None) if found and has_next else None,
        )

    def whole(self, query: Select[Any], wanted: Wanted) -> Select[Any]:
        """Return the query of the whole narrowed list, 500 rows at a time. Raises ListRefused."""
        return self._ordered(query, wanted, is_turned=False).execution_options(yield_per=500)

    @staticmethod
    def rows(session: Session, whole: Select[Any]) -> Iterator[Any]:
        """Yield every row of what ``whole`` returned."""
        return (_row(one) for one in session.execute(whole))

    def _ordered(self, query: Select[Any], wanted: Wanted, *, is_turned: bool) -> Select[Any]:
        for one in self.filters:
            query = query.where(*one.conditions(wanted.given))
        key, sort, is_descending = cursors.clause(self.key), self._sort(wanted), wanted.is_descending is not is_turned
        first = sort.desc().nulls_last() if is_descending else sort.asc().nulls_first()
        second = key.desc() if is_descending else key.asc()
        return query.add_columns(sort.label("listing_sort"), key.label("listing_key")).order_by(first, second)

    def _sort(self, wanted: Wanted) -> ColumnElement[Any]:
        found = next(column.sort for column in self.columns if column.name == wanted.sort)
        if found is None:
            raise LookupError(f"The column {wanted.sort} does not sort.")
        return cursors.clause(found)

    def _require_fitting(self, at: cursors.Cursor, wanted: Wanted) -> None:
        if at.value is not None and not isinstance(at.value, self._sort(wanted).type.python_type):
            raise ListRefused("This place belongs to the list in another order. Start again at its first page.")

    def _refuse_unknown(self, given: MultiDict[str, str]) -> None:
        known = {*_OWN, *self.parameters, *(name for one in self.filters for name in one.parameters)}
        if unknown := [name for name in given if name not in known]:
            raise ListRefused(f"This list knows no “{unknown[0][:40]}”. Use the filters above it.")
        if any(len(values) > 1 for _, values in given.lists()):
            raise ListRefused("The address names a filter twice. Use the filters above the list.")
        if any(printable(text) != text for text in given.values()):
            raise ListRefused("The address holds control characters. Type the filter again.")
        if given.get("format", "") not in {"", *FORMATS}:
            raise ListRefused("This list is exported as CSV or Excel workbook. Use the links below it.")

    def _size(self, text: str | None) -> int:
        if text is None:
            return self.size
        if text not in {str(one) for one in SIZES}:
            raise ListRefused("A page has 25, 50 or 100 rows. Choose one of these below the list.")
        return int(text)

    @staticmethod
    def _cursor(text: str | None) -> cursors.Cursor | None:
        try:
            return cursors.read(text) if text else None
        except cursors.CursorUnreadable as problem:
            raise ListRefused(str(problem)) from problem


def _row(found: Any) -> Any:
    return found[0] if len(found) == 3 else found


def _cursor(found: Any) -> str:
    return cursors.Cursor(found[-2], found[-1]).text()

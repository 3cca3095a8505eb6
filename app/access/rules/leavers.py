"""What each line of a leaver list does, judged line by line. Pure: the same file and people give the same plan."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.base import canonical
from app.base.sheets import Line, Sheet, SheetRefused, column_name

COLUMNS = ("user", "last_working_day", "reference")
"""The columns of the template. ``user`` is a user name or an e-mail address."""

_ALSO = {
    **dict.fromkeys(("username", "user_name", "email", "e_mail", "mail"), "user"),
    **dict.fromkeys(("last_day", "leaving_on", "leaves_on"), "last_working_day"),
    "personnel_number": "reference",
}
KNOWN_COLUMNS = (*COLUMNS, *_ALSO)
"""Every spelling of a column that is read."""

OUTCOMES = {
    "deactivate": "deactivated",
    "mark": "leaver",
    "already_leaver": "leaver already",
    "already_deactivated": "already deactivated",
    "yourself": "yourself",
    "last_administrator": "last administrator",
    "unknown": "unknown",
    "repeated": "repeated",
    "unreadable": "unreadable",
}
"""What can become of a line, and its words."""

LONGEST_REFERENCE = 200
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class Row:
    """One line as read."""

    line: int
    user: str
    last_day: date | None
    reference: str
    problem: str = ""


@dataclass(frozen=True)
class Account:
    """An account that a line may name. ``leaves_on`` is the last working day of an earlier list."""

    id: int
    version: int
    username: str
    email: str
    label: str
    is_active: bool
    is_administrator: bool
    leaves_on: date | None = None


@dataclass(frozen=True)
class LinePlan:
    """What becomes of one line: its outcome, the sentence that says why, and the account it names."""

    line: int
    outcome: str
    user: str
    last_day: date | None
    reference: str
    sentence: str
    person_id: int | None = None
    version: int = 0


@dataclass(frozen=True)
class Plan:
    """What confirming a list does, line by line."""

    lines: tuple[LinePlan, ...]

    def count(self, outcome: str) -> int:
        """Return how many lines have this outcome."""
        return sum(one.outcome == outcome for one in self.lines)

    @property
    def to_do(self) -> int:
        """How many lines do something."""
        return self.count("deactivate") + self.count("mark")

    @property
    def fingerprint(self) -> str:
        """The SHA-256 over every line and the versions it was judged on; other people or another day give another."""
        text = "\n".join(f"{one.line}|{one.outcome}|{one.sentence}|{one.person_id}:{one.version}" for one in self.lines)
        return canonical.sha256(text)


def rows_of(sheet: Sheet) -> tuple[Row, ...]:
    """Return the lines of a sheet. Raises SheetRefused when the header lacks a column or names one twice."""
    names = [_ALSO.get(name, name) for name in map(column_name, sheet.header.cells)]
    for needed in COLUMNS[:2]:
        if names.count(needed) != 1:
            count = "is missing" if needed not in names else "stands twice"
            raise SheetRefused(f"The column {needed} {count}. The first line names user, last_working_day, reference.")
    return tuple(_row(line, names) for line in sheet.lines)


def _row(line: Line, names: Sequence[str]) -> Row:
    cells = {name: canonical.normal(cell).strip() for name, cell in zip(names, line.cells, strict=False)}
    user = _UNSEEN.sub("\ufffd", cells.get("user", ""))[:200]
    reference = _UNSEEN.sub("\ufffd", cells.get("reference", "").lstrip("'"))[:LONGEST_REFERENCE]
    if len(line.cells) < len(names):
        problem = f"It has {len(line.cells)} cells, the first line has {len(names)}; the line may be cut off."
        return Row(line.number, user, None, reference, problem)
    day = _day(cells.get("last_working_day", ""))
    problem = "" if user else "It names nobody: the cell user is empty."
    if not problem and day is None:
        problem = f"The day “{cells.get('last_working_day', '')[:20]}” is not readable. Write it like 2026-11-30."
    return Row(line.number, user, day, reference, problem)


def _day(text: str) -> date | None:
    """Read 2026-11-30 or 30.11.2026; with slashes nobody knows which is the month, so they are not read."""
    if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        text = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[12]\d{3}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


@dataclass
class _Company:
    """Everybody as the lines before left them."""

    by_word: Mapping[str, Sequence[Account]]
    administrators: set[int]
    seen: dict[int, int] = field(default_factory=dict)


def plan_lines(rows: Sequence[Row], accounts: Sequence[Account], uploader_id: int | None, today: date) -> Plan:
    """Judge every line. The last working day still works: an account is deactivated from the day after."""
    words: dict[str, list[Account]] = {}
    for one in accounts:
        for word in {one.username.casefold(), one.email.strip().casefold()} - {""}:
            words.setdefault(word, []).append(one)
    company = _Company(words, {one.id for one in accounts if one.is_active and one.is_administrator})
    return Plan(tuple(_plan(row, company, uploader_id, today) for row in rows))


def _plan(row: Row, company: _Company, uploader_id: int | None, today: date) -> LinePlan:
    found = company.by_word.get(row.user.casefold(), [])
    if row.problem or row.last_day is None:
        return _without(row, "unreadable", row.problem)
    if not found:
        return _without(row, "unknown", f"Nobody has the user name or e-mail address {row.user}.")
    if len(found) > 1:
        named = ", ".join(one.label for one in found)
        return _without(row, "unknown", f"{row.user} is the e-mail address of {named}. Write the user name.")
    outcome, sentence = next(_judge(row.last_day, found[0], company, uploader_id, today))
    company.seen.setdefault(found[0].id, row.line)
    if outcome == "deactivate":
        company.administrators.discard(found[0].id)
    of = found[0]
    return LinePlan(row.line, outcome, row.user, row.last_day, row.reference, sentence, of.id, of.version)


def _without(row: Row, outcome: str, sentence: str) -> LinePlan:
    return LinePlan(row.line, outcome, row.user, row.last_day, row.reference, sentence)


def _judge(
    last_day: date, of: Account, company: _Company, uploader_id: int | None, today: date
) -> Iterator[tuple[str, str]]:
    """Yield what holds for a line that names one account; the first counts."""
    if of.id in company.seen:
        yield "repeated", f"{of.label} stands on line {company.seen[of.id]} already; that line counts."
    if not of.is_active:
        yield "already_deactivated", f"{of.label} is deactivated already."
    if of.id == uploader_id:
        yield "yourself", f"{of.label} is you. Nobody deactivates their own account; another administrator imports it."
    if last_day >= today:
        if of.leaves_on == last_day:
            yield "already_leaver", f"{of.label} is a leaver with this last working day already."
        yield "mark", f"{of.label} leaves; the account is deactivated after {last_day.isoformat()}."
    if is_last_administrator(of.id, company.administrators):
        yield "last_administrator", f"{of.label} is the last administrator and stays. Make another one first."
    yield "deactivate", f"{of.label}: the last working day {last_day.isoformat()} has passed."


def is_last_administrator(person_id: int, administrators: set[int]) -> bool:
    """Tell whether nobody but this person administers."""
    return administrators == {person_id}

"""Cells → one row. Every column of the template, how its cell is read, and why a cell is refused."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from app.base import canonical
from app.base.sheets import Line, Sheet, SheetRefused, column_name
from app.suppliers.rules.details import LONGEST, LONGEST_NOTICE

COLUMNS = (
    "supplier_name",
    "country",
    "website",
    "description",
    "service_name",
    "edition",
    "modules",
    "hosting_provider",
    "hosting_region",
    "intended_use",
    "is_regulated",
    "production_window",
    "notice_days",
    "bpo_username",
    "so_username",
)
"""The columns of the template, in order. Only supplier_name must be there; an empty cell leaves things as they are."""

_YES, _NO = {"yes", "y", "true", "1", "ja", "oui", "si", "sí"}, {"no", "n", "false", "0", "nein", "non"}
_SAME_LIMIT = {"supplier_name": "name", "service_name": "name", "modules": "description"}
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Control, direction and zero-width characters, with which one name can be made to look like another."""
_CALMED = frozenset("=+-@")
_FORMULA = re.compile(r"^(?:[=@]|[+-]\s*\S*[(!|])")


@dataclass(frozen=True)
class Row:
    """One row as read: texts as they stand, None where the cell is empty or the column missing."""

    line: int
    supplier_name: str = ""
    country: str | None = None
    website: str | None = None
    description: str | None = None
    service_name: str | None = None
    edition: str | None = None
    modules: tuple[str, ...] = ()
    hosting_provider: str | None = None
    hosting_region: str | None = None
    intended_use: str | None = None
    is_regulated: bool | None = None
    production_window: str | None = None
    notice_days: int | None = None
    bpo_username: str | None = None
    so_username: str | None = None
    problems: tuple[str, ...] = ()


def rows_of(sheet: Sheet) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return the rows and the notes about the header. Raises SheetRefused when the header cannot be used."""
    names = [column_name(cell) for cell in sheet.header.cells]
    while names and not names[-1]:
        names.pop()
    for name in dict.fromkeys(names):
        if name and names.count(name) > 1:
            raise SheetRefused(f"The column {name} stands twice in the first line. Keep one of them.")
    if "supplier_name" not in names:
        raise SheetRefused("The column supplier_name is missing. It is the only one that must be there.")
    unknown = [name for name in names if name not in COLUMNS]
    notes = tuple(f"The column “{name}” is not in the template and was not read." for name in unknown)
    return tuple(_row(line, names) for line in sheet.lines), notes


def _row(line: Line, names: list[str]) -> Row:
    cells = list(line.cells)
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(names):
        sentence = f"It has {len(cells)} cells, the first line has {len(names)}; the line may be cut off or shifted."
        return Row(line.number, _visible(cells[0].strip()[:200]) if cells else "", problems=(sentence,))
    texts = {name: _tidy(cell) for name, cell in zip(names, cells, strict=True) if name in COLUMNS}
    problems = [sentence for name, text in texts.items() for sentence in _cell_problems(name, text)]
    values = {name: _READ.get(name, _text)(text) for name, text in texts.items()}
    return _built(line.number, values, tuple(problems) + tuple(_row_problems(texts)))


def _tidy(cell: str) -> str:
    """Bring a cell into NFC with one kind of line end; an apostrophe that only kept a spreadsheet calm goes."""
    text = canonical.normal(cell.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in _CALMED else text


def _visible(text: str) -> str:
    return _UNSEEN.sub("\ufffd", text)


def _built(line: int, values: Mapping[str, object], problems: tuple[str, ...]) -> Row:
    row = Row(line, problems=problems)
    kept = {**row.__dict__, **{name: value for name, value in values.items() if value is not None}}
    kept.update({name: _visible(kept[name]) for name in ("supplier_name", "service_name") if kept[name]})
    return Row(**kept)


def _cell_problems(name: str, text: str) -> Iterator[str]:
    if not text:
        return
    if _UNSEEN.search(text):
        yield f"{name} holds characters that cannot be seen or that turn the text around. Type it again."
    if _FORMULA.match(text):
        yield f"{name} begins like a formula ({text[:20]}). Write its result as plain text."
    limit = LONGEST.get(_SAME_LIMIT.get(name, name), 200)
    if len(text) > limit:
        yield f"{name} has {len(text):,} characters; {limit:,} fit."
    if check := _CHECKS.get(name):
        yield from check(text)


def _row_problems(texts: Mapping[str, str]) -> Iterator[str]:
    if not texts.get("supplier_name"):
        yield "supplier_name is empty."
    about_service = [name for name in COLUMNS[5:] if texts.get(name)]
    if about_service and not texts.get("service_name"):
        yield f"{about_service[0]} speaks of a service, but service_name is empty."


def _website_problems(text: str) -> Iterator[str]:
    if not re.fullmatch(r"https?://[^\s/?#@]+\.[^\s@]+", text):
        yield f"website is not a web address ({text[:40]}). Write it in full, like https://www.example.com."


def _yes_or_no_problems(text: str) -> Iterator[str]:
    if text.casefold() not in _YES | _NO:
        yield f"is_regulated is “{text[:20]}”; write yes or no."


def _notice_problems(text: str) -> Iterator[str]:
    if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) > LONGEST_NOTICE:
        yield f"notice_days is “{text[:20]}”; write whole days from 0 to {LONGEST_NOTICE}."


def _text(text: str) -> str | None:
    return text or None


def _modules(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in re.split(r"[|\n\r]+", text) if one.strip()))


def _yes_or_no(text: str) -> bool | None:
    return True if text.casefold() in _YES else False if text.casefold() in _NO else None


def _days(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


_READ: Mapping[str, Callable[[str], object]] = {"modules": _modules, "is_regulated": _yes_or_no, "notice_days": _days}
_CHECKS: Mapping[str, Callable[[str], Iterator[str]]] = {
    "website": _website_problems,
    "is_regulated": _yes_or_no_problems,
    "notice_days": _notice_problems,
}

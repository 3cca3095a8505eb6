"""What changed between two texts of a note, line by line, as rows a page can show. No HTML, no judgement of weight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

_MAX_CELLS: Final = 4_000_000
"""Lines × lines compared in detail. Above it, the middle is shown as removed and added: slower would help nobody."""


class Mark(StrEnum):
    """What happened to a line."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Row:
    """One line with its number in the older and in the newer text (from 1; None where it does not stand)."""

    mark: Mark
    text: str
    old_number: int | None
    new_number: int | None


def diff(older: str, newer: str) -> tuple[Row, ...]:
    """Return every line of both texts in reading order; removed lines stand before those that replace them."""
    old, new = older.split("\n") if older else [], newer.split("\n") if newer else []
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    return (
        *_kept(old[:head], 0, 0),
        *_middle(old[head:old_end], new[head:new_end], head),
        *_kept(old[old_end:], old_end, new_end),
    )


def changed_rows(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows that were added or removed, without blank lines."""
    return tuple(row for row in rows if row.mark is not Mark.KEPT and row.text.strip())


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _middle(old: Sequence[str], new: Sequence[str], offset: int) -> Iterator[Row]:
    if len(old) * len(new) > _MAX_CELLS:
        yield from _removed(old, offset)
        yield from _added(new, offset)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from _kept(old[i1:i2], offset + i1, offset + j1)
        else:
            yield from _removed(old[i1:i2], offset + i1)
            yield from _added(new[j1:j2], offset + j1)


def _kept(lines: Sequence[str], old_offset: int, new_offset: int) -> Iterator[Row]:
    for number, text in enumerate(lines, start=1):
        yield Row(Mark.KEPT, text, old_offset + number, new_offset + number)


def _removed(lines: Sequence[str], offset: int) -> Iterator[Row]:
    for number, text in enumerate(lines, start=offset + 1):
        yield Row(Mark.REMOVED, text, number, None)


def _added(lines: Sequence[str], offset: int) -> Iterator[Row]:
    for number, text in enumerate(lines, start=offset + 1):
        yield Row(Mark.ADDED, text, None, number)

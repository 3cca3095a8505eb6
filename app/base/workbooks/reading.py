"""A workbook → a Sheet, whatever the workbook does to its reader."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from app.base.limited.reader import LimitedReader, ReaderDied, ReaderTooSlow
from app.base.sheets import LARGEST_SHEET, Line, Sheet, SheetRefused

SECONDS: Final = 4
"""Wall-clock seconds one workbook may take: fewer than another writer waits (engines.BUSY_MILLISECONDS), because it is
read inside the transaction that keeps it. The longest list that an import takes needs half a second."""
_READER: Final = "app.base.workbooks.child"


def read_workbook(content: bytes, known_columns: Sequence[str], seconds: float = SECONDS) -> Sheet:
    """Read the first sheet whose header uses ``known_columns``. Raises SheetRefused with a sentence."""
    if len(content) > LARGEST_SHEET:
        raise SheetRefused("The file is larger than 5 MB. Split it, or take out columns that are not needed.")
    try:
        with LimitedReader(_READER, seconds=seconds, documents=1) as reader:
            found = orjson.loads(reader.read(content, {"columns": list(known_columns)}))
    except ReaderTooSlow as problem:
        raise SheetRefused(
            f"Reading the workbook took longer than {seconds} s and was stopped. Copy the rows into a new workbook."
        ) from problem
    except ReaderDied as problem:
        raise SheetRefused(
            "The workbook broke its reader (it asked for too much memory). Copy the rows into a new workbook."
        ) from problem
    if "refused" in found:
        raise SheetRefused(found["refused"])
    header, *lines = [Line(number, tuple(cells)) for number, cells in found["rows"]]
    return Sheet(_said(found), "", header, tuple(lines))


def _said(found: Mapping[str, Any]) -> str:
    """Return how the file was read; what was calculated in it is said, because only its last result is known."""
    words = f"Excel workbook, sheet “{found['sheet']}”"
    if count := found["formulas"]:
        words += f"; {count:,} {_cells(count)} a formula, of which the value last shown was read"
    if count := found["errors"]:
        words += f"; {count:,} {_cells(count)} an error such as #N/A, read as empty"
    return words


def _cells(count: int) -> str:
    return "cell holds" if count == 1 else "cells hold"

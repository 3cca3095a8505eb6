"""The limited process that reads workbooks: cells become texts, row by row. base/limited says what it may not do."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum, load_workbook

from app.base.limited.child import serve
from app.base.sheets import MOST_ROWS, column_name
from app.base.workbooks.archive import WorkbookRefused, examine

MOST_COLUMNS: Final = 200
OUT_OF_MEMORY: Final = "Reading the workbook needed too much memory and was given up. Copy its rows into a new one."

Rows = list[tuple[int, list[str]]]


def main() -> None:
    """Read workbooks until the parent closes the pipe."""
    serve(_read, {"refused": OUT_OF_MEMORY})


def _read(body: bytes, facts: dict[str, Any]) -> dict[str, object]:
    try:
        contents = examine(body)
        with load_workbook(io.BytesIO(body)) as workbook:
            name, rows = _known_sheet(workbook, set(facts["columns"]))
    except WorkbookRefused as refused:
        return {"refused": str(refused)}
    except CalamineError:
        return {"refused": "The workbook is damaged or protected by a password. Save it again without one."}
    return {"sheet": name, "rows": rows, "formulas": contents.formulas, "errors": contents.errors}


def _known_sheet(workbook: CalamineWorkbook, columns: set[str]) -> tuple[str, Rows]:
    """Return the first visible sheet whose first line names a column that is known."""
    for one in workbook.sheets_metadata:
        if one.visible is SheetVisibleEnum.Visible:
            rows = _rows(workbook.get_sheet_by_name(one.name))
            first = next(rows, None)
            if first is not None and columns & set(map(column_name, first[1])):
                return one.name, [first, *_at_most(rows)]
    raise WorkbookRefused(
        "No sheet of the workbook names a column of the template in its first line. Download the template, keep its "
        "first line, and put your rows below it."
    )


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """Yield each line that holds something, with its number in the sheet."""
    if sheet.width > MOST_COLUMNS:
        raise WorkbookRefused(
            f"The sheet “{sheet.name}” uses {sheet.width:,} columns; {MOST_COLUMNS} are read. Delete the rest."
        )
    for number, cells in enumerate(sheet.iter_rows(), 1):
        texts = [_text(cell) for cell in cells]
        if any(text.strip() for text in texts):
            yield number, texts


def _at_most(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise WorkbookRefused(f"The sheet has more than {MOST_ROWS:,} rows; one import takes as many. Split it.")
        yield row


def _text(cell: object) -> str:
    """Return what a person sees in a cell; days as 2026-11-30, numbers in full."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return format(Decimal(repr(cell)).normalize(), "f")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, str | timedelta) else ""


if __name__ == "__main__":
    main()

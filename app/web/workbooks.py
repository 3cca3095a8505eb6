"""The one writer of workbooks (.xlsx). Texts are typed as texts, so that none is ever calculated (threat T11).

A calendar day is a day of Excel; a moment is ISO text with its zone, because Excel knows no zone. A number is a number
as long as Excel keeps all its digits, else a text.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from flask import Response
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.base.sheet_files import XLSX
from app.web.downloads import download
from app.web.errors import Sentence
from app.web.exports import begins_like_formula, text_of

MOST_ROWS: Final = 1_048_575
"""Rows below the heading that a sheet of Excel holds."""
LONGEST_TEXT: Final = 32_767
"""Characters that a cell of Excel holds."""
DIGITS: Final = 15
"""Digits of a number that Excel keeps."""

_CUT: Final = " … cut: a cell of Excel holds no more; the CSV has all of it"
_FIRST_DAY: Final = date(1900, 3, 1)
_OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class WorkbookTooLong(Sentence):
    """The list has more rows than a sheet; the message says what to do."""

    status = 413


class _Sheet(Worksheet):
    """A sheet that takes every text for a text: xlsxwriter writes one between <r> and </r> as markup of its own."""

    def _xml_rich_inline_string(self, string: str, attributes: Any) -> None:
        self._xml_inline_string(string, True, attributes)  # noqa: FBT003 - "keep its white space", by position only


def workbook_download(name: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Return ``rows`` as a workbook. Raises WorkbookTooLong with a sentence."""
    return download(workbook(heading, rows), name, XLSX)


def workbook(heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return the bytes of a workbook of one sheet. Raises WorkbookTooLong."""
    target = io.BytesIO()
    with Workbook(target, _OPTIONS) as made:
        page = _Page(made, heading)
        for at, row in enumerate(rows, 1):
            if at > MOST_ROWS:
                raise WorkbookTooLong(
                    f"A sheet of Excel holds {MOST_ROWS:,} rows; this list has more. Export it as CSV."
                )
            page.write(at, row)
    return target.getvalue()


class _Page:
    """The one sheet of a workbook under way."""

    def __init__(self, made: Workbook, heading: Sequence[str]) -> None:
        self._sheet = made.add_worksheet("List", worksheet_class=_Sheet)
        self._day = made.add_format({"num_format": "yyyy-mm-dd"})
        self._calmed = made.add_format({"quote_prefix": True})
        bold = made.add_format({"bold": True})
        self._sheet.set_column(0, max(len(heading) - 1, 0), 20)
        self._sheet.freeze_panes(1, 0)
        for column, words in enumerate(heading):
            self._sheet.write_string(0, column, words, bold)

    def write(self, at: int, row: Sequence[Any]) -> None:
        """Write the cells of one row."""
        for column, value in enumerate(row):
            if is_number(value):
                self._sheet.write_number(at, column, value)
            elif isinstance(value, date) and not isinstance(value, datetime) and value >= _FIRST_DAY:
                self._sheet.write_datetime(at, column, value, self._day)
            elif text := text_of(value):
                self._write_text(at, column, text)

    def _write_text(self, at: int, column: int, text: str) -> None:
        """Write a text; one that looks like a formula gets Excel's own mark of a text, so that editing keeps it one."""
        kept = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(_CUT)] + _CUT
        self._sheet.write_string(at, column, kept, self._calmed if begins_like_formula(text) else None)


def is_number(value: object) -> bool:
    """Tell whether Excel keeps every digit of this value as a number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    number = Decimal(value)
    return number.is_finite() and len(number.as_tuple().digits) <= DIGITS and abs(number.adjusted()) < DIGITS

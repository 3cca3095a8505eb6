"""A file of rows as people have it: CSV or an Excel workbook."""

from collections.abc import Sequence

from app.base import sheets
from app.base.sheets import Sheet
from app.base.workbooks.reading import read_workbook

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ACCEPTED = ".csv,.txt,.tsv,.xlsx,text/csv"
"""For the accept attribute of a file field."""


def read_sheet(content: bytes, known_columns: Sequence[str]) -> Sheet:
    """Read a file whose header uses ``known_columns``. Raises SheetRefused with a sentence."""
    if content.startswith(b"PK\x03\x04"):
        return read_workbook(content, known_columns)
    return sheets.read_sheet(content, known_columns)


def media_type(delimiter: str) -> str:
    """Return the media type of a file that was read with this delimiter; a workbook has none."""
    return CSV if delimiter else XLSX


def read_as(encoding: str, delimiter: str) -> str:
    """Say how a file was read."""
    return f"{encoding}, separated by {delimiter}s" if delimiter else encoding

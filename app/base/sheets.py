"""Bytes → cells. Finds the encoding and the delimiter, and says which it found.

bytes | encoding (BOM, UTF-8, UTF-16, else Windows-1252) | delimiter (by the header) | lines with their numbers
"""

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

LARGEST_SHEET = 5 * 1024 * 1024
"""Bytes of one sheet."""

MOST_ROWS = 5000
"""Rows that one import takes; more would keep other people waiting too long."""

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}

_NOT_SHEETS = (
    (
        b"\xd0\xcf\x11\xe0",
        "This is an old or protected Excel workbook. In Excel choose “Save as”, “Excel workbook”, no password.",
    ),
    (b"%PDF", "This is a PDF, not a sheet. Upload the table it was made from, as CSV."),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


class SheetRefused(ValueError):  # noqa: N818 - reads as the sentence it carries
    """The file cannot be read as a sheet; the message says why and what to do."""


@dataclass(frozen=True)
class Line:
    """One line of cells. ``number`` is the line in the file on which it begins, counted from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet as read. ``encoding`` and ``delimiter`` are words for people; a workbook has no delimiter."""

    encoding: str
    delimiter: str
    header: Line
    lines: tuple[Line, ...]


def read_sheet(content: bytes, known_columns: Sequence[str]) -> Sheet:
    """Read a CSV file whose header uses ``known_columns``; `sheet_files` also reads workbooks. Raises SheetRefused."""
    _refuse_unreadable(content)
    text, encoding = _decode(content)
    delimiter, skipped = _delimiter(text, known_columns)
    lines = _lines(text, delimiter, skipped)
    if not lines:
        raise SheetRefused("The file has no header line. Download the template and keep its first line.")
    if len(lines) > MOST_ROWS + 1:
        raise SheetRefused(f"The file has {len(lines) - 1:,} rows; one import takes {MOST_ROWS:,}. Split the file.")
    return Sheet(encoding, DELIMITERS[delimiter], lines[0], tuple(lines[1:]))


def _refuse_unreadable(content: bytes) -> None:
    if not content.strip():
        raise SheetRefused("The file is empty. Choose the file again.")
    if len(content) > LARGEST_SHEET:
        raise SheetRefused("The file is larger than 5 MB. Split it, or take out columns that are not needed.")
    for mark, sentence in _NOT_SHEETS:
        if content.startswith(mark):
            raise SheetRefused(sentence)


def _decode(content: bytes) -> tuple[str, str]:
    for mark, codec, words in _BOMS:
        if content.startswith(mark):
            return _strictly(content, codec, words), words
    if (guess := _utf16_without_mark(content)) is not None:
        return _strictly(content, guess, "UTF-16"), "UTF-16 without byte order mark"
    try:
        return _without_nul(content.decode("utf-8")), "UTF-8"
    except UnicodeDecodeError as problem:
        if problem.reason == "unexpected end of data" and not content[: problem.start].isascii():
            raise SheetRefused("The file ends in the middle of a letter; it was cut off. Save it again.") from problem
    return _strictly(content, "cp1252", "UTF-8 or Windows-1252"), "Windows-1252"


def _strictly(content: bytes, codec: str, words: str) -> str:
    try:
        return _without_nul(content.decode(codec))
    except UnicodeDecodeError as problem:
        raise SheetRefused(
            f"The file is not readable as {words}: the byte at position {problem.start + 1} does not fit. "
            "Save it as “CSV UTF-8”, then upload it again."
        ) from problem


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise SheetRefused("The file holds zero bytes, so it is not a text file. Save it as “CSV UTF-8”.")
    return text


def _utf16_without_mark(content: bytes) -> str | None:
    """Tell UTF-16 by its zero bytes: in a header of plain letters, every second byte is zero."""
    start = content[:200]
    if len(start) < 4 or len(content) % 2:
        return None
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if odd * 5 > half * 4 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even * 5 > half * 4 and odd == 0 else None


def _delimiter(text: str, known_columns: Sequence[str]) -> tuple[str, int]:
    """Return the delimiter under which most of the header is known, and how many lines stand before the header."""
    first = next(iter(text.splitlines()), "")
    if first.strip().lower() in {"sep=;", "sep=,", "sep=\t", "sep="}:
        return (first.strip("\r\n")[4:5] or "\t"), 1
    known = set(known_columns)
    fits = {one: sum(cell in known for cell in map(column_name, first.split(one))) for one in DELIMITERS}
    best = max(fits, key=lambda one: fits[one])
    if not fits[best]:
        raise SheetRefused(
            "The first line names no column of the template. Download the template, keep its first line, "
            "and put your rows below it."
        )
    return best, 0


def column_name(cell: str) -> str:
    """Return a header cell in the spelling of the template: “Supplier name ” is supplier_name."""
    return "_".join(cell.strip().strip('"').strip().casefold().replace("-", " ").split())


def _lines(text: str, delimiter: str, skipped: int) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[Line] = []
    start = 1
    try:
        for cells in reader:
            if start > skipped and any(cell.strip() for cell in cells):
                found.append(Line(start, tuple(cells)))
            start = reader.line_num + 1
    except csv.Error as problem:
        raise SheetRefused(_csv_sentence(str(problem), start)) from problem
    return found


def _csv_sentence(problem: str, line: int) -> str:
    if "unexpected end" in problem:
        return f"Line {line} opens a quotation mark that is never closed; the file may be cut off."
    if "field larger" in problem:
        return f"Line {line} has a cell of more than 131,072 characters. Shorten it, then upload the file again."
    return f"Line {line} has a quotation mark in an unexpected place. Correct it, then upload the file again."

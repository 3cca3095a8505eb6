"""What a workbook is packed as: refused when it is none, swells like a bomb, or holds macros."""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Final

MOST_PARTS: Final = 1000
MOST_UNPACKED: Final = 96 * 1024 * 1024
"""Bytes that all parts together may unpack to."""
MOST_SWELLING: Final = 200
"""Times its packed size that one part may unpack to, once it is larger than a megabyte."""

_SMALL: Final = 1024 * 1024
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ERROR: Final = re.compile(rb"<(?:\w+:)?c\s[^<>]*\bt=[\"']e[\"']")


class WorkbookRefused(ValueError):  # noqa: N818 - reads as the sentence it carries
    """The bytes are not read as a workbook; the message says why and what to do."""


@dataclass(frozen=True)
class Contents:
    """What the parts of a workbook tell before its cells are read."""

    formulas: int
    errors: int


def examine(content: bytes) -> Contents:
    """Unpack every part within limits. Raises WorkbookRefused with a sentence."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _examined(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
        raise WorkbookRefused("The workbook is damaged or cut off. Save it again, then upload it again.") from problem


def _examined(archive: zipfile.ZipFile) -> Contents:
    parts = archive.infolist()
    names = {one.filename.lower() for one in parts}
    if "xl/workbook.xml" not in names:
        raise WorkbookRefused("The file is not an Excel workbook (.xlsx). In Excel choose “Save as”, “Excel workbook”.")
    if "xl/vbaproject.bin" in names:
        raise WorkbookRefused("The workbook holds macros. In Excel choose “Save as”, “Excel workbook” without macros.")
    if len(parts) > MOST_PARTS or len(names) < len(parts):
        raise WorkbookRefused("The workbook is built unlike any that Excel saves. Copy the rows into a new workbook.")
    unpacked = formulas = errors = 0
    for part in parts:
        content = _unpacked(archive, part, MOST_UNPACKED - unpacked)
        unpacked += len(content)
        if part.filename.lower().startswith("xl/worksheets/"):
            formulas += len(_FORMULA.findall(content))
            errors += len(_ERROR.findall(content))
    return Contents(formulas, errors)


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    with archive.open(part) as opened:
        content = opened.read(most + 1)
    if len(content) > most or len(content) > max(_SMALL, part.compress_size * MOST_SWELLING):
        raise WorkbookRefused(
            "The workbook unpacks to far more than its size, as no list of people or records does, so it was not read. "
            "Copy the rows into a new workbook."
        )
    return content

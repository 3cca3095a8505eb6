"""The one writer of CSV. A cell never becomes a formula in somebody's spreadsheet (threat T11)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from flask import Response, stream_with_context

from app.base import clock
from app.web.downloads import attachment_headers

_STARTS_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What spreadsheets take for the start of a formula, in plain and full-width form."""

_BATCH = 200


def csv_download(name: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Return ``rows`` as a streamed CSV download (RFC 4180, UTF-8 with byte-order mark for spreadsheets)."""
    content = stream_with_context(csv_text(heading, rows))
    return Response(content, content_type="text/csv; charset=utf-8", headers=attachment_headers(name))


def csv_text(heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the file in pieces."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([cell(one) for one in heading])
    for at, row in enumerate(rows, 1):
        writer.writerow([cell(one) for one in row])
        if at % _BATCH == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def cell(value: Any) -> str:
    """Return a value as the text of a cell; what a spreadsheet would calculate gets an apostrophe in front.

    Numbers stay as they are, also negative ones. A text such as "-5 %" is written "'-5 %": readers take the apostrophe
    off, spreadsheets do not show it.
    """
    text = text_of(value)
    return f"'{text}" if begins_like_formula(text) and not isinstance(value, int) else text


def text_of(value: Any) -> str:
    """Return a value as the text that a person reads in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return clock.to_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    if hasattr(value, "username"):
        return f"{value.name} ({value.username})"
    return str(value)


def begins_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet would calculate a text that nobody marked as one."""
    return text.lstrip(" \u00a0").startswith(_STARTS_FORMULA) or text.startswith(_STARTS_FORMULA)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text

"""Workbooks as people and attackers make them."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from xlsxwriter import Workbook


def workbook_of(sheets: Mapping[str, Sequence[Sequence[object]]], hidden: Sequence[str] = (), top: int = 0) -> bytes:
    """Return a workbook. ``top`` empty lines stand above the rows; a text beginning with = becomes a formula."""
    target = io.BytesIO()
    with Workbook(target, {"default_date_format": "dd/mm/yyyy"}) as made:
        for name, rows in sheets.items():
            page = made.add_worksheet(name)
            for at, row in enumerate(rows, top):
                page.write_row(at, 0, row)
            if name in hidden:
                page.hide()
    return target.getvalue()


def repacked(content: bytes, changed: Mapping[str, bytes | None]) -> bytes:
    """Return the workbook with parts replaced, added, or (None) taken out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in dict.fromkeys((*before.namelist(), *changed)):
            body = changed[name] if name in changed else before.read(name)
            if body is not None:
                after.writestr(name, body)
    return target.getvalue()

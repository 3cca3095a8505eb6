"""The one view of every list: its page, or the same rows as CSV or workbook; and tables that are handed out alone."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from app.base.db import db
from app.web.exports import csv_download
from app.web.listing import FORMATS, Listing
from app.web.workbooks import workbook_download


def list_page(listing: Listing, query: Select[Any], template: str, **context: Any) -> ResponseReturnValue:
    """Answer with ``template`` (which gets ``page``), or with the whole narrowed list as the address asks."""
    wanted = listing.read(request.args)
    if wanted.export:
        name = request.path.strip("/").replace("/", "-") or "list"
        whole = listing.whole(query, wanted)  # a filter is refused here, not in the middle of a download
        return table_download(name, [column.label for column in listing.columns], _cells(listing, whole))
    return render_template(template, page=listing.page(db.session(), query, wanted), **context)


def is_export() -> bool:
    """Tell whether the address asks for the whole list, which may have more columns than its page."""
    return request.args.get("format", "") in FORMATS


def table_download(name: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Return a table under ``name`` as the address asks: a workbook, or else CSV."""
    if request.args.get("format") == "xlsx":
        return workbook_download(f"{name}.xlsx", heading, rows)
    return csv_download(f"{name}.csv", heading, rows)


def _cells(listing: Listing, whole: Select[Any]) -> Iterator[list[Any]]:
    """Yield each row's cells. The session is asked for at the first row: the request's own is closed by then."""
    for row in listing.rows(db.session(), whole):
        yield [column.value(row) for column in listing.columns]

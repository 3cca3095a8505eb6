"""The one view of every list: its page, or the same rows as CSV."""

from collections.abc import Iterator
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from app.base.db import db
from app.web import exports
from app.web.listing import Listing, Wanted


def list_page(listing: Listing, query: Select[Any], template: str, **context: Any) -> ResponseReturnValue:
    """Answer with ``template`` (which gets ``page``), or with the CSV of the whole narrowed list."""
    wanted = listing.read(request.args)
    if wanted.is_export:
        cells = _cells(listing, query, wanted)
        name = request.path.strip("/").replace("/", "-") or "list"
        return exports.csv_download(f"{name}.csv", [column.label for column in listing.columns], cells)
    return render_template(template, page=listing.page(db.session(), query, wanted), **context)


def _cells(listing: Listing, query: Select[Any], wanted: Wanted) -> Iterator[list[Any]]:
    """Yield each row's cells. The session is asked for at the first row: the request's own is closed by then."""
    for row in listing.every(db.session(), query, wanted):
        yield [column.value(row) for column in listing.columns]

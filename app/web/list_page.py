"""The one view of every list: its page, or the same rows as CSV."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from app.base.db import db
from app.web import exports
from app.web.listing import Listing


def list_page(listing: Listing, query: Select[Any], template: str, **context: Any) -> ResponseReturnValue:
    """Answer with ``template`` (which gets ``page``), or with the CSV of the whole narrowed list."""
    wanted = listing.read(request.args)
    if wanted.is_export:
        rows = listing.every(db.session(), query, wanted)
        cells = ([column.value(row) for column in listing.columns] for row in rows)
        name = request.path.strip("/").replace("/", "-") or "list"
        return exports.csv_download(f"{name}.csv", [column.label for column in listing.columns], cells)
    return render_template(template, page=listing.page(db.session(), query, wanted), **context)

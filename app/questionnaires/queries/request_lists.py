"""The list of requests: columns, filters, exports."""

from typing import Any

from flask import url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from app.questionnaires.definitions import KINDS
from app.questionnaires.models import Request
from app.questionnaires.models.request import REQUEST
from app.questionnaires.queries.answers import answered_count
from app.suppliers.models import Service, Supplier
from app.web.filters import Choice, Contains, Dates
from app.web.listing import Column, Listing


def request_list() -> Select[Any]:
    """Return the requests with service, supplier and the number of answers that are not blank."""
    query: Select[Any] = select(Request, answered_count().label("answered"))  # type: ignore[assignment]  # rows are tuples
    query = query.join(Request.service).join(Request.supplier)
    return query.options(contains_eager(Request.service), contains_eager(Request.supplier))


def requests_listing() -> Listing:
    """Return the list of requests: what is due first."""
    return Listing(
        columns=(
            Column("number", "Number", lambda row: row.Request.number, Request.number, href=_address),
            Column("service", "Service", lambda row: row.Request.service.name, Service.name_key, kind="name"),
            Column("supplier", "Supplier", lambda row: row.Request.supplier.name, Supplier.name_key, kind="name"),
            Column("kind", "Why", lambda row: KINDS[row.Request.kind], Request.kind),
            Column("state", "State", lambda row: row.Request.state, Request.state, kind="chip"),
            Column("answered", "Answers", lambda row: row.answered, kind="number"),
            Column("asked", "Asked", lambda row: row.Request.asked_count, Request.asked_count, kind="number"),
            Column("due", "Due", lambda row: row.Request.due_on, Request.due_on, kind="day"),
            Column("percent", "Answered %", _percent, kind="number"),
        ),
        key=Request.id,
        sort="due",
        filters=(
            Contains("q", "Number, service or supplier", (Request.number, Service.name, Supplier.name)),
            Choice("state", "State", Request.state, [(one, one) for one in REQUEST.states]),
            Choice("kind", "Why", Request.kind, list(KINDS.items())),
            Dates("due", "Due", Request.due_on),
        ),
    )


def _percent(row: Any) -> int:
    answered, asked = int(row.answered), int(row.Request.asked_count)
    return 100 * answered // max(asked, 1)


def _address(row: Any) -> str:
    return url_for("requests.show", number=row.Request.number)

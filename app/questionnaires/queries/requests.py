"""Requests and who answers them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.base.db import db
from app.questionnaires.models import Request, Respondent, RespondentLink, Submission
from app.suppliers.models import Service

OPEN = ("sent", "answering", "submitted", "in_review", "returned")
"""States in which something is still expected of a request."""


def request_numbered(number: str) -> Request | None:
    """Return the request of this number with what stands around it."""
    around = (joinedload(Request.service), joinedload(Request.supplier), joinedload(Request.sent_by))
    return db.session.scalar(select(Request).where(Request.number == number).options(*around))


def requests_of(service_number: str) -> Sequence[Request]:
    """Return the requests about a service, newest first."""
    query = select(Request).join(Request.service).where(Service.number == service_number)
    return db.session.scalars(query.options(contains_eager(Request.service)).order_by(Request.id.desc())).all()


def open_request_of(service: Service, kind: str) -> Request | None:
    """Return the request of this kind that a service already has, if it is still open."""
    query = select(Request).where(Request.service_id == service.id, Request.kind == kind, Request.state.in_(OPEN))
    return db.session.scalar(query.limit(1))


def respondents_of(request: Request) -> Sequence[Respondent]:
    """Return everybody who was ever asked, with their links, in the order in which they were invited."""
    query = select(Respondent).where(Respondent.request_id == request.id).options(selectinload(Respondent.links))
    return db.session.scalars(query.order_by(Respondent.id)).all()


def respondent_of(request: Request, respondent_id: int) -> Respondent | None:
    """Return one respondent of this request; one of another request is not found."""
    found = db.session.get(Respondent, respondent_id)
    return found if found is not None and found.request_id == request.id else None


def link_of_request(request: Request, link_id: int) -> RespondentLink | None:
    """Return one link of this request; one of another request is not found."""
    found = db.session.get(RespondentLink, link_id, options=[joinedload(RespondentLink.respondent)])
    return found if found is not None and found.respondent.request_id == request.id else None


def submissions_of(request: Request) -> Sequence[Submission]:
    """Return every submission, newest first; withdrawn ones included."""
    query = select(Submission).where(Submission.request_id == request.id).options(joinedload(Submission.respondent))
    return db.session.scalars(query.order_by(Submission.id.desc())).all()


def colleagues_of(lead: Respondent) -> Sequence[Respondent]:
    """Return the colleagues of a request, by the order of their invitation."""
    query = select(Respondent).where(Respondent.request_id == lead.request_id, Respondent.role == "colleague")
    return db.session.scalars(query.order_by(Respondent.id)).all()

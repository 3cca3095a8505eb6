"""Inspections: who may look when, which one runs for a person now, their looks and their requests."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from flask import has_request_context, request, url_for
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.base.db import db
from app.content.definitions import load
from app.inspection.models import (
    EvidenceEntry,
    EvidenceRequest,
    Inspection,
    InspectionScope,
    InspectionScopePart,
    Look,
)
from app.inspection.models.inspection import INSPECTION
from app.inspection.queries.trail_reviews import Waiting
from app.people.models import Person
from app.people.queries import holders
from app.records.actor import Actor
from app.web.filters import Choice, Contains, Dates
from app.web.listing import Column, Listing
from config import ROOT

Visited = tuple[Inspection, InspectionScope | None]
"""An inspection, and the scope of it that counts."""

INSPECTOR = "INSP"
_KEPT = "qualward.inspections"


@cache
def longest_days() -> int:
    """Return how many days one inspection may last."""
    return load(ROOT / "questionnaires").inspector_access.longest_days


def running_for(person_id: int, now: datetime) -> Inspection | None:
    """Return the inspection that lets this person look now, or None.

    Asked many times in one request: the rows are found once, and read again when a transaction has begun.
    """
    found = running_with_scope_for(person_id, now)
    return found[0] if found else None


def running_with_scope_for(person_id: int, now: datetime) -> Visited | None:
    """Return the same inspection with the scope that counts; none stands with one from before scopes."""
    return next((one for one in _granted_to(person_id) if one[0].is_running(now)), None)


def scope_parts() -> tuple[ExecutableOption, ...]:
    """Read scopes with what they name and who chose them, in the same query."""
    parts = joinedload(InspectionScope.parts)
    return (
        parts.joinedload(InspectionScopePart.supplier),
        parts.joinedload(InspectionScopePart.service),
        joinedload(InspectionScope.chosen_by),
    )


def _granted_to(person_id: int) -> Sequence[Visited]:
    kept = request.environ if has_request_context() else {}
    if _KEPT not in kept:
        newest = select(func.max(InspectionScope.id)).where(InspectionScope.inspection_id == Inspection.id)
        counts = InspectionScope.id == newest.correlate(Inspection).scalar_subquery()
        query = select(Inspection, InspectionScope).outerjoin(InspectionScope, counts)
        query = query.where(Inspection.inspector_id == person_id, Inspection.state == "granted")
        rows = db.session.execute(query.options(*scope_parts()).order_by(Inspection.id.desc())).unique()
        kept[_KEPT] = [(one, scope) for one, scope in rows]
    found: Sequence[Visited] = kept[_KEPT]
    return found


def inspections() -> Select[Inspection]:
    """Return every inspection, to be narrowed by the list."""
    people = (joinedload(Inspection.asked_by), joinedload(Inspection.inspector), joinedload(Inspection.decided_by))
    return select(Inspection).options(*people)


def inspection(number: str) -> Inspection | None:
    """Return one inspection."""
    return db.session.scalars(inspections().where(Inspection.number == number)).one_or_none()


def inspectors() -> list[Person]:
    """Return the active accounts to which access can be given."""
    return holders(INSPECTOR)


def listing() -> Listing:
    """Return the list of inspections."""
    return Listing(
        columns=(
            Column("number", "Inspection", lambda row: row.number, Inspection.number, href=_address),
            Column("title", "Title", lambda row: row.title, kind="name"),
            Column("inspector", "Inspector", lambda row: row.inspector, kind="person"),
            Column("begins_at", "From", lambda row: row.begins_at, Inspection.begins_at, kind="time"),
            Column("ends_at", "Until", lambda row: row.ends_at, Inspection.ends_at, kind="time"),
            Column("state", "State", lambda row: row.state, Inspection.state, kind="chip"),
        ),
        key=Inspection.id,
        sort="-number",
        filters=(
            Contains("title", "Title", (Inspection.title,)),
            Choice("state", "State", Inspection.state, [(one, one) for one in INSPECTION.states]),
        ),
    )


def looks(found: Inspection) -> Select[Look]:
    """Return every look of one inspection, to be narrowed by the list."""
    return select(Look).where(Look.inspection_id == found.id).options(joinedload(Look.person))


def look_listing() -> Listing:
    """Return the list of looks, the newest first."""
    return Listing(
        columns=(
            Column("looked_at", "When", lambda row: row.looked_at, Look.looked_at, kind="time"),
            Column("person", "Who", lambda row: row.person, kind="person"),
            Column("record", "Record", lambda row: row.record_number),
            Column("address", "Address", lambda row: row.address),
            Column("status", "Answer", lambda row: row.status, kind="number"),
        ),
        key=Look.id,
        sort="-looked_at",
        filters=(
            Contains("address", "Address", (Look.address,)),
            Contains("record", "Record", (Look.record_number,)),
            Dates("day", "Day", Look.looked_at),
        ),
    )


def requests(actor: Actor, now: datetime) -> Select[EvidenceRequest]:
    """Return the requests this person may see: an inspector those of the running inspection, others all."""
    loaded = (joinedload(EvidenceRequest.asked_by), joinedload(EvidenceRequest.inspection))
    query = select(EvidenceRequest).options(*loaded)
    if INSPECTOR not in actor.roles:
        return query
    running = running_for(int(actor.id), now)
    return query.where(EvidenceRequest.inspection_id == (running.id if running else -1))


def evidence_request(number: str, actor: Actor, now: datetime) -> EvidenceRequest | None:
    """Return one request with its entries, if this person may see it."""
    query = requests(actor, now).where(EvidenceRequest.number == number)
    entries = selectinload(EvidenceRequest.entries).joinedload(EvidenceEntry.written_by)
    return db.session.scalars(query.options(entries)).one_or_none()


def request_listing() -> Listing:
    """Return the list of requests for evidence."""
    return Listing(
        columns=(
            Column("number", "Request", lambda row: row.number, EvidenceRequest.number, href=_request_address),
            Column("inspection", "Inspection", lambda row: row.inspection.number),
            Column("text", "What is asked for", lambda row: row.text, kind="name"),
            Column("record", "Record", lambda row: row.record_number),
            Column("asked_by", "Asked by", lambda row: row.asked_by, kind="person"),
            Column("asked_at", "Asked", lambda row: row.asked_at, EvidenceRequest.asked_at, kind="time"),
            Column("state", "State", lambda row: row.state, EvidenceRequest.state, kind="chip"),
        ),
        key=EvidenceRequest.id,
        sort="-number",
        filters=(
            Contains("text", "Text", (EvidenceRequest.text,)),
            Choice("state", "State", EvidenceRequest.state, [(one, one) for one in ("asked", "answered", "accepted")]),
        ),
    )


def waiting_for(actor: Actor, now: datetime) -> list[Waiting]:
    """Return what waits: requests for QA and SQM to answer, access for an administrator to give."""
    found: list[Waiting] = []
    if {"QA", "SQM"} & set(actor.roles):
        query = select(EvidenceRequest).where(EvidenceRequest.state == "asked").order_by(EvidenceRequest.id).limit(20)
        found += [
            Waiting(
                "Answer the inspector",
                one.number,
                one.record_number or "request for evidence",
                one.asked_at.date(),
                one.text[:200],
                _request_address(one),
                one.asked_at.date() < now.date(),
            )
            for one in db.session.scalars(query)
        ]
    if "ADM" in actor.roles:
        asked = select(Inspection).where(Inspection.state == "asked").order_by(Inspection.id).limit(20)
        found += [
            Waiting(
                "Give an inspector access",
                one.number,
                one.title,
                one.begins_at.date(),
                one.reason[:200],
                _address(one),
                is_late=False,
            )
            for one in db.session.scalars(asked)
        ]
    return found


def _address(row: Inspection) -> str:
    return url_for("inspections.show", number=row.number)


def _request_address(row: EvidenceRequest) -> str:
    return url_for("evidence_requests.show", number=row.number)

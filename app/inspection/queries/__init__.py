"""Reading the ledger: by record, person, time and act."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.inspection.models import DossierCopy, VerificationRun
from app.people.models import Person
from app.records.regulated import record_types
from app.records.tables import LedgerEvent
from app.web.filters import Choice, Contains, Dates, ListRefused
from app.web.listing import Column, Listing


def events() -> Select[tuple[LedgerEvent]]:
    """Return every event, to be narrowed by the list."""
    return select(LedgerEvent)


def event(seq: int) -> LedgerEvent | None:
    """Return one event."""
    return db.session.get(LedgerEvent, seq)


def people() -> Sequence[tuple[str, str]]:
    """Return everybody who may have acted, for the filter."""
    rows = db.session.execute(select(Person.id, Person.name, Person.username).order_by(Person.name).limit(500))
    named = [(str(row.id), f"{row.name} ({row.username})") for row in rows]
    return [("clock", "Portal clock"), *named]


def last_verification() -> VerificationRun | None:
    """Return the newest verification that was run."""
    return db.session.scalar(select(VerificationRun).order_by(VerificationRun.id.desc()).limit(1))


def recent_verifications() -> Sequence[VerificationRun]:
    """Return the newest verifications."""
    query = select(VerificationRun).options(joinedload(VerificationRun.run_by))
    return db.session.scalars(query.order_by(VerificationRun.id.desc()).limit(25)).all()


def verification(run_id: int) -> VerificationRun | None:
    """Return one verification."""
    return db.session.get(VerificationRun, run_id)


def recent_copies() -> Sequence[DossierCopy]:
    """Return the newest dossiers that were made."""
    query = select(DossierCopy).options(joinedload(DossierCopy.made_by))
    return db.session.scalars(query.order_by(DossierCopy.id.desc()).limit(25)).all()


def listing() -> Listing:
    """Return the ledger as a list: newest first, paged by key."""
    return Listing(
        columns=(
            Column("seq", "Event", lambda row: row.seq, LedgerEvent.seq, kind="number", href=_address),
            Column("ts", "Time", lambda row: row.ts, LedgerEvent.ts, kind="time"),
            Column("actor", "Who", _who, None, kind="name"),
            Column("act", "Act", lambda row: row.act, kind="code"),
            Column("record", "Record", lambda row: row.record, kind="code"),
        ),
        key=LedgerEvent.seq,
        sort="-seq",
        filters=(
            OfRecord("record", "Record number"),
            Contains("act", "Act", (LedgerEvent.act,)),
            Choice("actor", "Person", LedgerEvent.actor_id, people),
            Dates("day", "Day", LedgerEvent.ts),
        ),
    )


@dataclass(frozen=True)
class OfRecord:
    """Events of one record, by the number people say (RIA-2026-0001) or by its name in the trail (type/id)."""

    name: str
    label: str
    kind: str = "text"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Its one parameter."""
        return (self.name,)

    def conditions(self, given: Mapping[str, str]) -> Sequence[ColumnElement[bool]]:
        """Match the record. Raises ListRefused when no record has this number."""
        wanted = given.get(self.name, "").strip()
        if not wanted:
            return []
        found = wanted if "/" in wanted else record_named(wanted)
        if found is None:
            raise ListRefused(f"No record has the number “{wanted[:40]}”. Numbers look like RIA-2026-0001 or SVC-0031.")
        return [LedgerEvent.record == found]


NUMBERED = {
    "SUP": "suppliers.supplier",
    "SVC": "suppliers.service",
    "WFL": "suppliers.workflow",
    "TIE": "suppliers.tier_choice",
    "INH": "qualification.tiering",
    "DFN": "questionnaires.definition",
    "IMP": "suppliers.supplier_import",
    "EVD": "evidence.evidence",
    "FED": "releases.feed",
    "RIA": "impact.assessment",
    "TST": "impact.test_script",
    "DEF": "impact.defect",
    "USE": "impact.use_decision",
    "PRO": "training.procedure",
    "ACR": "access.review",
    "LVL": "access.leaver_list",
    "ALM": "notices.alarm",
    "TRR": "inspection.trail_review",
    "SYS": "system.statement",
    "RTR": "system.registry",
    "HLD": "system.hold",
    "DSP": "system.disposal",
    "INS": "inspection.inspection",
    "EVR": "inspection.evidence_request",
    "REQ": "questionnaires.request",
}
"""Which record a number's first letters stand for."""


def record_named(number: str) -> str | None:
    """Return type/id of the record with this number, or None."""
    prefix, _, rest = number.upper().partition("-")
    if prefix == "REL" and rest.isdigit():
        return f"releases.release/{int(rest)}"
    kind = record_types().get(NUMBERED.get(prefix, ""))
    if kind is None:
        return None
    column = kind.__mapper__.columns["number"]
    identifier = db.session.scalar(select(kind.id).where(column == number.upper()))
    return None if identifier is None else f"{kind.__record__}/{identifier}"


def _address(row: LedgerEvent) -> str:
    return url_for("ledger.show", seq=row.seq)


def _who(row: LedgerEvent) -> str:
    actor = json.loads(row.body)["actor"]
    return f"{actor['name']} ({actor['username']})"

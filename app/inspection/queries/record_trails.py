"""The trail of one record: the events of the record, of every row that a signature on it covers, and of its files."""

from dataclasses import dataclass

from sqlalchemy import Select, Text, and_, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.evidence.models import Evidence
from app.impact.models import Assessment
from app.impact.queries import assessments
from app.inspection.models import RecordReview
from app.inspection.queries import NUMBERED
from app.inspection.queries.rules_in_force import trail_review_rules
from app.inspection.rules import record_reviews as rules
from app.inspection.rules.events import TrailEvent
from app.records import attachments, history
from app.records.approvals import ApprovalRoute
from app.records.attachments import Attachment
from app.records.history import HistoryEvent
from app.records.regulated import Regulated, record_types
from app.records.revisions import Signable
from app.records.signature import Signature, SigningRefusal
from app.records.tables import LedgerEvent

WITH_A_TRAIL = frozenset(NUMBERED) - {"PRO", "TRR", "INS", "EVR"}
"""Which numbers have a page of their trail; training and inspections are read with rights of their own."""


@dataclass(frozen=True)
class RecordTrail:
    """A record's events in order, and the newest review of them."""

    record: Regulated
    number: str
    events: list[HistoryEvent]
    review: RecordReview | None

    @property
    def own(self) -> list[TrailEvent]:
        """What is reviewed: everything but the events that signing itself wrote."""
        return rules.own_events(self.events)

    @property
    def uncovered(self) -> list[TrailEvent]:
        """The own events that came after the newest review."""
        return rules.not_covered(self.events, self.reviewed)

    @property
    def reviewed(self) -> rules.Reviewed | None:
        """The newest review as the rules see it."""
        return None if self.review is None else rules.Reviewed(self.review.last_seq, self.review.reviewed_by.label)


def record(number: str) -> Regulated | None:
    """Return the record of this number, if records of its kind have a page of their trail."""
    prefix = number.partition("-")[0]
    if prefix == "RIA":
        return assessments.assessment(number)
    kind = record_types().get(NUMBERED[prefix]) if prefix in WITH_A_TRAIL else None
    if kind is None:
        return None
    column = kind.__mapper__.columns["number"]
    return db.session.scalar(select(kind).where(column == number))


def trail_of(found: Regulated) -> RecordTrail:
    """Return the whole trail of a record with its newest review."""
    rows = _rows(found)
    names = {f"{one.__record__}/{one.id}" for one in [*rows, *attachments.of_all(rows)]} | _around_signing(rows)
    return RecordTrail(found, str(found.number), history.of_records(names), newest_review(found))  # type: ignore[attr-defined]  # numbered records only


def newest_review(found: Regulated) -> RecordReview | None:
    """Return the last review of this record's trail, or None."""
    return db.session.scalars(_reviews_of(found).limit(1)).one_or_none()


def uncovered_sentence(found: Regulated) -> str | None:
    """Return what stands against signing, in one statement: a signing page asks this of every record it shows."""
    number, rows = str(found.number), _rows(found)  # type: ignore[attr-defined]  # numbered records only
    later = (
        select(func.count())
        .select_from(LedgerEvent)
        .where(
            LedgerEvent.seq > RecordReview.last_seq,
            or_(
                LedgerEvent.record.in_({f"{one.__record__}/{one.id}" for one in rows}),
                LedgerEvent.record.in_(_files_of(rows)),
            ),
        )
        .correlate(RecordReview)
        .scalar_subquery()
    )
    last = db.session.execute(_reviews_of(found).add_columns(later).limit(1)).one_or_none()
    if last is None:
        return rules.missing_sentence(number, 0, None)
    review, count = last
    return rules.missing_sentence(number, count, rules.Reviewed(review.last_seq, review.reviewed_by.label))


def _files_of(rows: list[Regulated]) -> Select[str]:
    """Return the names in the trail of the files of these rows; a file comes by an event of its own."""
    by_type: dict[str, list[int]] = {}
    for row in rows:
        by_type.setdefault(row.__record__, []).append(row.id)
    belongs = [and_(Attachment.record_type == name, Attachment.record_id.in_(ids)) for name, ids in by_type.items()]
    return select(literal(f"{Attachment.__record__}/") + cast(Attachment.id, Text)).where(or_(*belongs))


def _reviews_of(found: Regulated) -> Select[RecordReview]:
    query = select(RecordReview).where(RecordReview.record_type == found.__record__, RecordReview.record_id == found.id)
    return query.options(joinedload(RecordReview.reviewed_by)).order_by(RecordReview.id.desc())


def is_asked_before(found: Regulated, meaning: str) -> bool:
    """Tell whether a signature with this meaning needs a review of the record's trail first."""
    state, tier = getattr(found, "state", None), getattr(found, "tier", None)
    return trail_review_rules().asks_before(found.__record__, meaning, state, tier)


def _rows(found: Regulated) -> list[Regulated]:
    if isinstance(found, Assessment):
        _load(found)
    parts = found.revision_parts() if isinstance(found, Signable) else {}
    rows: list[Regulated] = [found, *(row for group in parts.values() for row in group)]
    if isinstance(found, Assessment):  # a conclusion that was replaced is what a reviewer wants to see
        rows += [one for at_work in found.rounds for one in at_work.conclusions]
    if isinstance(found, Evidence):
        rows += [*found.versions, *(given for one in found.versions for given in one.classes)]
    return list(dict.fromkeys(rows))


def _load(found: Assessment) -> None:
    if "changes" not in found.this_round.__dict__:
        assessments.with_changes(found)
    if "planned_tests" not in found.this_round.__dict__:
        assessments.with_tests(found)


def _around_signing(rows: list[Regulated]) -> set[str]:
    names = {f"{one.__record__}/{one.id}" for one in rows}
    types, ids = {one.__record__ for one in rows}, {one.id for one in rows}
    near = union_all(
        *(
            select(literal(kind.__record__).label("kind"), kind.id, kind.record_type, kind.record_id).where(
                kind.record_type.in_(types), kind.record_id.in_(ids)
            )
            for kind in (ApprovalRoute, Signature, SigningRefusal)
        )
    )
    hits = [one for one in db.session.execute(near) if f"{one.record_type}/{one.record_id}" in names]
    return {f"{one.kind}/{one.id}" for one in hits}

"""Reading a period of the ledger once, when a review is opened: by key, in the order of the ledger."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from app.base.db import db
from app.content.trail_review import TrailReviewRules
from app.impact.models import Assessment, AssessmentRound, Change, Conclusion, PlannedTest
from app.inspection.queries.rules_in_force import trail_review_rules, zone_in_force
from app.inspection.rules.exceptions import Found, Limits, Past, exceptions
from app.inspection.rules.samples import sample
from app.records import history, ledger, notes
from app.records.history import HistoryEvent
from app.records.tables import LedgerEvent

LONGEST_DAYS = 366
"""Days of one review."""

Part = type[Change] | type[Conclusion] | type[PlannedTest]
_PARTS: tuple[Part, ...] = (Change, Conclusion, PlannedTest)
"""Parts whose edits count as edits of their assessment."""


@dataclass(frozen=True)
class Period:
    """What is to be reviewed: days in the zone of the rules, both included, and types of records (none: all)."""

    begins_on: date
    ends_on: date
    record_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a period holds: its events by number, its exceptions, its sample, and the head that fixed the draw."""

    period: Period
    zone: ZoneInfo
    first_seq: int
    last_seq: int
    events: int
    head_size: int
    seed: str
    rules: dict[str, str]
    exceptions: list[Found]
    sample: list[HistoryEvent]


def read_period(period: Period) -> Reading | None:
    """Return what the period holds, or None when it holds nothing. Reads each of its events once."""
    rules, zone = trail_review_rules(), zone_in_force()
    note = ledger.newest_note(db.session())
    bounds = _bounds(period, zone)
    if note is None or bounds is None:
        return None
    (head, _, _), (first, last) = notes.read(note), bounds
    events = [one for one in _events(first, last) if _is_in(one, period.record_types)]
    if not events:
        return None
    drawn = set(sample((one.seq for one in events), rules.sample_size, head.root.hex()))
    version = rules.version
    return Reading(
        period=period,
        zone=zone,
        first_seq=events[0].seq,
        last_seq=events[-1].seq,
        events=len(events),
        head_size=head.size,
        seed=head.root.hex(),
        rules={"id": version.id, "version": version.version, "sha256": version.sha256},
        exceptions=exceptions(events, limits_of(rules, zone), _past(events, rules)),
        sample=[one for one in events if one.seq in drawn],
    )


def limits_of(rules: TrailReviewRules, zone: ZoneInfo) -> Limits:
    """Return the limits of the content with the zone resolved."""
    hours = rules.hours
    return Limits(
        zone=zone,
        weekdays=hours.weekdays,
        begin=hours.begin,
        end=hours.end,
        overrides=rules.overrides,
        override_acts=rules.override_acts,
        quick_signatures=rules.quick_signatures,
        quick_minutes=rules.quick_minutes,
        rights_acts=rules.rights_acts,
        taken_back_words=rules.taken_back_words,
        submitted_acts=rules.submitted_acts,
        decided_acts=rules.decided_acts,
        quiet_fields=rules.quiet_fields,
    )


def _bounds(period: Period, zone: ZoneInfo) -> tuple[int, int] | None:
    begin = datetime.combine(period.begins_on, time(), zone).astimezone(UTC)
    end = datetime.combine(period.ends_on + timedelta(days=1), time(), zone).astimezone(UTC)
    within = select(func.min(LedgerEvent.seq), func.max(LedgerEvent.seq))
    first, last = db.session.execute(within.where(LedgerEvent.ts >= begin, LedgerEvent.ts < end)).one()
    return None if first is None else (first, last)


def _events(first: int, last: int) -> Iterator[HistoryEvent]:
    query: Select[str] = select(LedgerEvent.body).where(LedgerEvent.seq >= first, LedgerEvent.seq <= last)
    for body in db.session.scalars(query.order_by(LedgerEvent.seq).execution_options(yield_per=1000)):
        yield history.read(body)


def _is_in(one: HistoryEvent, types: tuple[str, ...]) -> bool:
    return not types or one.type.removesuffix(".batch") in types


def _past(events: Sequence[HistoryEvent], rules: TrailReviewRules) -> Past:
    owners = {name: owner for kind in _PARTS for name, owner in _owners(kind, events)}
    wanted = {int(owner.rpartition("/")[2]) for owner in owners.values()}
    wanted |= {int(one.id) for one in events if one.type == Assessment.__record__}
    return Past(_submitted_before(events[0].seq, rules), owners, _numbers(wanted))


def _owners(kind: Part, events: Sequence[HistoryEvent]) -> Iterator[tuple[str, str]]:
    ids = [int(one.id) for one in events if one.type == kind.__record__]
    if not ids:
        return
    query = select(kind.id, AssessmentRound.assessment_id).join(AssessmentRound, AssessmentRound.id == kind.round_id)
    for row in db.session.execute(query.where(kind.id.between(min(ids), max(ids)))):
        yield f"{kind.__record__}/{row.id}", f"{Assessment.__record__}/{row.assessment_id}"


def _numbers(ids: Collection[int]) -> dict[str, str]:
    if not ids:
        return {}
    query = select(Assessment.id, Assessment.number).where(Assessment.id.between(min(ids), max(ids)))
    return {f"{Assessment.__record__}/{row.id}": row.number for row in db.session.execute(query)}


def _submitted_before(first: int, rules: TrailReviewRules) -> frozenset[str]:
    acts = [*rules.submitted_acts, *rules.decided_acts]
    query = select(LedgerEvent.record, LedgerEvent.act).where(LedgerEvent.act.in_(acts), LedgerEvent.seq < first)
    last = {row.record: row.act for row in db.session.execute(query.order_by(LedgerEvent.seq))}
    return frozenset(record for record, act in last.items() if act in rules.submitted_acts)

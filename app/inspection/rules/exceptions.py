"""What in a period of the audit trail deserves a second look, and why. Pure: events and limits in, exceptions out.

Each rule groups what one person did on one day (in the zone of the limits), so that the list stays short enough to be
read. An exception is no accusation; a person judges it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from itertools import groupby

from app.inspection.rules.events import TrailEvent

MOST_SEQS = 50
"""Events that an exception names one by one; its count says how many there are."""


@dataclass(frozen=True)
class Limits:
    """From where on something is an exception; from the content, with the zone resolved."""

    zone: tzinfo
    weekdays: frozenset[int]
    begin: time
    end: time
    overrides: int
    override_acts: frozenset[str]
    quick_signatures: int
    quick_minutes: int
    rights_acts: frozenset[str]
    taken_back_words: frozenset[str]
    submitted_acts: frozenset[str]
    decided_acts: frozenset[str]
    quiet_fields: frozenset[str]


@dataclass(frozen=True)
class Past:
    """What the rules need to know beside the events: who was submitted, whose part a row is, and spoken names."""

    submitted: frozenset[str] = frozenset()
    owners: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """One exception: the rule, the reason in words, whose events, and which."""

    rule: str
    reason: str
    actor_ids: tuple[str, ...]
    actor_name: str
    seqs: tuple[int, ...]


RULES = {
    "after_hours": "outside working hours",
    "repeated_overrides": "repeated overrides",
    "quick_signatures": "quick series of signatures",
    "refused_signings": "refused signings",
    "clock_back": "clock set back",
    "rights_changed": "changes of rights",
    "taken_back": "withdrawn, voided or taken back",
    "edited_after_submission": "edited after submission",
    "sample": "drawn by chance",
}
"""Each rule's code and its words."""


def exceptions(events: Sequence[TrailEvent], limits: Limits, past: Past) -> list[Found]:
    """Return every exception, rule by rule."""
    return [
        *_each_day("after_hours", events, limits, lambda one: _is_after_hours(one, limits), "worked {when}"),
        *_overrides(events, limits),
        *_quick_signatures(events, limits),
        *_each_day("refused_signings", events, limits, _is_refused, "was refused a signature"),
        *_each_day(
            "clock_back", events, limits, lambda one: one.is_clock_back, "is on record while the clock was back"
        ),
        *_each_day("rights_changed", events, limits, lambda one: one.act in limits.rights_acts, "changed rights"),
        *_each_day("taken_back", events, limits, lambda one: _is_taken_back(one, limits), "took something back"),
        *_edited_after_submission(events, limits, past),
    ]


def _is_after_hours(one: TrailEvent, limits: Limits) -> bool:
    if one.actor_kind == "clock":
        return False
    at = one.at.astimezone(limits.zone)
    return at.isoweekday() not in limits.weekdays or not limits.begin <= at.time() < limits.end


def _is_refused(one: TrailEvent) -> bool:
    return one.type == "records.signing_refusal"


def _is_taken_back(one: TrailEvent, limits: Limits) -> bool:
    return one.act.rpartition(".")[2] in limits.taken_back_words


def _each_day(
    rule: str, events: Iterable[TrailEvent], limits: Limits, is_one: Callable[[TrailEvent], bool], words: str
) -> Iterator[Found]:
    def key(one: TrailEvent) -> tuple[str, str]:
        return one.actor_id, one.at.astimezone(limits.zone).date().isoformat()

    hits = sorted((one for one in events if is_one(one)), key=lambda one: (*key(one), one.seq))
    for (_, day), group in groupby(hits, key):
        several = list(group)
        said = words.format(when=f"outside {limits.begin:%H:%M} to {limits.end:%H:%M} or on a day off")
        first = several[0].at.astimezone(limits.zone)
        reason = f"{_who(several[0])} {said} on {day}: {_events(several)}, the first at {first:%H:%M}."
        yield _found(rule, reason, several)


def _overrides(events: Iterable[TrailEvent], limits: Limits) -> Iterator[Found]:
    hits = [one for one in events if one.act in limits.override_acts]
    for several in _by_person(hits):
        if len(several) >= limits.overrides:
            reason = (
                f"{_who(several[0])} settled {len(several)} times differently from the proposal in this period; "
                f"from {limits.overrides} on it is looked at."
            )
            yield _found("repeated_overrides", reason, several)


def _quick_signatures(events: Iterable[TrailEvent], limits: Limits) -> Iterator[Found]:
    within = timedelta(minutes=limits.quick_minutes)
    for several in _by_person([one for one in events if one.esig is not None]):
        for series in _series(several, within):
            if len(series) >= limits.quick_signatures:
                reason = (
                    f"{_who(series[0])} made {len(series)} signatures within {limits.quick_minutes} minutes, "
                    f"from {_at(series[0], limits)} on."
                )
                yield _found("quick_signatures", reason, series)


def _series(events: Sequence[TrailEvent], within: timedelta) -> Iterator[list[TrailEvent]]:
    """Yield series in which each event comes within ``within`` of the first; the next series begins after it."""
    series: list[TrailEvent] = []
    for one in events:
        if series and one.at > series[0].at + within:
            yield series
            series = []
        series.append(one)
    if series:
        yield series


def _edited_after_submission(events: Sequence[TrailEvent], limits: Limits, past: Past) -> Iterator[Found]:
    """Find edits of a record, or of its parts, between its submission and its decision; a recall allows them."""
    signed = {(one.tx, one.actor_id) for one in events if one.esig is not None}
    known = set(past.submitted)
    hits: dict[tuple[str, str], list[TrailEvent]] = {}
    for one in events:
        record = past.owners.get(f"{one.type}/{one.id}", f"{one.type}/{one.id}")
        if one.act in limits.submitted_acts:
            known.add(record)
        elif one.act in limits.decided_acts:
            known.discard(record)
        elif record in known and _is_edit(one, limits, signed):
            hits.setdefault((one.actor_id, record), []).append(one)
    for (_, record), several in sorted(hits.items()):
        fields = sorted({name for one in several for name in one.after} - limits.quiet_fields)
        reason = (
            f"{_who(several[0])} changed {past.names.get(record, record)} after it had been submitted "
            f"({_events(several)}): {', '.join(fields[:6]).replace('_', ' ')}{' and more' if len(fields) > 6 else ''}."
        )
        yield _found("edited_after_submission", reason, several)


def _is_edit(one: TrailEvent, limits: Limits, signed: Collection[tuple[str, str]]) -> bool:
    is_by_hand = one.actor_kind == "person" and (one.tx, one.actor_id) not in signed
    return is_by_hand and bool(set(one.after) - limits.quiet_fields)


def _by_person(events: Iterable[TrailEvent]) -> list[list[TrailEvent]]:
    by_person: dict[str, list[TrailEvent]] = {}
    for one in events:
        by_person.setdefault(one.actor_id, []).append(one)
    return [by_person[person] for person in sorted(by_person)]


def _found(rule: str, reason: str, events: Sequence[TrailEvent]) -> Found:
    people = tuple(sorted({one.actor_id for one in events}))
    return Found(rule, reason, people, events[0].actor_name, tuple(one.seq for one in events))


def _who(one: TrailEvent) -> str:
    return f"{one.actor_name} ({one.actor_username})"


def _events(several: Sequence[TrailEvent]) -> str:
    return "1 event" if len(several) == 1 else f"{len(several)} events"


def _at(one: TrailEvent, limits: Limits) -> str:
    moment: datetime = one.at.astimezone(limits.zone)
    return f"{moment:%Y-%m-%d %H:%M}"

"""Does a review still cover a record, and who may not be its reviewer? Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.inspection.rules.events import TrailEvent
from app.records.lifecycle import Verdict

AROUND_SIGNING = frozenset(
    {"records.signature", "records.approval_step", "records.approval_route", "records.signing_refusal"}
)
"""Rows that signing itself writes; they change nothing of what was reviewed."""


@dataclass(frozen=True)
class Reviewed:
    """What a review looked at, as far as covering goes."""

    last_seq: int
    by: str


def own_events(events: Iterable[TrailEvent]) -> list[TrailEvent]:
    """Return the events of the record's own rows, without those around signing."""
    return [one for one in events if one.type not in AROUND_SIGNING]


def not_covered(events: Iterable[TrailEvent], reviewed: Reviewed | None) -> list[TrailEvent]:
    """Return the own events that no review looked at."""
    return [one for one in own_events(events) if reviewed is None or one.seq > reviewed.last_seq]


def editors(events: Sequence[TrailEvent]) -> frozenset[str]:
    """Return the ids of the people who edited. What a signature brought about by itself is not their edit."""
    signed = {(one.tx, one.actor_id) for one in events if one.esig is not None}
    return frozenset(
        one.actor_id
        for one in own_events(events)
        if one.actor_kind == "person" and (one.tx, one.actor_id) not in signed
    )


def may_review(number: str, events: Sequence[TrailEvent], person_id: str) -> Verdict:
    """Judge whether this person may review the trail: a peer, never somebody who edited (draft Annex 11 12.4–12.8)."""
    return Verdict.of(_against(number, events, person_id))


def _against(number: str, events: Sequence[TrailEvent], person_id: str) -> Iterable[str]:
    if not own_events(events):
        yield f"Nothing is on record about {number} yet, so there is nothing to review."
    if person_id in editors(events):
        yield f"You edited {number}; somebody else has to review its audit trail."


def missing_sentence(number: str, later: int, reviewed: Reviewed | None) -> str | None:
    """Say what stands against signing: no review, or events that came after it. None when the review covers all."""
    if reviewed is None:
        return f"The audit trail of {number} was not reviewed yet. Review it and record the outcome, then sign."
    if not later:
        return None
    return (
        f"The review of the audit trail of {number} by {reviewed.by} ends at event {reviewed.last_seq}, and "
        f"{_counted(later)} came after it, so it no longer covers the record. Review it again, then sign."
    )


def _counted(number: int) -> str:
    return "1 event" if number == 1 else f"{number} events"

"""What the rules take for an exception: each kind planted into a quiet period, and the quiet period alone."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.inspection.rules.exceptions import Limits, Past, exceptions
from app.inspection.rules.samples import sample

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LIMITS = Limits(
    zone=ZoneInfo("Europe/Berlin"),
    weekdays=frozenset(range(1, 6)),
    begin=time(6),
    end=time(20),
    overrides=3,
    override_acts=frozenset({"impact.change.overridden"}),
    quick_signatures=3,
    quick_minutes=10,
    rights_acts=frozenset({"people.role.changed"}),
    taken_back_words=frozenset({"withdrawn"}),
    submitted_acts=frozenset({"impact.assessment.submitted"}),
    decided_acts=frozenset({"impact.assessment.approved"}),
    quiet_fields=frozenset({"state"}),
)


@dataclass
class Event:
    seq: int
    at: datetime = MONDAY
    act: str = "impact.change.settled"
    type: str = "impact.change"
    id: str = "1"
    actor_id: str = "1"
    actor_name: str = "Sol Owens"
    actor_username: str = "sol.owens"
    actor_kind: str = "person"
    after: dict = field(default_factory=lambda: {"level": "L1"})
    esig: dict | None = None
    is_clock_back: bool = False
    tx: str = "t"
    before: dict = field(default_factory=dict)
    reason: str | None = None
    changes: tuple = ()


def signature(seq, minutes, **more):
    at = MONDAY + timedelta(minutes=minutes)
    return Event(
        seq, at, "records.signature.made", "records.signature", esig={"meaning": "AUTHOR"}, tx=f"s{seq}", **more
    )


QUIET = [
    Event(1),
    Event(2, MONDAY + timedelta(hours=9, minutes=59)),  # 19:59 in Berlin
    Event(3, MONDAY, "impact.change.overridden"),
    Event(4, MONDAY, "impact.change.overridden", actor_id="2"),
    Event(5, MONDAY, "impact.change.overridden"),
    signature(6, 0),
    signature(7, 5),
    signature(8, 11),
    Event(9, MONDAY + timedelta(hours=15), actor_kind="clock", actor_id="clock"),
    Event(10, act="impact.assessment.submitted", type="impact.assessment", id="7", after={"state": "in_approval"}),
    Event(11, act="impact.assessment.approved", type="impact.assessment", id="7", tx="s8", after={"approved_at": "x"}),
    Event(12, act="impact.assessment.dated", type="impact.assessment", id="7", after={"live_since": "x"}),
]

PLANTED = {
    "after_hours": [Event(20, MONDAY + timedelta(hours=10))],  # 20:00 in Berlin
    "repeated_overrides": [Event(20, act="impact.change.overridden")],
    "quick_signatures": [
        signature(20, 12, actor_id="3"),
        signature(21, 15, actor_id="3"),
        signature(22, 22, actor_id="3"),
    ],
    "refused_signings": [Event(20, type="records.signing_refusal")],
    "clock_back": [Event(20, is_clock_back=True)],
    "rights_changed": [Event(20, act="people.role.changed")],
    "taken_back": [Event(20, act="suppliers.service_fact.withdrawn")],
    "edited_after_submission": [
        Event(20, act="impact.assessment.submitted", type="impact.assessment", id="8", after={"state": "in_approval"}),
        Event(21, id="30"),
    ],
}


def found(events):
    past = Past(owners={"impact.change/30": "impact.assessment/8"}, names={"impact.assessment/8": "RIA-2026-0008"})
    return exceptions(events, LIMITS, past)


def test_a_quiet_period_has_no_exception():
    assert found(QUIET) == []


@pytest.mark.parametrize("rule", PLANTED)
def test_each_planted_anomaly_is_found_with_its_reason(rule):
    hits = found([*QUIET, *PLANTED[rule]])
    assert [one.rule for one in hits] == [rule]
    assert PLANTED[rule][-1].seq in hits[0].seqs
    assert hits[0].reason.startswith("Sol Owens (sol.owens) ")
    assert hits[0].reason.endswith(".")


def test_weekend_and_submission_before_the_period_count():
    saturday = Event(20, MONDAY + timedelta(days=5))
    assert [one.rule for one in found([saturday])] == ["after_hours"]
    before = Past(submitted=frozenset({"impact.change/1"}))
    assert [one.rule for one in exceptions([Event(20)], LIMITS, before)] == ["edited_after_submission"]


def test_what_a_signature_brings_about_is_no_edit():
    before = Past(submitted=frozenset({"impact.assessment/7"}))
    approved = Event(21, type="impact.assessment", id="7", tx="s20")
    assert exceptions([signature(20, 0), approved], LIMITS, before) == []


def test_the_same_seed_draws_the_same_sample_and_another_one_another():
    seqs = range(1, 1001)
    assert sample(seqs, 20, "aa") == sample(reversed(seqs), 20, "aa")
    assert sample(seqs, 20, "aa") != sample(seqs, 20, "ab")
    assert len(set(sample(seqs, 20, "aa"))) == 20
    assert sample([3, 1], 20, "aa") == [1, 3]

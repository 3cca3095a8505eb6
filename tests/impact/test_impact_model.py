"""The product and a small model of an assessment's life walk the same random paths and never disagree (T14)."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app.base.db import db, transaction
from app.impact.actions import approvals, conclusions, departures, exposures, follow_ups, opening, settlements
from app.impact.actions import test_plans as plans
from app.impact.actions import test_runs as runs
from app.impact.actions.triages import triage
from app.impact.models import Assessment
from app.impact.queries.signing import open_route, routes_of
from app.records import revisions, signatures
from app.records.actor import CLOCK
from app.records.moves import MoveRefused
from app.records.signatures import Proof, SigningRefused
from app.records.tables import LedgerHead
from tests.factories import impact
from tests.factories.impact import clock_now
from tests.factories.inspection import review_where_asked
from tests.factories.people import make_person
from tests.impact.lifecycle_model import MAY, ROLE, Model

PEOPLE = {
    "ava.ash": ["SO", "QA"],
    "ben.birch": ["SO"],
    "cleo.cedar": ["BPO", "QA"],
    "dan.dogwood": ["SME"],
    "gus.gorse": ["BPO"],
    "hal.hazel": ["QA"],
}
NOTE = "- Users can now export records as CSV files, edition {}.\n"
SEEN: Counter[str] = Counter()
who = st.sampled_from(sorted(PEOPLE))


class Lives(RuleBasedStateMachine):
    """One assessment in the product beside the model."""

    people: dict
    turn_clock: Callable[..., object]

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        with transaction(CLOCK, clock_now()):
            service = impact.a_service("T1")
            feed = impact.a_feed(service)
            found = [impact.a_release(feed, NOTE.format(1), uid=uid) for uid in ("1", "2")]
        with transaction(CLOCK, clock_now()):
            one, other = (opening.open_assessment(each.id, service.id, CLOCK, clock_now()) for each in found)
        self.id, self.other = one.id, other.id
        self.date = self.first_date = one.production_on
        self.was_live = False

    @property
    def assessment(self) -> Assessment:
        return db.session.get_one(Assessment, self.id)

    def both(self, is_allowed: bool, act: Callable, name: str = "") -> None:
        """Let the product do what the model just did; what the model forbids is refused in words, changing nothing."""
        actor = self.people[name].actor if name else CLOCK
        before = db.session.scalar(select(LedgerHead.size))
        try:
            with transaction(actor, clock_now()):
                act(self.assessment, actor, clock_now())
        except (MoveRefused, SigningRefused) as refused:
            sentence = str(refused)
            db.session.rollback()
        else:
            sentence = ""
        assert is_allowed is not bool(sentence), sentence or "The product allows what the model forbids."
        assert not sentence or (sentence.endswith(".") and db.session.scalar(select(LedgerHead.size)) == before)
        SEEN["refused" if sentence else "done"] += 1
        self.turn_clock(seconds=1)

    @rule(name=who)
    def triage(self, name: str) -> None:
        self.both(self.model.triage(name), triage, name)

    @rule(name=who, level=st.sampled_from(["L0", "L2"]))
    def settle(self, name: str, level: str) -> None:
        def act(assessment, actor, now):
            change = assessment.this_round.changes[0]
            reading = impact.as_proposed(change)
            settlements.settle_change(change, impact.KNOWN, reading, level, "Read and compared.", actor, now)

        self.both(self.model.settle(name, level), act, name)

    @rule(name=who)
    def conclude(self, name: str) -> None:
        def act(assessment, actor, now):
            none = follow_ups.Procedure("", "", "not_needed", "No step of ours changes.")
            follow_ups.settle_procedures(assessment, none, actor, now)
            nobody = follow_ups.Training("", "", "none", "Nothing that people do changes.")
            follow_ups.settle_training(assessment, nobody, actor, now)
            conclusions.conclude(assessment, "yes", "It was tried and works.", actor, now)

        self.both(self.model.conclude(name), act, name)

    @rule(name=st.sampled_from(["ava.ash", "ben.birch"]))
    def test(self, name: str) -> None:
        def act(assessment, actor, now):
            plan = plans.Plan("It is touched.", title="Export", goal="Export one record.")
            planned = plans.plan_test(assessment, plan, actor, now)
            run = runs.start_run(planned, "Validation tenant", actor, now)
            entries = [runs.StepEntry("It was in it.", is_passed=True)] * len(planned.steps)
            runs.record_run(run, entries, "", actor, now)

        self.both(self.model.test(name), act, name)

    @rule(name=who)
    def submit(self, name: str) -> None:
        self.both(self.model.submit(name), approvals.submit, name)

    @rule(name=who)
    def sign(self, name: str) -> None:
        if self.model.waiting:
            review_where_asked(self.assessment, self.people["reader"])
        self.both(self.model.sign(name, set(PEOPLE[name])), shown_to(approvals.sign_step), name)

    @rule(name=who)
    def reject(self, name: str) -> None:
        act = shown_to(approvals.reject, "Not convincing yet.")
        self.both(self.model.reject(name, set(PEOPLE[name])), act, name)

    @rule(name=who)
    def recall(self, name: str) -> None:
        self.both(self.model.recall(name), lambda one, actor, now: approvals.recall(one, "Again.", actor, now), name)

    @rule(how=st.sampled_from(sorted(MAY)), name=who)
    def leave(self, how: str, name: str) -> None:
        until = clock_now().date() + timedelta(days=20)
        act = {
            "merge": lambda one, _, now: departures.merge(one, db.session.get(Assessment, self.other), "Same.", now),
            "defer": lambda one, _, now: departures.defer(one, until, "Held back for us.", now),
            "close": lambda one, _actor, _now: exposures.close(one),
        }.get(how, lambda one, _, now: getattr(departures, how)(one, "As agreed.", now))
        is_allowed = self.model.leave(how)
        self.both(is_allowed, act, name)
        if is_allowed and how in {"defer", "resume"}:
            self.date = until if how == "defer" else self.first_date

    @rule(name=who)
    def decide_use(self, name: str) -> None:
        def act(assessment, actor, now):
            use = exposures.Use("continue_with_control", "Exports are read by hand.", now)
            decision = exposures.decide_use(assessment, use, actor, now)
            shown_to(exposures.sign_use_decision)(decision, actor, now)

        self.both(self.model.decide_use(set(PEOPLE[name])), act, name)

    @rule(name=who)
    def review_exposure(self, name: str) -> None:
        self.both(
            self.model.review_exposure(),
            lambda one, actor, now: exposures.review_exposure(one, "12", "All were read again.", actor, now),
            name,
        )

    @rule()
    def edit_note(self) -> None:
        self.model.edit_note()
        self.date = self.first_date
        with transaction(CLOCK, clock_now()):
            impact.a_note(self.assessment.release, NOTE.format(self.model.round))
        self.sweep()

    @rule(days=st.sampled_from([1, 25, 45, 45]))
    def pass_days(self, days: int) -> None:
        self.turn_clock(days=days)
        self.sweep()

    def sweep(self) -> None:
        """Let the clock do what waits for this assessment, until nothing does."""
        if self.date <= clock_now().date():
            self.was_live = self.model.pass_date(was_live=self.was_live) or self.was_live
        while waiting := [w for w in opening.open_pending(clock_now()) if getattr(w, "assessment_id", None) == self.id]:
            with transaction(CLOCK, clock_now()):
                opening.open_one(waiting[0], CLOCK, clock_now())

    @rule()
    def go_on(self) -> None:
        """Take the next step of the main road, as whoever may take it; else few walks would get far."""
        model, me = self.model, self.model.assessor or "ben.birch"
        if model.state == "in_approval":
            self.sign(next((one for one in PEOPLE if self._may_sign(one)), me))
        elif model.state == "detected":
            self.triage(me)
        elif model.state == "live_unassessed" and not model.has_use_decision:
            self.decide_use("hal.hazel")
        elif model.is_exposed and not model.has_review:
            self.review_exposure(me)
        elif not model.level:
            self.settle(me, "L2" if model.round % 2 else "L0")
        elif model.level == "L2" and not model.testers:
            self.test("ben.birch")
        elif not model.authors:
            self.conclude(me)
        else:
            self.submit(me)

    go_on_2 = rule()(lambda self: self.go_on())
    go_on_3 = rule()(lambda self: self.go_on())
    go_on_4 = rule()(lambda self: self.go_on())
    go_on_5 = rule()(lambda self: self.go_on())
    go_on_6 = rule()(lambda self: self.go_on())
    go_on_7 = rule()(lambda self: self.go_on())
    go_on_8 = rule()(lambda self: self.go_on())

    def _may_sign(self, name: str) -> bool:
        trial = Model(**vars(self.model))
        return ROLE.get(trial.waiting[0]) in PEOPLE[name] and trial.sign(name, set(PEOPLE[name]))

    @invariant()
    def they_agree(self) -> None:
        db.session.rollback()
        found, model = self.assessment, self.model
        SEEN[model.state] += 1
        route = open_route(routes_of(found))
        waiting = [] if route is None else [one.meaning for one in route.steps if one.signature_id is None]
        told = (found.state, found.round, found.level or "", waiting, len(revisions.signatures_of(found)))
        assert told == (model.state, model.round, model.level, model.waiting, model.signatures)
        assert found.is_retrospective == model.is_exposed


def shown_to(act: Callable, *more: object) -> Callable:
    """Sign from a page shown now; that the person is who they say is people's job and has its own tests."""

    def signed(record, actor, now):
        _, shown = signatures.show(record, actor, now)
        return act(record, Proof(("username", "password"), now), shown, actor, now, *more)

    return signed


def walk(clock, runs: int, steps: int, phases: Sequence[Phase] = tuple(Phase)) -> None:
    """Walk so many random paths of so many steps. Raises AssertionError where model and product part."""
    Lives.people = {
        name: make_person(name, roles, has_password=False, name=name.title()) for name, roles in PEOPLE.items()
    }
    Lives.people["reader"] = make_person("rhea.reader", ["QA"], has_password=False)
    Lives.turn_clock = staticmethod(clock.forward)
    how = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=True,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Lives, settings=how)


def test_the_product_never_parts_from_the_model(app, clock, request):
    SEEN.clear()
    runs, steps = (500, 40) if request.config.getoption("--large") else (8, 25)
    walk(clock, runs, steps)
    events = db.session.scalar(select(func.max(LedgerHead.size)))
    print(f"{runs} walks of up to {steps} steps, {events} events: {dict(SEEN)}")
    assert {"approved", "in_approval", "refused"} <= set(SEEN)
    assert len(SEEN) > 8, "the walks came to too few states"


def test_the_control_with_a_planted_fault_does_part(app, clock, monkeypatch):
    """Did settling a change forget the level of the whole, the walks would find it."""
    monkeypatch.setattr(settlements, "_sum_up", lambda _assessment: None)
    with pytest.raises(AssertionError):
        walk(clock, 10, 15, [Phase.generate])

"""Random walks over every verb by every person: whatever they try, an approval on T1 ends with an independent QA."""

import contextlib
import random

import pytest

from app.base.db import transaction
from app.impact.actions import approvals, conclusions, departures, exposures, settlements, triages
from app.impact.queries.signing import authors, who_tested
from app.records import revisions, signatures
from app.records.moves import MoveRefused
from app.records.signatures import SigningRefused
from tests.factories import impact, inspection
from tests.factories.people import make_person

REACHED: dict[int, int] = {}
NOTE = "- Users can now export records as CSV files.\n"


def people():
    """Return people of whom most hold several roles: a second role on the same account must not help."""
    return [
        make_person("ava.ash", ["SO", "QA"]),
        make_person("ben.birch", ["SO", "SME", "BPO", "QA"]),
        make_person("cleo.cedar", ["BPO", "QA"]),
        make_person("dan.dogwood", ["SME", "QA"]),
        make_person("eve.elm", ["SO", "SQM"]),
        make_person("finn.fir", ["SME"]),
        make_person("gus.gorse", ["BPO"]),
        make_person("hal.hazel", ["QA"]),
    ]


class Walk:
    """One assessment and everything that somebody might try on it."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.assessment = impact.an_assessment(NOTE)
        self.people = people()
        first = self.dice.choice([one for one in self.people if "SO" in one.roles])
        with transaction(first.actor, impact.clock_now()):
            triages.triage(self.assessment, first.actor, impact.clock_now())

    def step(self) -> None:
        """Try one verb as one person: usually one that makes sense in this state, sometimes any other."""
        sensible = {"in_approval": [Walk.sign, Walk.review], "testing": [Walk.submit, Walk.conclude]}
        at_first = [Walk.test] if self.assessment.level else [Walk.settle]
        verbs = sensible.get(self.assessment.state, at_first)
        verb = self.dice.choice(verbs if self.dice.random() < 0.9 else self.verbs)
        who = self.dice.choice(self.people)
        with contextlib.suppress(MoveRefused, SigningRefused):
            verb(self, who)

    def settle(self, who) -> None:
        for change in self.assessment.this_round.changes:
            with transaction(who.actor, impact.clock_now()):
                level = self.dice.choice(["L0", "L2", None])
                settlements.settle_change(
                    change, impact.KNOWN, impact.as_proposed(change), level, "As read.", who.actor, impact.clock_now()
                )

    def test(self, who) -> None:
        is_passed = self.dice.random() < 0.97
        if any(one.is_to_run and not one.runs for one in self.assessment.this_round.open_tests):
            waiting = next(one for one in self.assessment.this_round.open_tests if not one.runs)
            impact.run_it(waiting, who.actor, is_passed=is_passed)
            return
        impact.run_once(self.assessment, who.actor, is_passed=is_passed, title=f"T{self.dice.random()}")

    def conclude(self, who) -> None:
        impact.follow_up(self.assessment)
        with transaction(who.actor, impact.clock_now()):
            conclusions.conclude(self.assessment, "yes", "Fine.", who.actor, impact.clock_now())

    def submit(self, who) -> None:
        assessor = next((one for one in self.people if str(one.id) == self.assessment.assessor_id), who)
        chosen = self.dice.choice([assessor, assessor, who])
        with transaction(chosen.actor, impact.clock_now()):
            approvals.submit(self.assessment, chosen.actor, impact.clock_now())

    def review(self, who) -> None:
        inspection.review_where_asked(self.assessment, who)

    def sign(self, who) -> None:
        self.as_shown(who, approvals.sign_step)

    def reject(self, who) -> None:
        def no(record, proof, shown, actor, now):
            return approvals.reject(record, proof, shown, actor, now, "Not convincing yet.")

        self.as_shown(who, no)

    def as_shown(self, who, act) -> None:
        """Sign without typing a password: proving the person is people's job and has its own tests."""
        _, shown = signatures.show(self.assessment, who.actor, impact.clock_now())
        with transaction(who.actor, impact.clock_now()):
            proof = signatures.Proof(("username", "password"), impact.clock_now())
            act(self.assessment, proof, shown, who.actor, impact.clock_now())

    def recall(self, who) -> None:
        with transaction(who.actor, impact.clock_now()):
            approvals.recall(self.assessment, "One more look.", who.actor, impact.clock_now())

    def leave_and_return(self, who) -> None:
        with transaction(who.actor, impact.clock_now()):
            departures.resume(self.assessment, "Taken up again.", impact.clock_now())

    def close(self, who) -> None:
        with transaction(who.actor, impact.clock_now()):
            exposures.close(self.assessment)

    verbs = (settle, test, conclude, submit, submit, sign, sign, sign, sign, reject, recall, leave_and_return, close)


@pytest.mark.parametrize("seed", [0, 1, 3, 4])
def test_no_path_reaches_approved_without_an_independent_qa_as_last_signer(app, clock, seed):
    walk = Walk(seed)
    reached = 0
    for _ in range(150):
        before = walk.assessment.state
        walk.step()
        clock.forward(seconds=1)
        if before != "approved" and walk.assessment.state == "approved":
            reached += 1
            last = revisions.signatures_of(walk.assessment)[-1]
            assert (last.signer_role, last.meaning) == ("QA", "APPROVE-QA")
            assert last.signer_id not in authors(walk.assessment)
            assert last.signer_id not in who_tested(walk.assessment)
            break
    print(f"seed {seed}: {reached} approvals, state {walk.assessment.state}")
    REACHED[seed] = reached


def test_most_walks_got_there(app):
    """The control: without approvals the walks above would have proven nothing."""
    assert sum(REACHED.values()) >= 2, REACHED

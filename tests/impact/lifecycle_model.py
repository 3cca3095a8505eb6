"""A model of an assessment's life, small enough to read at once: what the product is compared with, step by step.

One release of one T1 service with one change, settled at level L0 or L2. Each verb returns False, and changes nothing,
where it is forbidden. The rules are written down apart from the product's: no line of it is used here.
"""

from collections.abc import Set
from dataclasses import dataclass, field

AT_WORK = {"triaged", "assessing", "testing"}
OPEN = AT_WORK | {"detected", "in_approval"}
MAY = {
    "withdraw": ("withdrawn", OPEN | {"approved", "deferred", "live_unassessed"}),
    "not_adopt": ("not_adopted", OPEN | {"approved", "deferred"}),
    "merge": ("merged", OPEN | {"live_unassessed"}),
    "defer": ("deferred", OPEN),
    "resume": ("assessing", {"deferred"}),
    "close": ("closed", {"live"}),
}
ROLE = {"AUTHOR": "SO", "EXECUTE-TEST": "SO", "REVIEW-TEST": "SME", "APPROVE-BPO": "BPO", "APPROVE-QA": "QA"}
APART = {"REVIEW-TEST": {"EXECUTE-TEST"}, "APPROVE-BPO": {"AUTHOR", "EXECUTE-TEST"}, "APPROVE-QA": set(ROLE)}


@dataclass
class Model:
    state: str = "detected"
    round: int = 1
    level: str = ""
    assessor: str = ""
    authors: set[str] = field(default_factory=set)
    settler: str = ""
    testers: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    signed: list[tuple[str, str]] = field(default_factory=list)
    signatures: int = 0
    is_exposed: bool = False
    has_use_decision: bool = False
    has_review: bool = False

    def triage(self, who: str) -> bool:
        return self.state == "detected" and self._be(state="triaged", assessor=self.assessor or who)

    def settle(self, who: str, level: str) -> bool:
        # whoever settles one that nobody has (it went live, or its note came back, before triage) becomes its assessor
        changes = {"level": level, "settler": who, "assessor": self.assessor or who, "state": self._at_work()}
        return self._works() and self._be(**changes)

    def conclude(self, who: str) -> bool:
        return self._works() and self._be(authors=self.authors | {who}, state=self._at_work())

    def test(self, who: str) -> bool:
        return self._works() and bool(self.level) and self._be(testers=[*self.testers, who], state="testing")

    def submit(self, who: str) -> bool:
        is_ready = self.state in {"assessing", "testing"} and self.level and self.authors and who == self.assessor
        is_tested = self.level == "L0" or self.testers
        is_answered = not self.is_exposed or (self.has_use_decision and self.has_review)
        more = ["EXECUTE-TEST"] * len(set(self.testers)) + ["REVIEW-TEST", "APPROVE-BPO"] if self.level == "L2" else []
        route = ["AUTHOR", *more, "APPROVE-QA"]
        return bool(is_ready and is_tested and is_answered) and self._be(state="in_approval", waiting=route, signed=[])

    def sign(self, who: str, roles: Set[str]) -> bool:
        step = self.waiting[0] if self.waiting else ""
        before = {meaning for meaning, one in self.signed if one == who} & APART.get(step, set())
        if not step or ROLE[step] not in roles or before or self._is_barred(step, who):
            return False
        self._be(waiting=self.waiting[1:], signed=[*self.signed, (step, who)], signatures=self.signatures + 1)
        return bool(self.waiting) or self._be(state="approved", is_exposed=False)

    def reject(self, who: str, roles: Set[str]) -> bool:
        steps = [one for one in self.waiting if one != "AUTHOR" and ROLE[one] in roles]
        is_theirs = any(not self._is_barred(one, who) for one in steps)
        return is_theirs and self._be(state="assessing", waiting=[], signatures=self.signatures + 1)

    def recall(self, who: str) -> bool:
        is_theirs = self.state == "in_approval" and who == self.assessor
        return is_theirs and self._be(state="assessing", waiting=[])

    def leave(self, how: str) -> bool:
        to, since = MAY[how]
        return self.state in since and self._be(state=to, waiting=[])

    def edit_note(self) -> bool:
        to = self.state if self.state in {"detected", "live_unassessed"} else "assessing"
        return self._be(state=to, round=self.round + 1, level="", settler="", authors=set(), testers=[], waiting=[])

    def pass_date(self, *, was_live: bool) -> bool:
        if self.state == "approved":
            return self._be(state="live")
        is_named = self.state in OPEN | {"deferred"} and not was_live
        return is_named and self._be(state="live_unassessed", is_exposed=True, waiting=[])

    def decide_use(self, roles: Set[str]) -> bool:
        return self._is_service_exposed() and "QA" in roles and self._be(has_use_decision=True)

    def review_exposure(self) -> bool:
        return self._is_service_exposed() and self.state != "in_approval" and self._be(has_review=True)

    def _works(self) -> bool:
        return self.state in AT_WORK or (self.state == "live_unassessed" and self.has_use_decision)

    def _at_work(self) -> str:
        return self.state if self.state == "testing" else "assessing"

    def _is_service_exposed(self) -> bool:
        return self.is_exposed and self.state not in {"withdrawn", "merged", "not_adopted"}

    def _is_barred(self, step: str, who: str) -> bool:
        if step == "AUTHOR":
            return who != self.assessor
        if step == "EXECUTE-TEST":
            return who not in self.testers or ("EXECUTE-TEST", who) in self.signed
        return who in self.testers or (step != "REVIEW-TEST" and who in self.authors | {self.assessor, self.settler})

    def _be(self, **changes: object) -> bool:
        vars(self).update(changes)
        return True

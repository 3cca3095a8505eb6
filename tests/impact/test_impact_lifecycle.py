"""Every move of every table from every state: what is not in the table is refused."""

import itertools

import pytest

from app import impact
from app.impact.lifecycle import ASSESSMENT, DEFECT, TEST_RUN, USE_DECISION

WAYS = {
    "triage": {"detected": "triaged"},
    "assess": {"triaged": "assessing", "live_unassessed": "assessing"},
    "start_testing": {"assessing": "testing"},
    "change_plan": {"testing": "assessing"},
    "submit": {"assessing": "in_approval", "testing": "in_approval"},
    "reject": {"in_approval": "assessing"},
    "recall": {"in_approval": "assessing"},
    "approve": {"in_approval": "approved"},
    "go_live": {"approved": "live"},
    "close": {"live": "closed"},
    "reopen": dict.fromkeys(
        [
            "triaged",
            "testing",
            "in_approval",
            "approved",
            "live",
            "closed",
            "merged",
            "withdrawn",
            "deferred",
            "not_adopted",
        ],
        "assessing",
    ),
    "expose": dict.fromkeys(
        ["detected", "triaged", "assessing", "testing", "in_approval", "deferred"], "live_unassessed"
    ),
    "log": {"detected": "closed"},
    "merge": dict.fromkeys(["detected", "triaged", "assessing", "testing", "in_approval", "live_unassessed"], "merged"),
    "withdraw": dict.fromkeys(
        ["detected", "triaged", "assessing", "testing", "in_approval", "approved", "deferred", "live_unassessed"],
        "withdrawn",
    ),
    "defer": dict.fromkeys(["detected", "triaged", "assessing", "testing", "in_approval"], "deferred"),
    "resume": {"deferred": "assessing"},
    "not_adopt": dict.fromkeys(
        ["detected", "triaged", "assessing", "testing", "in_approval", "approved", "deferred"], "not_adopted"
    ),
    "void": dict.fromkeys(["approved", "live", "closed"], "voided"),
}
BY_CLOCK = {"go_live", "reopen", "expose", "log"}
SIGNED = {"approve", "reject", "void"}
REASONED = {
    "change_plan",
    "reject",
    "recall",
    "reopen",
    "expose",
    "log",
    "merge",
    "withdraw",
    "defer",
    "resume",
    "not_adopt",
    "void",
}


@pytest.mark.parametrize(("name", "state"), list(itertools.product(sorted(WAYS), ASSESSMENT.states)))
def test_each_move_from_each_state(name, state):
    verdict = ASSESSMENT.allows(name, state, has_reason=True, is_signed=True)
    assert verdict.is_allowed == (state in WAYS[name])
    if verdict.is_allowed:
        assert ASSESSMENT.move(name).to == WAYS[name][state]


def test_the_table_has_these_moves_and_no_other():
    assert {one.name for one in ASSESSMENT.moves} == set(WAYS)


@pytest.mark.parametrize("name", sorted(WAYS))
def test_what_a_move_needs(name):
    state = next(iter(WAYS[name]))
    assert ASSESSMENT.allows(name, state, has_reason=True, is_signed=True, is_clock=True).is_allowed == (
        name in BY_CLOCK
    )
    assert ASSESSMENT.allows(name, state, has_reason=True, is_signed=False).is_allowed == (name not in SIGNED)
    assert ASSESSMENT.allows(name, state, has_reason=False, is_signed=True).is_allowed == (name not in REASONED)


@pytest.mark.parametrize("table", [TEST_RUN, DEFECT, USE_DECISION])
def test_what_is_finished_stays_finished(table):
    for state in ("passed", "failed", "abandoned", "signed", "dropped"):
        assert table.open_moves(state) == ()


def test_the_diagram_in_the_docs_is_the_table():
    lines = [line.strip() for line in impact.__doc__.splitlines()]
    assert set(map(str.strip, ASSESSMENT.diagram().splitlines())) <= set(lines)

"""What is flagged, who may decide, what a leaver list does: pure, table by table."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.access.definitions import flags_in_force
from app.access.rules import leavers
from app.access.rules.decisions import (
    Account,
    Decided,
    Wanted,
    decision_problems,
    is_carried_out,
    may_close,
    may_decide,
)
from app.access.rules.flags import FLAGS, Known, flags_of
from app.access.rules.scopes import Scope, scope_problems
from app.base.sheets import read_sheet

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
GOOD = {"username": "nora.lind", "roles": ["SO"], "is_active": True, "created_at": NOW - 900 * DAY}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"last_signed_in_at": NOW}, []),
        ({}, ["never_used"]),
        ({"last_signed_in_at": NOW - 90 * DAY}, []),
        ({"last_signed_in_at": NOW - 90 * DAY - timedelta(seconds=1)}, ["dormant"]),
        ({"last_signed_in_at": NOW, "leaves_on": NOW.date()}, ["leaver"]),
        ({"last_signed_in_at": NOW, "roles": ["ADM"]}, ["privileged"]),
        ({"last_signed_in_at": NOW, "roles": ["SO", "QA"]}, ["conflict_of_duties", "privileged"]),
        ({"last_signed_in_at": NOW, "roles": ["SO", "SME"]}, ["conflict_of_duties"]),
        ({"last_signed_in_at": NOW, "username": "qa.team"}, ["generic_account"]),
        ({"last_signed_in_at": NOW, "open_links": 1}, ["link_open"]),
        ({"last_signed_in_at": NOW, "training_gaps": ["PRO-0001: not trained yet"]}, ["no_training"]),
        ({"last_signed_in_at": NOW, "roles": ["INSP"], "training_gaps": ["PRO-0001: not trained yet"]}, []),
        ({"roles": ["ADM"], "leaves_on": NOW.date(), "is_active": False}, []),
    ],
)
def test_flags(facts, expected):
    found = flags_of(Known(**{**GOOD, **facts}), flags_in_force(), NOW)
    assert [one.flag for one in found] == expected
    assert all(one.why.endswith(".") and one.flag in FLAGS for one in found)


def test_the_default_says_ninety_days():
    assert flags_in_force().dormant_after_days == 90


@pytest.mark.parametrize(
    ("wanted", "is_flagged", "field"),
    [
        (Wanted("keep"), False, None),
        (Wanted("keep"), True, "reason"),
        (Wanted("keep", "It is needed"), True, None),
        (Wanted("keep", "It is needed", ["SO"]), True, "roles_taken"),
        (Wanted("remove"), False, "reason"),
        (Wanted("remove", "   "), False, "reason"),
        (Wanted("remove", "Left us"), False, None),
        (Wanted("change", "Moved"), False, "roles_taken"),
        (Wanted("change", "Moved", ["QA"]), False, "roles_taken"),
        (Wanted("change", "Moved", ["SO", "SME"]), False, "roles_taken"),
        (Wanted("change", "", ["SME"]), False, "reason"),
        (Wanted("change", "Moved", ["SME"]), False, None),
        (Wanted("approve", "Moved"), False, "outcome"),
    ],
)
def test_what_a_decision_must_say(wanted, is_flagged, field):
    found = [name for name, _ in decision_problems(wanted, ["SO", "SME"], is_flagged=is_flagged)]
    assert found == ([field] if field else [])


def test_the_same_human_being_with_a_second_account_does_not_help():
    mine = Account(7, "nora@example.org")
    assert not may_decide("open", "ACR-2026-0001", mine, mine).is_allowed
    assert not may_decide("open", "ACR-2026-0001", Account(8, " NORA@example.org"), mine).is_allowed
    assert may_decide("open", "ACR-2026-0001", Account(8, "nils@example.org"), mine).is_allowed
    assert may_decide("open", "ACR-2026-0001", Account(8, ""), Account(9, "")).is_allowed
    assert not may_decide("closed", "ACR-2026-0001", Account(8, ""), mine).is_allowed


def test_carried_out_looks_at_the_account_as_it_stands():
    assert not is_carried_out("remove", [], ["SO"], is_active=True)
    assert is_carried_out("remove", [], ["SO"], is_active=False)
    assert not is_carried_out("change", ["QA"], ["SO", "QA"], is_active=True)
    assert is_carried_out("change", ["QA"], ["SO", "SME"], is_active=True)
    assert is_carried_out("change", ["QA"], ["SO", "QA"], is_active=False)
    assert is_carried_out("keep", [], ["SO"], is_active=True)


accounts = some.builds(Account, some.integers(1, 6), some.sampled_from(["", "a@x", "A@x ", "b@x", "c@x"]))


@given(some.lists(some.tuples(accounts, some.none() | accounts), max_size=8))
def test_a_review_closes_exactly_when_everybody_was_decided_on_by_somebody_else(pairs):
    lines = [Decided(account, f"person {account.person_id}", decider) for account, decider in pairs]
    expected = all(
        decider is not None
        and decider.person_id != account.person_id
        and (not account.email.strip() or account.email.strip().lower() != decider.email.strip().lower())
        for account, decider in pairs
    )
    assert may_close("open", "ACR-2026-0001", lines).is_allowed == expected
    assert not may_close("closed", "ACR-2026-0001", lines).is_allowed


def test_scopes():
    assert Scope("signers").takes(1, ["SO"], is_active=True)
    assert not Scope("signers").takes(1, ["ADM"], is_active=True)
    assert Scope("administrators").takes(1, ["ADM"], is_active=True)
    assert not Scope("everybody").takes(1, ["ADM"], is_active=False)
    assert Scope("chosen", person_ids=frozenset({1})).takes(1, [], is_active=False)
    assert scope_problems(Scope("role"), [1])[0][0] == "role"
    assert scope_problems(Scope("chosen"), [1])[0][0] == "people"
    assert scope_problems(Scope("chosen", person_ids=frozenset({9})), [1])[0][0] == "people"
    assert scope_problems(Scope("all of them"), [1])[0][0] == "scope"


TODAY = date(2026, 11, 2)
PEOPLE = [
    leavers.Account(1, 1, "ada.miller", "ada@x.example", "Ada Miller (ada.miller)", True, True),  # noqa: FBT003
    leavers.Account(2, 1, "adam.moss", "adam@x.example", "Adam Moss (adam.moss)", True, True),  # noqa: FBT003
    leavers.Account(3, 1, "nora.lind", "nora@x.example", "Nora Lind (nora.lind)", True, False),  # noqa: FBT003
    leavers.Account(4, 1, "gale.left", "gale@x.example", "Gale Left (gale.left)", False, False),  # noqa: FBT003
    leavers.Account(5, 1, "tim.one", "desk@x.example", "Tim One (tim.one)", True, False),  # noqa: FBT003
    leavers.Account(6, 1, "tom.two", "desk@x.example", "Tom Two (tom.two)", True, False, TODAY + DAY),  # noqa: FBT003
]


def planned(text, uploader=1):
    rows = leavers.rows_of(read_sheet(text.encode(), leavers.KNOWN_COLUMNS))
    return leavers.plan_lines(rows, PEOPLE, uploader, TODAY)


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("nora.lind;2026-11-01", "deactivate"),
        ("NORA@x.example;01.11.2026", "deactivate"),
        ("nora.lind;2026-11-02", "mark"),
        ("tom.two;2026-11-03", "already_leaver"),
        ("tom.two;2026-11-04", "mark"),
        ("tom.two;2026-10-04", "deactivate"),
        ("gale.left;2026-11-01", "already_deactivated"),
        ("ada.miller;2026-11-01", "yourself"),
        ("ada.miller;2026-12-01", "yourself"),
        ("adam.moss;2026-11-01", "deactivate"),
        ("nobody;2026-11-01", "unknown"),
        ("desk@x.example;2026-11-01", "unknown"),
        ("nora.lind;1/11/2026", "unreadable"),
        ("nora.lind;2026-02-30", "unreadable"),
        ("nora.lind;", "unreadable"),
        (";2026-11-01", "unreadable"),
        ("nora.lind", "unreadable"),
    ],
)
def test_each_line_of_a_leaver_list(line, outcome):
    (found,) = planned(f"user;last_working_day\n{line}\n").lines
    assert found.outcome == outcome, found.sentence
    assert found.sentence.endswith(".")
    assert (found.line, found.outcome in leavers.OUTCOMES) == (2, True)


def test_the_last_administrator_stays_and_a_second_line_about_somebody_counts_nothing():
    plan = planned("email,last day\nada@x.example,2026-11-01\nadam@x.example,2026-11-01\nadam.moss,2026-11-01", None)
    assert [one.outcome for one in plan.lines] == ["deactivate", "last_administrator", "repeated"]


def test_a_header_without_its_columns_is_refused_and_another_day_gives_another_fingerprint():
    with pytest.raises(leavers.SheetRefused, match="last_working_day is missing"):
        planned("user;reference\nnora.lind;1\n")
    with pytest.raises(leavers.SheetRefused, match="user stands twice"):
        planned("user;email;last_day\na;b;2026-11-01\n")
    first, second = (planned(f"user;last_day\nnora.lind;2026-11-{day}\n") for day in ("01", "05"))
    assert first.fingerprint != second.fingerprint
    assert first.to_do == second.to_do == 1

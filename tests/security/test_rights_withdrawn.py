"""Somebody loses account or role while their own form is on its way: nothing is written after that commit (F28)."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import g

from app.base.db import db, transaction
from app.people import actions, queries
from app.records.actor import Actor
from app.web import edge
from tests.factories.people import make_person, person_for, second_administrator, sign_in
from tests.security.fortress import FORM_SECRET, Browser

IN_FLIGHT = 0.01
"""Seconds between the administrator's first write and commit, so that forms wait behind it."""


def browser_of(fortress, username: str) -> Browser:
    """Return the signed-in browser of a person."""
    browser = Browser(fortress.app, fortress.app.response_class)
    sign_in(browser, queries.person(username))
    with browser.session_transaction() as cookie:
        cookie["csrf_token"] = FORM_SECRET
    return browser


def withdraw(fortress, username: str, how: str) -> int:
    """Take account or role away; return the size of the ledger at that commit."""
    with fortress.app.app_context():
        admin, second, person = person_for("ADM"), second_administrator(), queries.person(username)
        if how != "deactivated":
            with transaction(second.actor, fortress.clock()):
                reason = "They lead the department now."
                proposal = actions.propose_roles(person, ["LEAD"], reason, second.actor, fortress.clock())
        with transaction(admin.actor, fortress.clock()) as opened:
            if how == "deactivated":
                actions.deactivate(person, "They left the company today.", admin.actor, fortress.clock())
            else:
                actions.approve(proposal, admin.actor, fortress.clock())
            db.session.flush()
            time.sleep(IN_FLIGHT)
        return int(opened.kept["head_note"].splitlines()[1])


@dataclass
class Raced:
    """What came of the races: forms that wrote, forms that were refused, and writes after the commit."""

    written: int = 0
    refused: int = 0
    late: int = 0


def race(fortress, how: str, name: str, pause: float, raced: Raced) -> None:
    """Let one person send forms until they are stopped, and an administrator stop them meanwhile."""
    username = f"{name}.{how[0]}"
    with fortress.app.app_context():
        make_person(username, ["SQM"], can_sign=False, has_password=False, name=f"{name} {how}")
        browser = browser_of(fortress, username)
    statuses, stop = [], threading.Event()

    def work() -> None:
        for turn in range(60):
            data = {"csrf_token": fortress.token, "name": f"Vendor {how} {name} {turn}"}
            statuses.append(browser.post("/suppliers", data=data).status_code)
            if stop.is_set() and statuses[-1] == 401:
                return

    worker = threading.Thread(target=work)
    worker.start()
    time.sleep(pause)
    size = withdraw(fortress, username, how)
    stop.set()
    worker.join()
    assert set(statuses) <= {303, 401, 403, 503}, statuses
    assert statuses[-1] == 401
    bodies = fortress.eyes.execute("SELECT body FROM ledger_event WHERE seq > ?", (size,)).fetchall()
    raced.late += sum(json.loads(body)["actor"]["username"] == username for (body,) in bodies)
    raced.written += statuses.count(303)
    raced.refused += statuses.count(401)


def names(count: int) -> Iterator[str]:
    """Yield so many first names that look like no other."""
    for number in range(count):
        yield f"rita{'abcdefghijklmnopqrstuvwxyz'[number % 26]}{'abcdefghijklmnopqrstuvwxyz'[number // 26]}{number}"


@pytest.mark.parametrize("how", ["deactivated", "without the role"])
def test_no_write_follows_the_commit_that_took_the_right(fortress, how: str, request):
    count, raced = 500 if request.config.getoption("--large") else 50, Raced()
    for number, name in enumerate(names(count)):
        race(fortress, how, name, 0.002 * (number % 25), raced)
    with fortress.app.app_context():
        db.session.remove()
    print(f"{count} races {how}: {raced.written} writes before, {raced.late} after, {raced.refused} refused")
    assert raced.late == 0
    assert raced.written > 0
    assert raced.refused >= count
    fortress.restore()


def test_the_control_that_asks_before_the_transaction_lets_some_through(fortress, monkeypatch):
    """Were the rights read before the transaction only, forms on their way would be written: the check can fail."""
    real = edge.actor

    def as_asked_first() -> Actor:
        if "asked_first" not in g:
            g.asked_first = real()
        return g.asked_first

    monkeypatch.setattr(edge, "actor", as_asked_first)
    monkeypatch.setattr(fortress.app.extensions["qualward_guard"], "check_again", lambda _permission: None)
    raced = Raced()
    for number, name in enumerate(names(20)):
        race(fortress, "deactivated", name, 0.002 * (number % 10), raced)
    print(f"control: 20 races, {raced.late} writes after the commit that took the account")
    assert raced.late > 0
    fortress.restore()

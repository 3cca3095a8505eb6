"""Somebody loses account or role while their own form is on its way: nothing is written after that commit (F28)."""

import json
import threading
import time

import pytest

from app.base.db import db, transaction
from app.people import actions, queries
from tests.factories.people import make_person, person_for, second_administrator, sign_in
from tests.security.fortress import FORM_SECRET, Browser

RACES = 50


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
        return int(opened.kept["head_note"].splitlines()[1])


@pytest.mark.parametrize("how", ["deactivated", "without the role"])
def test_no_write_follows_the_commit_that_took_the_right(fortress, how: str):
    written = late = refused = 0
    for race in range(RACES // 2):
        username = f"rita.{'abcdefghijklmnopqrstuvwxyz'[race]}.{how[0]}"
        with fortress.app.app_context():
            make_person(username, ["SQM"], can_sign=False, has_password=False, name=f"Rita {race} {how}")
            browser = browser_of(fortress, username)
        statuses, stop = [], threading.Event()

        def work(browser=browser, statuses=statuses, stop=stop, race=race) -> None:
            for turn in range(60):
                data = {"csrf_token": fortress.token, "name": f"Vendor {how} {race} {turn}"}
                statuses.append(browser.post("/suppliers", data=data).status_code)
                if stop.is_set() and statuses[-1] == 401:
                    return

        worker = threading.Thread(target=work)
        worker.start()
        time.sleep(0.002 * (race % 25))
        size = withdraw(fortress, username, how)
        stop.set()
        worker.join()
        assert set(statuses) <= {303, 401, 403, 503}, statuses
        assert statuses[-1] == 401
        bodies = fortress.eyes.execute("SELECT body FROM ledger_event WHERE seq > ?", (size,)).fetchall()
        late += sum(json.loads(body)["actor"]["username"] == username for (body,) in bodies)
        written += statuses.count(303)
        refused += statuses.count(401)
    with fortress.app.app_context():
        db.session.remove()
    print(f"{RACES // 2} races {how}: {written} writes before, {late} after the commit, {refused} refused")
    assert late == 0
    assert written > 0
    assert refused >= RACES // 2

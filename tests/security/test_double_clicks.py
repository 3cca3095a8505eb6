"""Two clicks, two tabs, an old page: one signature, one record for each form sent, and a sentence (T15, F19).

A thousand rounds are clicked below the browser, in `tests/faults/test_double_signing.py`.
"""

import re
import threading
from collections.abc import Callable
from functools import partial

import pytest

from tests.factories.people import NAMES, PASSWORD
from tests.security.fortress import Browser

THREADS = 20


def at_once(fortress, visitor: str, send: Callable[[Browser], int], count: int = THREADS) -> list[int]:
    """Let ``count`` browsers with the same cookie send the same thing at the same moment; return the statuses."""
    gate, answers = threading.Barrier(count), []
    cookie = fortress.browser(visitor).get_cookie("qualward")

    def run() -> None:
        browser = Browser(fortress.app, fortress.app.response_class)
        browser.set_cookie("qualward", cookie.value)
        gate.wait()
        answers.append(send(browser))

    threads = [threading.Thread(target=run) for _ in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def signing_page(fortress, visitor: str, address: str) -> dict[str, str]:
    """Open a signing page and fill it in."""
    page = fortress.browser(visitor).get(address).get_data(as_text=True)
    shown = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in ("sha256", "challenge")}
    return {"csrf_token": fortress.token, "username": NAMES[visitor][0], "password": PASSWORD, **shown}


def sign(address: str, fields: dict[str, str], browser: Browser) -> int:
    return browser.post(address, data=fields).status_code


def count(fortress, table: str) -> int:
    return fortress.eyes.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def draft(fortress) -> str:
    """Write a tier choice of the free service and return its address."""
    fortress.restore()
    service = fortress.company.objects["service"][-1]
    data = {"csrf_token": fortress.token, "tier": "T2", "rationale": "It keeps regulated records of ours."}
    return fortress.browser("SQM").post(f"/services/{service}/tier-choices", data=data).location


def test_twenty_clicks_make_one_signature_each_time(fortress, request):
    rounds = 100 if request.config.getoption("--large") else 10
    made, statuses = 0, []
    for _ in range(rounds):
        address = draft(fortress)
        fields = signing_page(fortress, "SQM", f"{address}/signatures/new")
        before = count(fortress, "signature")
        answers = at_once(fortress, "SQM", partial(sign, f"{address}/signatures", fields))
        statuses += answers
        made += count(fortress, "signature") - before
        assert min(answers) == 303
        assert set(answers) <= {303, 409, 503}
        assert count(fortress, "signature") - before == 1
    seen = {one: statuses.count(one) for one in sorted(set(statuses))}
    print(f"{rounds} x {THREADS} clicks: {made} signatures, answers {seen}")
    assert seen[303] == rounds
    fortress.restore()


def test_a_doubled_registration_is_two_records_or_a_sentence(fortress):
    before = count(fortress, "supplier")
    for turn in range(5):
        data = {"csrf_token": fortress.token, "name": f"Doubled Vendor {turn}"}
        answers = at_once(fortress, "SQM", lambda one, data=data: one.post("/suppliers", data=data).status_code, 4)
        assert set(answers) <= {303, 422, 503}
        assert answers.count(303) == 1, "the name is taken by the first"
    assert count(fortress, "supplier") - before == 5
    numbers = [one for (one,) in fortress.eyes.execute("SELECT number FROM supplier")]
    assert len(numbers) == len(set(numbers))


def test_two_tabs_on_one_record_make_one_change_and_one_sentence(fortress):
    number = fortress.company.objects["supplier"][0]
    version = fortress.eyes.execute("SELECT version FROM supplier WHERE number = ?", (number,)).fetchone()[0]
    events, data = fortress.ledger_size, {"csrf_token": fortress.token, "name": "Seen By Two Tabs", "version": version}
    data["reason"] = "The registry shows another name."
    answers = at_once(fortress, "SQM", lambda one: one.post(f"/suppliers/{number}", data=data).status_code, 8)
    assert sorted(set(answers)) in ([303, 409], [303, 409, 503])
    assert answers.count(303) == 1
    assert fortress.ledger_size == events + 1
    stale = fortress.browser("SQM").post(f"/suppliers/{number}", data={**data, "name": "From An Old Page"})
    text = stale.get_data(as_text=True)
    assert stale.status_code == 409
    assert "Somebody changed this record while you had it open" in text
    assert 'value="From An Old Page"' in text


@pytest.mark.parametrize("visitor", ["QA", "BPO"])
def test_a_page_shown_to_somebody_else_signs_nothing(fortress, visitor: str):
    address = draft(fortress)
    fields = signing_page(fortress, "SQM", f"{address}/signatures/new")
    mine = {**fields, "username": NAMES[visitor][0]}
    before = count(fortress, "signature"), count(fortress, "signing_refusal")
    answer = fortress.browser(visitor).post(f"{address}/signatures", data=mine)
    assert answer.status_code == 409
    assert (count(fortress, "signature"), count(fortress, "signing_refusal")) == (before[0], before[1] + 1)

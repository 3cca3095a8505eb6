"""Personal links: near misses, expiry to the second, and a token that stands nowhere but with its person (T3)."""

import logging
import random
import string
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import create_app
from app.base.db import db, transaction
from app.notices.actions import outbox
from app.notices.models import Mail, MailTry
from app.people.queries import digest
from app.questionnaires.actions import links, requests
from app.questionnaires.models import RespondentLink, RespondentSession
from app.questionnaires.queries.links import door_of, link_of
from app.questionnaires.queries.requests import request_numbered
from app.questionnaires.rules.links import Door
from app.questionnaires.views.misses import MOST, WITHIN, Misses
from tests.factories import questionnaires as made
from tests.factories.people import clock_now, person_for
from tests.hands import Hands

ALPHABET = string.ascii_letters + string.digits + "-_"
NEAR_MISSES = 10_000


@pytest.fixture
def visit(app) -> made.Visit:
    return made.make_request()


def near_misses(token: str, count: int) -> list[str]:
    """Return texts that are almost the token: each character and bit turned, cut, padded, in other letters."""
    found = {
        token.upper(),
        token.lower(),
        token.swapcase(),
        f"{token}=",
        f"={token}",
        f" {token}",
        f"{token} ",
        "",
        ".",
    }
    found |= {token[:cut] for cut in range(len(token))} | {token[cut:] for cut in range(1, len(token))}
    for at, one in enumerate(token):
        found |= {token[:at] + other + token[at + 1 :] for other in ALPHABET}
        found |= {token[:at] + chr(ord(one) ^ (1 << bit)) + token[at + 1 :] for bit in range(7)}
    chance = random.Random(21)
    while len(found) < count + 1:
        at, to = chance.sample(range(len(token)), 2)
        swapped = list(token)
        swapped[at], swapped[to] = chance.choice(ALPHABET), chance.choice(ALPHABET)
        found.add("".join(swapped))
    return sorted(found - {token})[:count]


def test_no_near_miss_opens_anything(visit):
    misses = near_misses(visit.token, NEAR_MISSES)
    accepted = [one for one in misses if link_of(one) is not None]
    print(f"{len(misses)} near misses, {len(accepted)} accepted")
    assert (len(misses), accepted) == (NEAR_MISSES, [])
    assert link_of(visit.token) is not None
    assert link_of(digest(visit.token)) is None, "what the database holds opens nothing"


def test_near_misses_get_their_own_page_and_soon_have_to_wait(client, visit, clock):
    statuses = [client.get(f"/respond/{one}").status_code for one in ("x", visit.token[:-1], visit.token.swapcase())]
    assert statuses == [404, 404, 404]
    for at in range(MOST - 3):
        client.get(f"/respond/guess-{at}")
    waiting = client.get("/respond/guess")
    assert (waiting.status_code, int(waiting.headers["Retry-After"])) == (429, int(WITHIN.total_seconds()))
    elsewhere = client.get(f"/respond/{visit.token}", environ_base={"REMOTE_ADDR": "10.1.2.3"})
    assert elsewhere.status_code == 200
    clock.forward(minutes=15)
    assert client.get(f"/respond/{visit.token}").status_code == 200


def test_misses_forget_the_oldest_address(clock):
    misses = Misses()
    for at in range(10_050):
        misses.count(f"address {at}", clock())
    assert len(misses._seen) == 10_000
    assert misses.seconds_to_wait("address 1", clock()) == 0


@pytest.mark.parametrize(("second", "status"), [(-1, 200), (0, 410), (1, 410)])
def test_a_link_expires_at_its_second(client, visit, clock, second: int, status: int):
    made.enter(client, visit)
    link = link_of(visit.token)
    clock.at = link.expires_at + timedelta(seconds=second) - timedelta(hours=1)
    made.enter(client, visit)
    clock.at = link.expires_at + timedelta(seconds=second)
    assert client.get(f"/respond/{visit.token}").status_code == status
    assert client.get(visit.path).status_code == status


def test_revoked_replaced_and_recalled_links_say_so(client, visit):
    made.enter(client, visit)
    link, sender = link_of(visit.token), person_for("SQM").actor
    with transaction(sender, clock_now()) as opened:
        replaced = requests.send_again(link.respondent, sender, opened.now)
    page = client.get(f"/respond/{visit.token}")
    assert (page.status_code, "revoked or replaced" in page.get_data(as_text=True)) == (410, True)
    assert client.get(visit.path).status_code == 410, "and whoever came in by it is out"
    assert client.get(f"/respond/{replaced.token}").status_code == 200
    with transaction(sender, clock_now()) as opened:
        requests.recall(request_numbered(visit.number), "Sent to the wrong company", opened.now)
    page = client.get(f"/respond/{replaced.token}")
    assert (page.status_code, "taken back" in page.get_data(as_text=True)) == (410, True)


def test_more_time_opens_an_expired_link_again(client, visit, clock):
    link, sender = link_of(visit.token), person_for("SQM").actor
    clock.at = link.expires_at
    assert door_of(link, clock()) is Door.EXPIRED
    day = clock().date() + timedelta(days=10)
    with transaction(sender, clock()) as opened:
        requests.extend(request_numbered(visit.number), day, day, "The supplier was on holiday", opened.now)
    assert client.get(f"/respond/{visit.token}").status_code == 200


def test_opening_a_link_changes_nothing(client, visit, settings):
    def everything() -> str:
        eyes = Hands(settings)
        found = repr([sorted(map(repr, eyes.execute(f"SELECT * FROM {table}"))) for table in sorted(eyes.tables())])
        eyes.close()
        return found

    before = everything()
    for _ in range(5):
        client.get(f"/respond/{visit.token}", headers={"User-Agent": "Mail scanner"})
    assert everything() == before
    assert link_of(visit.token).first_used_at is None


def test_the_token_stands_nowhere(app, client, visit, settings, caplog):
    """Neither database nor files, log, page, Location, Referer policy or cookie carry it, before and after its use."""
    caplog.set_level(logging.DEBUG)
    answers = [client.get(f"/respond/{visit.token}")]
    token = client.token(f"/respond/{visit.token}")
    answers.append(client.post(f"/respond/{visit.token}", data={"csrf_token": token}))
    answers += [client.get(visit.path + path) for path in ("", "/areas/QS", "/copy", "/submissions/new", "/colleagues")]
    answers.append(client.post(f"/respond/{visit.token}", data={}))
    browser = app.test_client()
    answers.append(browser.post(f"/respond/{visit.token}", data={"csrf_token": "forged"}))
    for one in answers:
        assert visit.token not in one.get_data(as_text=True) + str(one.headers)
        assert one.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in one.headers["Cache-Control"]
    assert visit.token not in caplog.text
    assert visit.token not in dump(settings)


def test_a_failure_at_the_door_leaves_no_token_in_the_log(app, client, visit, caplog, monkeypatch):
    token = client.token(f"/respond/{visit.token}")

    def breaks(*_: object) -> str:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(links, "enter", breaks)
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    assert client.post(f"/respond/{visit.token}", data={"csrf_token": token}).status_code == 500
    assert "broken on purpose" in caplog.text
    assert visit.token not in caplog.text


def test_a_waiting_mail_keeps_the_link_sealed_and_the_letter_carries_it(copies, clock):
    """The outbox holds the mail from the very transaction that sent the request; a dump of it opens nothing."""
    settings = copies(mail_url="smtp://127.0.0.1:9")
    app = create_app(settings, clock)
    with app.app_context():
        visit = made.make_request()
        mail = db.session.scalar(select(Mail))
        assert mail.state == "waiting"
        assert visit.token not in dump(settings)
        with transaction(person_for("ADM").actor, clock()) as opened:
            letter = outbox.claim(mail.id, opened.now)
        assert f"http://127.0.0.1:8000/respond/{visit.token}" in letter.body
        assert letter.to == "ana.silva@vendor.example"
        with transaction(person_for("ADM").actor, clock()) as opened:
            outbox.mark_sent(mail.id, opened.now)
        assert db.session.scalar(select(MailTry.sealed_link)) is None
        db.session.remove()
        db.engine.dispose()


def test_the_session_is_its_own(app, client, client_as, visit):
    """A respondent's cookie opens nothing of ours, and ours opens nothing of theirs."""
    made.enter(client, visit)
    for path in ("/", "/requests", f"/requests/{visit.number}", "/suppliers", "/account"):
        answer = client.get(path)
        assert (answer.status_code, "/sign-in" in (answer.location or "")) == (303, True), path
    staff = client_as("SQM")
    assert staff.get(visit.path).status_code == 401
    row = db.session.scalar(select(RespondentSession))
    cookie = client.get_cookie("qualward-respondent")
    assert row.sha256 == digest(cookie.value)
    assert cookie.value not in dump(app.config["QUALWARD"])


def test_first_use_is_on_record(client, visit):
    token = client.token(f"/respond/{visit.token}")
    answer = client.post(f"/respond/{visit.token}", data={"csrf_token": token})
    flags = answer.headers["Set-Cookie"]
    assert all(one in flags for one in ("qualward-respondent=", "HttpOnly", "SameSite=Strict", "Path=/"))
    assert db.session.scalar(select(RespondentLink)).first_used_at is not None


def dump(settings) -> str:
    """Return every row of every table and every stored file as one text."""
    eyes = Hands(settings)
    rows = repr([list(eyes.execute(f"SELECT * FROM {table}")) for table in eyes.tables()])
    eyes.close()
    files = [
        path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file() and "qualward.db" not in path.name
    ]
    return rows + b"".join(files).decode("utf-8", "replace")

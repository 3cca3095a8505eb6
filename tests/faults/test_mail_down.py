"""The mail server dies at ten points of a letter (F25): none is lost; one that comes twice has one Message-ID."""

import multiprocessing
import os
import signal
from collections import Counter
from contextlib import suppress
from functools import partial

import pytest
from sqlalchemy import select

from app import create_app
from app.base import mail as door
from app.base.db import db, transaction
from app.base.mail import MailServer as Door
from app.notices.actions import outbox, tell
from app.notices.models import Mail, MailTry
from app.notices.queries import mails
from app.notices.rules.causes import News
from app.notices.sending import send_due
from app.records.actor import CLOCK
from app.records.verification.verify import verify
from tests.factories.people import person_for
from tests.faults.mail_server import PATIENCE, POINTS, running

FOR_GOOD = "refused"
"""The one point after which a letter is not tried again: the server said that it never takes it."""


@pytest.fixture
def server():
    with running() as found:
        yield found


@pytest.fixture
def settings(copies, server):
    return copies(mail_url=server.url)


def queue(clock, number):
    person = person_for("QA")
    with transaction(CLOCK, clock()) as opened:
        values = {"number": f"RIA-2026-{number:04d}", "what": "Something waits."}
        return tell(News("signature", f"trial:{number}", person.id, values), opened.now)


def sender(server):
    """Be impatient with a slow server only: a busy machine is none."""
    return partial(Door.of(server.url, "").send, seconds=PATIENCE if server.fails_at == "slow" else 20)


def turns(server, clock, count=12):
    """Let the clock send, an hour apart."""
    for _ in range(count):
        send_due(sender(server), clock)
        clock.forward(hours=1)


@pytest.mark.parametrize("point", POINTS)
def test_nothing_is_lost_at_any_point(app, clock, server, request, point):
    trials = 100 if request.config.getoption("--large") else 10
    person_for("QA")
    for number in range(trials):
        queue(clock, number)
        server.fails_at = point
        send_due(sender(server), clock)
        server.fails_at = None
        clock.forward(hours=1)
        send_due(sender(server), clock)
    turns(server, clock, 2)
    found = db.session.scalars(select(Mail)).all()
    taken = Counter(server.taken)
    doubled = sum(count - 1 for count in taken.values())
    print(f"{point}: {trials} letters, {len(taken)} arrived, {doubled} of them again under the same Message-ID")
    assert set(taken) <= {one.message_id for one in found}
    if point == FOR_GOOD:
        assert {one.state for one in found} == {"refused"}
        assert all("550 no such user" in one.sentence for one in found)
    else:
        assert {one.state for one in found} == {"sent"}
        assert set(taken) == {one.message_id for one in found}
    assert doubled <= trials
    assert (doubled > 0) == (point in {"before reply", "slow"})
    assert verify().faults == []


def test_the_careless_control_loses_letters(app, clock, server):
    """Were a mail marked as sent before the server took it, each failure would lose one: the check above can fail."""
    for number in range(10):
        queue(clock, number)
        server.fails_at = POINTS[number % len(POINTS)]
        for mail_id in mails.due(clock()):
            with transaction(CLOCK, clock()) as opened:
                letter = outbox.claim(mail_id, opened.now)
                outbox.mark_sent(mail_id, opened.now)
            with suppress(door.MailFailed):
                sender(server)(letter)
    server.fails_at = None
    turns(server, clock, 3)
    sent = set(db.session.scalars(select(Mail.message_id).where(Mail.state == "sent")))
    lost = sent - set(server.taken)
    print(f"control: {len(sent)} letters called sent, {len(lost)} of them never arrived")
    assert len(lost) >= 6


def test_a_silent_server_is_asked_once_a_turn_and_not_once_a_letter(app, clock, server):
    for number in range(20):
        queue(clock, number)
    server.fails_at = "before greeting"
    asked = []

    def counted(letter):
        asked.append(letter)
        sender(server)(letter)

    assert send_due(counted, clock) == 0
    assert len(asked) == 1
    server.fails_at = None
    clock.forward(minutes=2)
    assert send_due(sender(server), clock) == 20


def test_a_letter_that_waits_too_long_is_given_up_on_record_and_started_again_by_a_person(app, clock, server):
    queue(clock, 1)
    server.fails_at = "busy"
    turns(server, clock, 80)
    found = db.session.scalars(select(Mail)).one()
    assert (found.state, found.sentence) == ("given_up", "The mail server answered 451 try later.")
    tries = db.session.get_one(MailTry, found.id).tries
    assert 20 <= tries <= 40
    server.fails_at = None
    turns(server, clock, 10)
    assert server.taken == []
    admin = person_for("ADM")
    with transaction(admin.actor, clock()):
        outbox.try_again(db.session.get_one(Mail, found.id), admin.actor, clock())
    turns(server, clock, 1)
    assert server.taken == [found.message_id]


def _send_and_die(settings, clock, port):
    """Send in a process of its own, which dies when the server has said yes and before that is on record."""
    app = create_app(settings, clock)
    with app.app_context():

        def die(_mail_id, _now):
            os.kill(os.getpid(), signal.SIGKILL)

        outbox.mark_sent = die
        send_due(Door.of(f"smtp://127.0.0.1:{port}?from=portal@example.org", "").send, clock)


def test_a_kill_between_the_servers_yes_and_our_commit_sends_again_under_the_same_message_id(
    app, clock, server, settings, request
):
    trials = 50 if request.config.getoption("--large") else 5
    person_for("QA")
    for number in range(trials):
        queue(clock, number)
        db.session.remove()
        db.engine.dispose()
        process = multiprocessing.get_context("fork").Process(
            target=_send_and_die, args=(settings, clock, server.server_address[1])
        )
        process.start()
        process.join(30)
        assert process.exitcode == -signal.SIGKILL
        clock.forward(hours=1)
        send_due(sender(server), clock)
    found = db.session.scalars(select(Mail)).all()
    assert {one.state for one in found} == {"sent"}
    assert Counter(server.taken) == dict.fromkeys((one.message_id for one in found), 2)
    assert verify().faults == []

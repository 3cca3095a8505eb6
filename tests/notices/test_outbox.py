"""The outbox: a mail in the transaction of its notice, addresses by reference only, a page for administrators."""

import email
from datetime import UTC, datetime
from email.policy import SMTP

import pytest
from sqlalchemy import select

from app.base.db import db, transaction
from app.notices.actions import raise_alarms, tell
from app.notices.models import Alarm, Mail, MailTry, Notice
from app.notices.rules import retry
from app.notices.rules.causes import Cause, News
from app.notices.rules.texts import one_line, several_lines, written
from app.notices.sending import send_due
from app.notices.watching.mails import MAILS
from app.people import actions as accounts
from app.records.actor import CLOCK
from app.records.tables import LedgerEvent
from tests.factories.people import make_person, person_for
from tests.faults.mail_server import running
from tests.notices.test_alarms import turn

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def server():
    with running() as found:
        yield found


@pytest.fixture
def settings(copies, server):
    return copies(mail_url=server.url, base_url="https://qualward.acme.example")


def an_alarm(clock, sentence="It failed.", subject="1", name="FED-0001 Notes"):
    with transaction(CLOCK, clock()) as opened:
        cause = Cause("feed_failing", "releases.feed", subject, name, "/feeds", sentence, clock())
        return raise_alarms([cause], opened.now)


def send(clock):
    from app.notices import door  # noqa: PLC0415 - asked again for each sending, as the clock does

    return send_due(door.server().send, clock)


def letters(server):
    return [email.message_from_bytes(one, policy=SMTP) for one in server.letters]


def test_an_alarm_is_mailed_to_whoever_acknowledges_it_once(app, clock, server):
    sqm, so = person_for("SQM"), person_for("SO")
    person_for("QA")
    an_alarm(clock)
    assert send(clock) == 2
    assert send(clock) == 0
    found = {one["To"].addresses[0].addr_spec: one for one in letters(server)}
    assert set(found) == {sqm.email, so.email}
    mail = found[sqm.email]
    assert mail["Subject"] == "[Qualward] ALM-2026-0001 Feed is failing: FED-0001 Notes"
    assert "https://qualward.acme.example/alarms/ALM-2026-0001" in mail.get_content()
    assert mail["Message-ID"].endswith("@qualward.acme.example>")


def test_notice_and_mail_stand_and_fall_with_what_they_tell(app, clock):
    person_for("SQM")

    def broken():
        with transaction(CLOCK, clock()) as opened:
            raise_alarms([Cause("feed_failing", "releases.feed", "1", "F", "/", "It failed.", clock())], opened.now)
            raise LookupError("the power went")

    with pytest.raises(LookupError):
        broken()
    assert [db.session.query(kind).count() for kind in (Alarm, Notice, Mail, MailTry)] == [0, 0, 0, 0]
    an_alarm(clock)
    assert [db.session.query(kind).count() for kind in (Alarm, Notice, Mail, MailTry)] == [1, 1, 1, 1]


def test_the_same_is_told_once(app, clock):
    person = person_for("SQM")
    news = News("signature", "signature:1:1:1", person.id, {"number": "RIA-2026-0001", "what": "x"})
    with transaction(CLOCK, clock()) as opened:
        assert tell(news, opened.now) is not None
        assert tell(news, opened.now) is None
    with transaction(CLOCK, clock()) as opened:
        assert tell(news, opened.now) is None


def test_no_event_of_a_notice_or_mail_holds_an_address(app, clock, server):
    people = [person_for("SQM"), person_for("SO")]
    an_alarm(clock)
    send(clock)
    bodies = db.session.scalars(select(LedgerEvent.body).where(LedgerEvent.act.startswith("notices."))).all()
    assert len(bodies) == 7
    assert [one for one in bodies if any(person.email in one or "@example.org" in one for person in people)] == []


def test_names_and_texts_of_others_cannot_write_a_header_or_hide_their_end(app, clock, server):
    make_person("omar.ali", ["SQM"], name="محمد علي")
    make_person("yuki.sato", ["SO"], name="佐藤 由紀")
    sentence = "Failed.\r\nBcc: evil@example.com\u202egnp.exe ${secret} {{7*7}} %s"
    an_alarm(clock, sentence, name="FED-0001\r\nBcc: evil@example.com \u202egnp")
    assert send(clock) == 2
    for one in letters(server):
        assert one["Bcc"] is None
        assert "\u202e" not in one["Subject"] + one.get_content()
        assert "{{7*7}}" in one.get_content()
        assert "${secret}" in one.get_content()
    assert {one["To"].addresses[0].display_name for one in letters(server)} == {"محمد علي", "佐藤 由紀"}


def test_no_mail_server_no_mail_but_the_notice_is_on_the_persons_page(copies, clock, client_as, app):
    object.__setattr__(app.config["QUALWARD"], "mail_url", "")
    person = person_for("SQM")
    an_alarm(clock)
    assert db.session.query(Mail).count() == 0
    page = client_as(person).get("/notices").text
    assert "ALM-2026-0001 Feed is failing" in page
    assert "No mail server is set" in page
    assert "ALM-2026-0001" not in client_as("QA").get("/notices").text
    assert "no mail is queued" in client_as("ADM").get("/mail").text


def test_a_refused_address_is_on_the_page_and_started_again_by_an_administrator(app, clock, server, client_as):
    person = person_for("SQM")
    an_alarm(clock)
    server.fails_at = "refused"
    send(clock)
    clock.forward(hours=30)
    send(clock)
    admin = client_as("ADM")
    page = admin.get("/mail?state=refused").text
    assert "550 no such user" in page
    assert person.username in page
    assert "It failed." not in page
    assert f"/people/{person.id}/mail" in admin.get(f"/people/{person.id}").text
    assert "550 no such user" in admin.get(f"/people/{person.id}/mail").text
    assert "/mail" not in client_as("QA").get(f"/people/{person.id}").text
    server.fails_at = None
    token = admin.token("/account")
    assert admin.post("/mail/1/tries", data={"csrf_token": token}).status_code == 303
    assert send(clock) == 1
    again = admin.post("/mail/1/tries", data={"csrf_token": token})
    assert again.status_code == 422
    assert "sent already" in again.text
    assert admin.post("/mail/99/tries", data={"csrf_token": token}).status_code == 404
    assert client_as("QA").get("/mail").status_code == 403


def test_mail_that_waits_for_hours_is_an_alarm_that_is_not_mailed(app, clock, server):
    person_for("SQM")
    person_for("ADM")
    an_alarm(clock)
    server.fails_at = "before greeting"
    for _ in range(4):
        send(clock)
        clock.forward(minutes=59)
    assert turn(MAILS, clock) == []
    clock.forward(minutes=5)
    alarm = turn(MAILS, clock)[0]
    assert alarm.sentence.startswith("1 mail waits for more than four hours.")
    assert db.session.query(Mail).count() == 1
    assert {one.person.username for one in db.session.scalars(select(Notice))} == {
        "ada.miller",
        "adam.moss",
        "sam.quinn",
    }


def test_pauses_grow_to_four_hours_and_no_further():
    pauses = [retry.next_try(NOW, tries) - NOW for tries in range(1, 30)]
    assert pauses == sorted(pauses)
    assert pauses[-1].total_seconds() == 4 * 3600


def test_a_mail_that_waited_for_a_clock_that_stood_still_is_not_given_up_at_its_first_try(app, clock, server):
    person_for("SQM")
    an_alarm(clock)
    clock.forward(days=10)
    server.fails_at = "before greeting"
    send(clock)
    assert db.session.scalars(select(Mail.state)).one() == "waiting"
    server.fails_at = None
    clock.forward(hours=1)
    assert send(clock) == 1


@pytest.mark.parametrize("text", ["a\r\nb", "a\nb", "a\x00b", "a\u2028b", "a\u202eb", "a\x85b"])
def test_one_line_is_one_line(text):
    assert one_line(text).splitlines() == [one_line(text)]
    assert "\u202e" not in several_lines(text)


def test_placeholders_take_names_only():
    with pytest.raises(KeyError):
        written("signature", number="1")
    assert written("signature", number="$what {number} %(x)s", what="")[0].startswith("$what {number} %(x)s")


def test_the_trial_command_sends_one_letter_and_says_what_went_wrong(app, server):
    from app.notices.commands import mail  # noqa: PLC0415 - the command alone, inside the application's context

    runner = app.test_cli_runner()
    done = runner.invoke(mail, ["try", "--to", "me@example.org"])
    assert (done.exit_code, "took a letter for me@example.org" in done.output) == (0, True)
    assert letters(server)[0]["Subject"] == "[Qualward] Trial letter"
    server.fails_at = "refused"
    done = runner.invoke(mail, ["try", "--to", "me@example.org"])
    assert (done.exit_code, "550 no such user" in done.output) == (1, True)
    object.__setattr__(app.config["QUALWARD"], "mail_url", "")
    done = runner.invoke(mail, ["try", "--to", "me@example.org"])
    assert (done.exit_code, "No mail server is set" in done.output) == (1, True)


def test_whoever_has_left_gets_no_mail_about_work(app, clock, server):
    person, admin = person_for("SQM"), person_for("ADM")
    an_alarm(clock)
    with transaction(admin.actor, clock()):
        accounts.deactivate(person, "She left the company.", admin.actor, clock())
    assert send(clock) == 0
    found = db.session.scalars(select(Mail)).one()
    assert (found.state, found.sentence) == ("refused", "The account was deactivated before the mail was sent.")
    assert server.taken == []

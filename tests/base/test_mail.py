"""The door for mail: what it reads from its setting, and what it never lets into a header."""

import email
from datetime import UTC, datetime
from email.policy import SMTP

import pytest

from app.base.mail import Letter, LetterRefused, MailServer, MailSettingsRefused, ServerUnreachable, written
from tests.faults.mail_server import running

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ADDRESS = "sam.quinn@example.org"
NAMES = ("Zoë Ångström", "山田太郎", "محمد علي", "Наталья", '"Quoted" <evil@example.com>', "a, b; c", "x" * 300, "😀")
LINE_ENDS = ("\r\nBcc: evil@example.com", "\nBcc: evil@example.com", "\r", "\r\n\r\nA body of my own", "\n.\n")


def letter(**changes):
    given = {"to": ADDRESS, "name": "Sam Quinn", "message_id": "<1@example.org>", "subject": "S", "body": "B", "at": AT}
    return Letter(**{**given, **changes})


def parsed(message):
    return email.message_from_bytes(message.as_bytes(), policy=SMTP)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_arrives_as_it_is_and_addresses_nobody_else(name):
    found = parsed(written(letter(name=name, subject=f"For {name}", body=f"Dear {name}\n.\nBye"), "p@example.org"))
    assert [one.addr_spec for one in found["To"].addresses] == [ADDRESS]
    assert found["To"].addresses[0].display_name == name
    assert found["Subject"] == f"For {name}"
    assert found.get_content().replace("\r\n", "\n").strip() == f"Dear {name}\n.\nBye"
    assert set(found.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding",
        "MIME-Version",
    }  # fmt: skip


@pytest.mark.parametrize("end", LINE_ENDS)
@pytest.mark.parametrize("where", ["to", "name", "subject", "message_id"])
def test_no_line_end_gets_into_a_header(where, end):
    with pytest.raises(LetterRefused):
        written(letter(**{where: f"{getattr(letter(), where)}{end}"}), "p@example.org")


@pytest.mark.parametrize("address", ["", "nobody", "a@b@c", "two@example.org, three@example.org", "<x@example.org>"])
def test_what_is_no_single_address_is_refused(address):
    with pytest.raises(LetterRefused):
        written(letter(to=address), "p@example.org")


def test_a_body_cannot_end_the_letter_early_or_begin_another():
    with running() as server:
        body = "one\r\n.\r\nMAIL FROM:<evil@example.com>\r\nRCPT TO:<evil@example.com>\r\nDATA\r\nInner\r\n.\r\n"
        MailServer.of(server.url, "").send(letter(body=body))
    assert len(server.letters) == 1
    assert b"evil@example.com" in server.letters[0]
    assert server.taken == ["<1@example.org>"]


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "sender"),
    [
        ("smtp://mail.example.org", "mail.example.org", 587, "starttls", "q@here"),
        ("smtp://mail.example.org:25?tls=none&from=p@acme.example", "mail.example.org", 25, "none", "p@acme.example"),
        ("smtps://u:w@mail.example.org", "mail.example.org", 465, "tls", "q@here"),
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, "none", "q@here"),
    ],
)
def test_the_setting_is_read(url, host, port, tls, sender):
    found = MailServer.of(url, "q@here")
    assert (found.host, found.port, found.tls, found.sender) == (host, port, tls, sender)


def test_name_and_word_may_hold_any_letter_and_the_word_is_never_shown():
    found = MailServer.of("smtps://me%40acme:p%3Aa%2Fss%20@mail.example.org", "q@here")
    assert (found.username, found.password) == ("me@acme", "p:a/ss ")
    assert "p:a/ss" not in repr(found)


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://h?tls=maybe", "smtp://h?x=1",
            "smtp://h?from=nobody", "smtp://h:99999"],
)  # fmt: skip
def test_a_setting_that_cannot_be_read_is_refused_without_repeating_it(url):
    with pytest.raises(MailSettingsRefused) as refused:
        MailServer.of(url.replace("://", "://user:s3cret@", 1), "q@here")
    assert "s3cret" not in str(refused.value)


def test_where_tls_is_wanted_nothing_is_said_without_it():
    with running() as server, pytest.raises(ServerUnreachable):
        MailServer.of(f"{server.url}&tls=starttls", "").send(letter())
    assert server.letters == []

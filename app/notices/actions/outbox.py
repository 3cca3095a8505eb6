"""The outbox: claiming a mail, and writing down what became of it."""

from datetime import datetime

from app.base.db import db
from app.base.mail import Letter
from app.notices import door, letters
from app.notices.models import Mail, MailTry
from app.notices.queries.notices import address_for
from app.notices.rules import retry
from app.people.models import Person
from app.records import moves, trail
from app.records.actor import Actor
from app.web.errors import Sentence

FOR_WORK = ("alarm", "signature", "due")
"""Kinds that nobody is told who has left; what became of an account is told all the same."""


class MailRefused(Sentence):
    """A mail is not tried again; the message says why."""


def claim(mail_id: int, now: datetime) -> Letter | None:
    """Count a try and return the letter to send; None when somebody else has it or it no longer waits.

    The next try is set before this one is made: after a crash in between it comes again by itself, under the same
    Message-ID.
    """
    mail, try_ = db.session.get_one(Mail, mail_id), db.session.get_one(MailTry, mail_id)
    if mail.state != "waiting" or try_.next_at > now:
        return None
    try_.tries += 1
    try_.next_at = retry.next_try(now, try_.tries)
    notice = mail.notice
    if notice.kind in FOR_WORK and not notice.reader.is_active:
        mark_refused(mail_id, "The account was deactivated before the mail was sent.", now)
        return None
    path = letters.opened(try_) or notice.link
    link = f"\n\n{door.address_of(path)}" if path else ""
    text = f"{notice.body}{link}\n\nQualward, {door.address_of('/')}\n"
    return Letter(address_for(notice), notice.reader.name, mail.message_id, f"[Qualward] {notice.subject}", text, now)


def mark_sent(mail_id: int, now: datetime) -> None:
    """Write down that the server took the mail."""
    mail = db.session.get_one(Mail, mail_id)
    if mail.state == "waiting":
        moves.move(mail, "send", "notices.mail.sent")
        db.session.get_one(MailTry, mail_id).sealed_link = None
        mail.done_at, mail.sentence = now, None


def mark_refused(mail_id: int, sentence: str, now: datetime) -> None:
    """Write down that the server will never take it for this address."""
    mail = db.session.get_one(Mail, mail_id)
    if mail.state == "waiting":
        moves.move(mail, "refuse", "notices.mail.refused", sentence)
        mail.done_at, mail.sentence = now, sentence


def put_off(mail_id: int, sentence: str, now: datetime) -> None:
    """Keep what the server said for the next try; after long enough, give up on record."""
    mail, try_ = db.session.get_one(Mail, mail_id), db.session.get_one(MailTry, mail_id)
    if mail.state != "waiting":
        return
    try_.last_sentence = sentence
    if retry.is_given_up(now, mail.waits_since, try_.tries):
        moves.move(mail, "give_up", "notices.mail.given_up", sentence)
        mail.done_at, mail.sentence = now, sentence


def try_again(mail: Mail, actor: Actor, now: datetime) -> None:
    """Let the clock try a mail at its next turn. Raises MailRefused for one that was sent."""
    if mail.state == "sent":
        raise MailRefused(f"Mail {mail.id} was sent already, so it is not sent again.")
    if mail.state != "waiting":
        moves.move(mail, "try_again", "notices.mail.asked_again")
    else:
        trail.say(mail, "notices.mail.asked_again")
    mail.asked_at, mail.asked_by_id = now, db.session.get_one(Person, int(actor.id)).id
    mail.done_at = mail.sentence = None
    db.session.get_one(MailTry, mail.id).next_at = now
    db.session.flush()

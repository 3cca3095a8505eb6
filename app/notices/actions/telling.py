"""Telling a person something, once; with a mail in the same transaction where a mail server is set."""

import secrets
from datetime import datetime

from app.base.db import db
from app.notices import door, letters
from app.notices.models import Mail, MailTry, Notice
from app.notices.queries.notices import told
from app.notices.rules.causes import News, Outside
from app.notices.rules.texts import written
from app.records import trail


def tell(news: News, now: datetime) -> Notice | None:
    """Put on record what somebody is told and queue its mail. Returns None when the same was told before."""
    db.session.flush()
    if told([news.key]):
        return None
    subject, body = written(news.kind, **news.values)
    notice = Notice(
        key=news.key,
        kind=news.kind,
        person_id=news.person_id,
        subject=subject,
        body=body,
        record=news.record,
        link=news.link,
        at=now,
        address_event=news.address_event,
    )
    db.session.add(notice)
    trail.say(notice, "notices.notice.told")
    if news.is_mailed and door.is_mail_on():
        _queue(notice, now)
    db.session.flush()
    return notice


def tell_outside(told: Outside, now: datetime) -> bool:
    """Queue a mail to somebody without an account; tell whether one was queued. Where mail is off nothing is.

    The personal link stands in no row in the clear: it waits sealed until the mail has left.
    """
    if not door.is_mail_on():
        return False
    subject, body = written(told.kind, **told.values)
    notice = Notice(
        key=told.key,
        kind=told.kind,
        outside_name=told.name,
        outside_email=told.email,
        subject=subject,
        body=body,
        record=told.record,
        at=now,
    )
    db.session.add(notice)
    trail.say(notice, "notices.notice.told")
    _queue(notice, now, told.path)
    db.session.flush()
    return True


def _queue(notice: Notice, now: datetime, secret_path: str | None = None) -> None:
    mail = Mail(notice=notice, message_id=f"<{secrets.token_hex(16)}@{door.host()}>", queued_at=now, state="waiting")
    db.session.add(mail)
    trail.say(mail, "notices.mail.queued")
    db.session.flush()
    sealed = letters.sealed(secret_path, mail.id) if secret_path else None
    db.session.add(MailTry(mail_id=mail.id, tries=0, next_at=now, sealed_link=sealed))

"""Reads about the outbox: what is due, what waits for too long, and the list for administrators."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from app.base.db import db
from app.notices.models import MAIL, Mail, MailTry, Notice
from app.notices.rules import retry
from app.notices.rules.texts import TITLES
from app.people.models import Person
from app.web.filters import Choice, Contains, Dates
from app.web.listing import Column, Listing

_MAIL, _PERSON, _NOTICE = Mail.__table__.c, Person.__table__.c, Notice.__table__.c
MOST_AT_ONCE = 100
"""Mails sent in one turn of the clock."""


def due(now: datetime) -> Sequence[int]:
    """Return the waiting mails whose next try has come, the one that waits longest first."""
    query = (
        select(Mail.id)
        .join(MailTry, MailTry.mail_id == Mail.id)
        .where(Mail.state == "waiting", MailTry.next_at <= now)
        .order_by(MailTry.next_at, Mail.id)
        .limit(MOST_AT_ONCE)
    )
    return db.session.scalars(query).all()


def mail(mail_id: int) -> Mail | None:
    """Return one mail."""
    return db.session.get(Mail, mail_id)


def waiting_too_long(now: datetime) -> Sequence[Mail]:
    """Return the mails that wait for so long that people have to hear of it, oldest first."""
    since = func.coalesce(Mail.asked_at, Mail.queued_at)
    query = select(Mail).where(Mail.state == "waiting", since <= now - retry.ALARM_AFTER)
    return db.session.scalars(query.order_by(Mail.id)).all()


def mails_to(person_id: int, most: int = 10) -> Sequence[Mail]:
    """Return the newest mails to a person, for their page."""
    query = select(Mail).join(Mail.notice).where(Notice.person_id == person_id).options(contains_eager(Mail.notice))
    return db.session.scalars(query.order_by(Mail.id.desc()).limit(most)).all()


def counts() -> dict[str, int]:
    """Return how many mails stand in each state."""
    query = select(Mail.state, func.count(Mail.id)).group_by(Mail.state)
    found = {state: count for state, count in db.session.execute(query)}  # noqa: C416 - rows are no pairs to mypy
    return {state: found.get(state, 0) for state in MAIL.states}


def outbox() -> Select[Any]:
    """Return the mails with their notices, people and tries."""
    query: Select[Any] = select(Mail, MailTry)  # type: ignore[assignment]  # a list's rows may be tuples
    query = query.join(Mail.notice).outerjoin(Notice.person).outerjoin(MailTry, MailTry.mail_id == Mail.id)
    return query.options(contains_eager(Mail.notice).contains_eager(Notice.person))


def _last_words(row: Any) -> str | None:
    said: str | None = row.Mail.sentence or (row.MailTry and row.MailTry.last_sentence)
    return said


def _next_or_done(row: Any) -> datetime | None:
    is_waiting = row.Mail.state == "waiting" and row.MailTry
    found: datetime | None = row.MailTry.next_at if is_waiting else row.Mail.done_at
    return found


def _about(row: Any) -> str:
    notice = row.Mail.notice
    tries = f", {row.MailTry.tries} tries" if row.MailTry and row.MailTry.tries > 1 else ""
    return f"{TITLES[notice.kind]} {notice.record or ''}".strip() + tries


OUTBOX = Listing(
    columns=(
        Column("number", "Mail", lambda row: row.Mail.id, _MAIL.id, kind="number"),
        Column("person", "To", lambda row: row.Mail.notice.reader, kind="person"),
        Column("about", "About", _about),
        Column("state", "State", lambda row: row.Mail.state, _MAIL.state, kind="chip"),
        Column("queued", "Since", lambda row: row.Mail.waits_since.date(), _MAIL.queued_at, kind="day"),
        Column("why", "Answer", _last_words),
        Column("next", "Next try, or sent", _next_or_done, kind="time"),
    ),
    key=_MAIL.id,
    sort="-number",
    filters=(
        Contains("q", "Person or record", (_PERSON.name, _PERSON.username, _NOTICE.outside_name, _NOTICE.record)),
        Choice("state", "State", _MAIL.state, tuple((one, one.replace("_", " ")) for one in MAIL.states)),
        Choice("kind", "About", _NOTICE.kind, tuple(TITLES.items())),
        Dates("queued", "Since", _MAIL.queued_at),
    ),
)
"""The outbox as administrators see it: to whom and about which record, never the words of a notice."""

"""Starting and ending sessions. Ending is immediate: the very next request of that browser is refused (T24)."""

import secrets
from datetime import datetime

from app.base.db import db
from app.people import queries
from app.people.actions.refusals import SessionNotOwn
from app.people.models import Person, PersonSession, SignIn
from app.people.rules.sessions import NOTED_EVERY

_LONGEST_AGENT = 200


def start_session(person: Person, address: str, agent: str, now: datetime) -> str:
    """Start a session and return its id, 256 random bits. Only the id's SHA-256 is kept."""
    session_id = secrets.token_urlsafe(32)
    db.session.add(
        PersonSession(
            sha256=queries.digest(session_id),
            person_id=person.id,
            started_at=now,
            last_seen_at=now,
            address=address,
            agent=agent[:_LONGEST_AGENT],
        )
    )
    db.session.flush()
    return session_id


def end_sessions(person: Person, because: str, now: datetime) -> None:
    """End every session of ``person``."""
    for session in queries.open_sessions(person):
        session.ended_at, session.ended_because = now, because


def sign_out(session: PersonSession, now: datetime) -> None:
    """End one session at its person's wish, on record."""
    session.ended_at, session.ended_because = now, "signed out"
    db.session.add(SignIn(person_id=session.person_id, outcome="signed_out", at=now))


def end_from_afar(session: PersonSession | None, now: datetime) -> None:
    """End another session of one's own, on record: a browser left open, a device lost. Raises SessionNotOwn.

    ``session`` is None for the present session, one that ended meanwhile and one of somebody else: one sentence for
    all three, so that nobody learns whose session a number is.
    """
    if session is None:
        raise SessionNotOwn(
            "That is not another open session of yours, so nothing was ended. It may have ended meanwhile: look at the "
            "list on your own page again. To end this session, sign out."
        )
    session.ended_at, session.ended_because = now, "ended by its person from another session"
    db.session.add(SignIn(person_id=session.person_id, outcome="signed_out", at=now))


def note_presence(session: PersonSession, now: datetime) -> None:
    """Write down that the session is in use, at most once a minute."""
    if is_presence_due(session, now):
        session.last_seen_at = now


def is_presence_due(session: PersonSession, now: datetime) -> bool:
    """Tell whether the last noted request is a minute old."""
    return now - session.last_seen_at >= NOTED_EVERY

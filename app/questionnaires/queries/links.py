"""Who stands at the door: personal links and outside sessions."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.people.queries import digest
from app.questionnaires.models import Request, Respondent, RespondentLink, RespondentSession
from app.questionnaires.rules.links import Door, door, is_alive

_AROUND = (
    joinedload(RespondentLink.respondent)
    .joinedload(Respondent.request)
    .options(joinedload(Request.service), joinedload(Request.supplier), joinedload(Request.sent_by))
)

LONGEST_TOKEN = 200
"""Letters of what may stand in an address; nobody hashes more."""


def link_of(token: str) -> RespondentLink | None:
    """Return the link of a token, in whatever state."""
    if len(token) > LONGEST_TOKEN:
        return None
    return db.session.scalar(
        select(RespondentLink).where(RespondentLink.token_sha256 == digest(token)).options(_AROUND)
    )


def door_of(link: RespondentLink, now: datetime) -> Door:
    """Tell how a link is answered now."""
    respondent = link.respondent
    return door(
        is_revoked=link.revoked_at is not None or respondent.revoked_at is not None,
        expires_at=link.expires_at,
        request_ends_at=respondent.request.expires_at,
        state=respondent.request.state,
        now=now,
    )


def session_of(session_id: str) -> RespondentSession | None:
    """Return the outside session of a cookie's id, in whatever state."""
    query = select(RespondentSession).where(RespondentSession.sha256 == digest(session_id))
    return db.session.scalar(query.options(joinedload(RespondentSession.link).options(_AROUND)))


def is_usable(session: RespondentSession, now: datetime) -> bool:
    """Tell whether an outside session still opens its request: every page asks again."""
    is_living = is_alive(session.started_at, session.last_seen_at, session.ended_at, now)
    return is_living and door_of(session.link, now) is Door.OPEN

"""Personal links: made, sent, used, revoked. A token is handed out once; only a waiting mail keeps it, sealed."""

import secrets
from datetime import datetime

from app.base.db import db
from app.notices.actions.telling import tell_outside
from app.notices.rules.causes import Outside
from app.people.queries import digest
from app.questionnaires.actions.refused import NotNow
from app.questionnaires.models import Respondent, RespondentLink, RespondentSession
from app.questionnaires.queries.links import door_of
from app.questionnaires.rules.links import Door
from app.records import trail

_BYTES = 32
"""256 random bits."""


def issue_link(respondent: Respondent, now: datetime) -> str:
    """Return the token of a new link for ``respondent``; earlier ones stop working."""
    for link in respondent.links:
        if link.revoked_at is None:
            link.revoked_at = now
            trail.say(link, "questionnaires.respondent_link.replaced")
    token = secrets.token_urlsafe(_BYTES)
    issued = RespondentLink(
        respondent=respondent,
        token_sha256=digest(token),
        issued_at=now,
        expires_at=respondent.request.expires_at,
    )
    db.session.add(issued)
    trail.say(issued, "questionnaires.respondent_link.issued")
    db.session.flush()
    return token


def mail_link(respondent: Respondent, token: str, kind: str, values: dict[str, str], now: datetime) -> bool:
    """Queue the mail with a link in the same transaction; tell whether there is one. Where mail is off nothing is."""
    request, issued = respondent.request, respondent.links[-1]
    told = {
        "name": respondent.name,
        "number": request.number,
        "service": request.service.name,
        "due": request.due_on.isoformat(),
        **values,
    }
    key = f"{kind}:{issued.id}"
    path = f"/respond/{token}"
    return tell_outside(Outside(kind, key, respondent.name, respondent.email, told, request.number, path), now)


def revoke_link(link: RespondentLink, reason: str, now: datetime) -> None:
    """End a link, and every session that came in by it, with a reason. Raises NotNow when it ended before."""
    if link.revoked_at is not None:
        raise NotNow(("", f"This link of {link.respondent.name} was revoked or replaced before."))
    link.revoked_at = now
    trail.say(link, "questionnaires.respondent_link.revoked", reason)
    db.session.flush()


def revoke_respondent(respondent: Respondent, reason: str, now: datetime) -> None:
    """Take somebody's access away for good. What they answered stays. Raises NotNow when it was taken before."""
    if respondent.revoked_at is not None:
        raise NotNow(("", f"{respondent.name} has no access any more; nothing was changed."))
    respondent.revoked_at, respondent.revoked_because = now, reason
    trail.say(respondent, "questionnaires.respondent.revoked", reason)
    db.session.flush()


def enter(link: RespondentLink, earlier: RespondentSession | None, now: datetime) -> str:
    """Start an outside session and return its id, 256 random bits of which only the SHA-256 is kept.

    ``earlier`` is the session that the browser had; it ends. The first use of a link is on record.
    Raises NotNow when the link does not open any more.
    """
    if door_of(link, now) is not Door.OPEN:
        raise NotNow(("", "This link does not open any more. Open it again to see why."))
    if earlier is not None and earlier.ended_at is None:
        earlier.ended_at = now
    session_id = secrets.token_urlsafe(_BYTES)
    db.session.add(RespondentSession(sha256=digest(session_id), link_id=link.id, started_at=now, last_seen_at=now))
    if link.first_used_at is None:
        link.first_used_at = now
        trail.say(link, "questionnaires.respondent_link.first_used")
    db.session.flush()
    return session_id


def leave(session: RespondentSession, now: datetime) -> None:
    """End an outside session; its link opens another one."""
    session.ended_at = now

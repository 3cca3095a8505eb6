"""Requests: sent once and frozen, extended, recalled.

definition | conditions choose the questions | frozen in the file store | lead with link | mail, in one transaction
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.base import canonical
from app.base.db import db
from app.notices import door
from app.people import queries as people
from app.questionnaires.actions.links import issue_link, mail_link
from app.questionnaires.actions.refused import NotNow, RequestRefused, refuse_if
from app.questionnaires.definitions import KINDS, UNTIERED, Sendable
from app.questionnaires.models import Request, Respondent
from app.questionnaires.models.request import ANSWERED_IN
from app.questionnaires.queries.requests import open_request_of
from app.questionnaires.rules.conditions import asked
from app.records import kernel, trail
from app.records.actor import Actor
from app.records.moves import move
from app.records.numbers import next_number
from app.suppliers.models import Service


@dataclass(frozen=True)
class Contact:
    """An outside person as somebody names them."""

    name: str
    email: str


@dataclass(frozen=True)
class NewRequest:
    """A request as somebody wants to send it. ``link_until`` is the last day on which personal links work."""

    kind: str
    lead: Contact
    due_on: date
    link_until: date
    message: str = ""


@dataclass(frozen=True)
class Sent:
    """A request that was sent: its lead, the token of the lead's link, and whether a mail is on its way."""

    request: Request
    lead: Respondent
    token: str
    is_mailed: bool


def send_request(
    new: NewRequest, service: Service, definition: Sendable, factors: Mapping[str, int], actor: Actor, now: datetime
) -> Sent:
    """Send a questionnaire: everything is frozen as it is now. Raises RequestRefused with every problem."""
    sender = people.person_of(actor)
    if sender is None:
        raise RequestRefused(("", "Only a person with an account sends a questionnaire."))
    if not service.is_active:
        raise NotNow(("", f"{service.number} {service.name} is retired, so nothing is asked about it."))
    if (earlier := open_request_of(service, new.kind)) is not None:
        raise NotNow(("", f"{earlier.number} is still open for this service. Close or recall it first."))
    refuse_if(_problems(new, now))
    chosen = asked(definition.questionnaire, service.tier or UNTIERED, factors)
    if not chosen:
        raise RequestRefused(("", "No question of the questionnaire fits this service, so nothing would be asked."))
    frozen = kernel.of(db.session()).files.put(canonical.canonical(definition.content).encode())
    request = Request(
        number=next_number("REQ", now.year),
        supplier=service.supplier,
        service=service,
        kind=new.kind,
        title=definition.questionnaire.title,
        state="sent",
        tier=service.tier,
        factors=dict(factors),
        definition_id=definition.version.id,
        definition_version=definition.version.version,
        definition_sha256=definition.version.sha256,
        questionnaire_sha256=frozen.sha256,
        asked=[one.id for one in chosen],
        asked_count=len(chosen),
        returned=[],
        message=new.message.strip() or None,
        due_on=new.due_on,
        expires_at=end_of(new.link_until),
        sent_at=now,
        sent_by_id=sender.id,
    )
    db.session.add(request)
    what = {"sha256": frozen.sha256, "size": frozen.size, "name": "questionnaire.json"}
    trail.say(request, "questionnaires.request.sent", files=[what])
    lead = _add(request, new.lead, now)
    token = issue_link(lead, now)
    return Sent(request, lead, token, mail_link(lead, token, "request_sent", _words(request, actor.name), now))


def add_lead(request: Request, contact: Contact, actor: Actor, now: datetime) -> Sent:
    """Ask a further person of the supplier to answer for the whole request. Raises RequestRefused."""
    _require_open(request)
    refuse_if(_contact_problems(contact))
    lead = _add(request, contact, now)
    token = issue_link(lead, now)
    return Sent(request, lead, token, mail_link(lead, token, "request_sent", _words(request, actor.name), now))


def send_again(respondent: Respondent, actor: Actor, now: datetime) -> Sent:
    """Make a new link for a respondent and mail it; earlier ones stop working. Raises NotNow."""
    request = respondent.request
    if request.state == "recalled" or respondent.revoked_at is not None:
        raise NotNow(("", f"{respondent.name} has no access to {request.number} any more, so no link was made."))
    if now >= request.expires_at:
        raise NotNow(("", f"The links of {request.number} have expired. Extend the request first."))
    token = issue_link(respondent, now)
    words = _words(request, actor.name)
    return Sent(request, respondent, token, mail_link(respondent, token, "request_sent", words, now))


def extend(request: Request, due_on: date, link_until: date, reason: str, now: datetime) -> None:
    """Give a supplier more time: due day, expiry of the links, or both. Raises RequestRefused."""
    _require_open(request)
    if (due_on, end_of(link_until)) == (request.due_on, request.expires_at):
        raise RequestRefused(("due_on", "Both days are as before, so nothing was changed."))
    refuse_if(_day_problems(due_on, link_until, now))
    request.due_on, request.expires_at = due_on, end_of(link_until)
    trail.say(request, "questionnaires.request.extended", reason)
    for link in (one for respondent in request.respondents for one in respondent.links if one.revoked_at is None):
        if link.expires_at != request.expires_at:
            link.expires_at = request.expires_at
            trail.say(link, "questionnaires.respondent_link.extended", reason)
    db.session.flush()


def recall(request: Request, reason: str, now: datetime) -> None:
    """Take a request back. Its links open nothing any more; what was answered stays on record."""
    move(request, "recall", "questionnaires.request.recalled", reason)
    request.ended_at = now
    db.session.flush()


def end_of(day: date) -> datetime:
    """Return the moment at which ``day`` is over, UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def last_day_of(expires_at: datetime) -> date:
    """Return the last day on which links work that end at ``expires_at``."""
    return (expires_at - timedelta(milliseconds=1)).date()


def _add(request: Request, contact: Contact, now: datetime) -> Respondent:
    lead = Respondent(
        request=request, name=contact.name.strip(), email=contact.email.strip(), role="lead", invited_at=now, links=[]
    )
    db.session.add(lead)
    trail.say(lead, "questionnaires.respondent.invited")
    db.session.flush()
    return lead


def _words(request: Request, sender: str) -> dict[str, str]:
    message = f"\n\n{request.message}" if request.message else ""
    return {"sender": sender, "company": door.host(), "message": message}


def _require_open(request: Request) -> None:
    if request.state not in ANSWERED_IN:
        raise NotNow(("", f"{request.number} is {request.state}, so nothing was changed."))


def _problems(new: NewRequest, now: datetime) -> list[tuple[str, str]]:
    kind = [] if new.kind in KINDS else [("kind", "Choose why you ask.")]
    return kind + _contact_problems(new.lead) + _day_problems(new.due_on, new.link_until, now)


def _contact_problems(contact: Contact) -> list[tuple[str, str]]:
    found = []
    if not contact.name.strip():
        found.append(("name", "Name the person who answers."))
    if contact.email.count("@") != 1 or contact.email.startswith("@") or contact.email.endswith("@"):
        found.append(("email", "This is no e-mail address."))
    return found


def _day_problems(due_on: date, link_until: date, now: datetime) -> list[tuple[str, str]]:
    found = []
    if due_on < now.date():
        found.append(("due_on", "This day has passed. Give a day from today on."))
    if link_until < due_on:
        found.append(("link_until", "The links would end before the answers are due. Give a later day."))
    return found

"""A lead lets colleagues answer single areas."""

from dataclasses import dataclass
from datetime import datetime

from app.base.db import db
from app.content.questions import Area
from app.questionnaires.actions.links import issue_link, mail_link
from app.questionnaires.actions.refused import NotNow, refuse_if
from app.questionnaires.models import Respondent
from app.records import trail

MOST = 30
"""Colleagues of one request."""


@dataclass(frozen=True)
class Invited:
    """A colleague, the token of their link, and whether a mail is on its way."""

    colleague: Respondent
    token: str
    is_mailed: bool


def invite(lead: Respondent, name: str, email: str, area: Area, now: datetime) -> Invited:
    """Give a colleague a link of their own to one area. Raises RequestRefused or NotNow."""
    request = lead.request
    if not lead.is_lead or not request.is_answered_now:
        raise NotNow(("", f"{request.number} is {request.state}, so nobody can be invited now."))
    colleagues = [one for one in request.respondents if one.role == "colleague"]
    if len(colleagues) >= MOST:
        raise NotNow(("", f"{MOST} colleagues were invited already; no more can be."))
    problems = [] if name.strip() else [("name", "Name your colleague.")]
    if email.count("@") != 1 or email.startswith("@") or email.endswith("@"):
        problems.append(("email", "This is no e-mail address."))
    refuse_if(problems)
    colleague = Respondent(
        request=request,
        name=name.strip(),
        email=email.strip(),
        role="colleague",
        area=area.code,
        invited_by_id=lead.id,
        invited_at=now,
        links=[],
    )
    db.session.add(colleague)
    trail.say(colleague, "questionnaires.respondent.invited")
    db.session.flush()
    token = issue_link(colleague, now)
    words = {"inviter": lead.name, "area": area.name}
    return Invited(colleague, token, mail_link(colleague, token, "colleague_invited", words, now))

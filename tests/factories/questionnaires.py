"""Requests for tests: a small questionnaire of its own, sent, answered and submitted through the product's actions.

What commits says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask.testing import FlaskClient

from app.base.db import transaction
from app.content.version import Version
from app.questionnaires.actions import links, requests, submissions
from app.questionnaires.actions.answers import Given, save_answer
from app.questionnaires.actions.requests import Contact, NewRequest, Sent
from app.questionnaires.definitions import Sendable
from app.questionnaires.models import Request, Respondent
from app.questionnaires.queries.answers import newest_save, questionnaire_frozen
from app.questionnaires.queries.links import link_of
from app.questionnaires.rules.answers import Answer, Value
from app.suppliers.models import Service
from tests.factories.people import clock_now, person_for
from tests.factories.suppliers import make_owned_service

YES_NO = {"code": "answer", "kind": "yes_no_partial", "label": "Answer", "scored": True}


def question(number: str, area: str, *inputs: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return a question as a definition file holds it."""
    return {
        "id": number,
        "area": area,
        "text": f"Is {number} done?",
        "why": "So that we know.",
        "evidence": "A procedure",
        "weight": 1,
        "inputs": list(inputs) or [YES_NO],
        **more,
    }


SMALL: dict[str, Any] = {
    "title": "Small questionnaire",
    "areas": [{"code": "QS", "name": "Quality system", "weight": 60}, {"code": "IS", "name": "Security", "weight": 40}],
    "questions": [
        question("QS-01", "QS"),
        question("QS-02", "QS", {"code": "words", "kind": "text", "label": "In words"}),
        question("QS-03", "QS", shown_when={"question": "QS-01", "is": ["yes"]}),
        question("IS-01", "IS", {"code": "day", "kind": "date", "label": "Last test"}),
        question(
            "IS-02",
            "IS",
            {
                "code": "kinds",
                "kind": "multiple_choice",
                "label": "Kinds",
                "options": [{"code": "a", "text": "First"}, {"code": "b", "text": "Second"}],
            },
        ),
    ],
}
"""Five questions in two areas; QS-03 is shown when QS-01 is answered with yes."""

ANSWERS: dict[str, dict[str, Value]] = {
    "QS-01": {"answer": "no"},
    "QS-02": {"words": "As written in our manual."},
    "IS-01": {"day": "2026-06-01"},
    "IS-02": {"kinds": ("a",)},
}
"""A complete answer to it."""


def sendable(content: Mapping[str, Any] = SMALL) -> Sendable:
    """Return a definition to send."""
    return Sendable(content, Version("small", "1", "0" * 64))


@dataclass
class Visit:
    """A request that was sent, and the token of its lead."""

    number: str
    token: str
    lead_id: int

    @property
    def path(self) -> str:
        """The address of the supplier's pages."""
        return f"/responses/{self.number}"


def make_request(service: Service | None = None, content: Mapping[str, Any] = SMALL, **details: Any) -> Visit:
    """Send a questionnaire about a service, with a lead. Commits."""
    service = service or make_owned_service()
    sender, now = person_for("SQM").actor, clock_now()
    with transaction(sender, now):
        sent = send(service, sender, now, sendable(content), **details)
        return Visit(sent.request.number, sent.token, sent.lead.id)


def send(service: Service, sender: Any, now: Any, definition: Sendable, **details: Any) -> Sent:
    """Send a questionnaire inside a transaction that is open."""
    due: date = details.get("due_on", now.date() + timedelta(days=28))
    lead = Contact(details.get("name", "Ana Silva"), details.get("email", "ana.silva@vendor.example"))
    until = details.get("link_until", due + timedelta(days=20))
    new = NewRequest(details.get("kind", "initial"), lead, due, until, details.get("message", ""))
    return requests.send_request(new, service, definition, {}, sender, now)


def answer_all(request: Request, lead: Respondent, answers: Mapping[str, Mapping[str, Value]] | None = None) -> None:
    """Let the lead answer. Commits."""
    for question_id, values in (ANSWERS if answers is None else answers).items():
        save(request, lead, question_id, Answer(values))


def save(request: Request, who: Respondent, question_id: str, answer: Answer) -> None:
    """Save one answer after the one that stands. Commits."""
    with transaction(who.actor_in(None), clock_now()) as opened:
        newest = newest_save(request, question_id)
        one = questionnaire_frozen(request)[question_id]
        save_answer(Given(one, answer, newest.rev if newest else 0), who, opened.now)


def submit(lead: Respondent) -> None:
    """Submit what stands. Commits."""
    with transaction(lead.actor_in(None), clock_now()) as opened:
        shown = submissions.standing(lead.request).sha256
        submissions.submit(
            submissions.Attested(lead.name, "Quality manager", is_attested=True, answers_sha256=shown), lead, opened.now
        )


def enter(browser: FlaskClient, visit: Visit) -> FlaskClient:
    """Give a browser a session by the link, as its page does. Commits."""
    link = link_of(visit.token)
    assert link is not None
    with transaction(link.respondent.actor_in(None), clock_now()) as opened:
        session_id = links.enter(link, None, opened.now)
    browser.set_cookie("qualward-respondent", session_id)
    return browser

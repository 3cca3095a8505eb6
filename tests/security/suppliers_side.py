"""Requests in a company of canaries: two suppliers answer; the first one's lead is a visitor of the matrix."""

from sqlalchemy import select

from app.base.db import db, transaction
from app.questionnaires.actions import colleagues, links, requests, reviews, uploads
from app.questionnaires.models import Request, Respondent
from app.questionnaires.queries.answers import questionnaire_frozen
from app.questionnaires.queries.links import link_of
from app.questionnaires.queries.requests import request_numbered
from app.questionnaires.queries.reviews import review_of
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.judgements import Judged
from app.suppliers.models import Service
from tests.factories import questionnaires as made
from tests.factories.people import clock_now, person_for
from tests.security.canaries import MARK, Company


def answer(company: Company) -> None:
    """Send a questionnaire about each service and let both suppliers answer in part. Commits."""
    company.keep("area", "QS", "IS")
    company.keep("question", "QS-02", "IS-01")
    for service in db.session.scalars(select(Service).order_by(Service.id).limit(2)).all():
        visit = made.make_request(
            service,
            name=company.word("lead"),
            email=f"{MARK}@vendor.example",
            message=company.word("word to the supplier"),
        )
        link = link_of(visit.token)
        assert link is not None
        lead, request = link.respondent, link.respondent.request
        made.save(request, lead, "QS-02", Answer({"words": company.word("answer")}, remark=company.word("remark")))
        _attach_and_invite(company, request, visit)
        company.keep("request", visit.number)
        company.keep("reviewed", _reviewed(company, service))


def _reviewed(company: Company, service: Service) -> str:
    """Let a second request be submitted, one answer of it judged, and something said about another."""
    visit = made.make_request(service, kind="periodic", name=company.word("second lead"))
    request, lead = request_numbered(visit.number), db.session.get_one(Respondent, visit.lead_id)
    assert request is not None
    made.answer_all(request, lead)
    made.submit(lead)
    reviewer = person_for("SME").actor
    with transaction(reviewer, clock_now()) as opened:
        request = request_numbered(visit.number)
        assert request is not None
        seen = review_of(request).digest("QS-01")
        judged = Judged("accepted", evidence_class="E1", examined=company.word("examined"))
        reviews.judge(request, "QS-01", judged, seen, reviewer, opened.now)
        reviews.remark(request, "QS-02", "note", company.word("note"), reviewer, opened.now)
    return visit.number


def _attach_and_invite(company: Company, request: Request, visit: made.Visit) -> None:
    link = link_of(visit.token)
    assert link is not None
    lead, questionnaire = link.respondent, questionnaire_frozen(request)
    with transaction(lead.actor_in(None), clock_now()) as opened:
        file = (f"{company.word('file')}.txt", company.word("content").encode(), "text/plain")
        kept = uploads.add_upload(questionnaire["QS-02"], None, file, lead, opened.now)
        area = questionnaire.areas[1]
        invited = colleagues.invite(lead, company.word("colleague"), "b@vendor.example", area, opened.now)
        company.keep("colleague", invited.colleague.id)
        company.keep("answer_file", kept.id)
        session_id = links.enter(link, None, opened.now)
    company.sessions.setdefault("supplier", session_id)
    # the matrix revokes links and sends new ones: those of somebody else, so that its own visitor stays in
    sender = person_for("SQM").actor
    with transaction(sender, clock_now()) as opened:
        second = requests.Contact(company.word("second lead"), "c@vendor.example")
        added = requests.add_lead(request, second, sender, opened.now).lead
        company.keep("respondent", added.id)
        company.keep("respondent_link", added.links[0].id)

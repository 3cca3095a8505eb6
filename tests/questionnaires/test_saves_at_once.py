"""Many respondents save at once: every acknowledged save stands in the journal, none overwrites another (F18)."""

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.base import canonical
from app.base.db import db, transaction, unguarded_writes
from app.questionnaires.actions.answers import Given, save_answer
from app.questionnaires.actions.refused import Overtaken
from app.questionnaires.models import AnswerSave, Respondent
from app.questionnaires.queries.answers import newest_save, questionnaire_frozen
from app.questionnaires.rules.answers import Answer
from app.records.tables import LedgerHead
from tests.factories import questionnaires as made
from tests.factories.people import clock_now
from tests.factories.suppliers import make_owned_service

WORKERS = 8


@dataclass(frozen=True)
class Acknowledged:
    """A save that somebody was told is kept."""

    request_id: int
    question: str
    rev: int
    body: str


def test_every_acknowledged_save_is_in_the_journal_and_none_is_lost(app, request):
    """Writers of one question read, then write after what they read; who was overtaken looks again."""
    is_large = request.config.getoption("--large")
    requests, saves = (200, 100) if is_large else (12, 10)
    leads = [made.make_request(make_owned_service()).lead_id for _ in range(requests)]
    db.session.remove()
    told: list[Acknowledged] = []
    refused: Counter[str] = Counter()
    guard, turns = threading.Lock(), iter([(lead, at) for at in range(saves) for lead in leads])

    def work(worker: int) -> None:
        with app.app_context():
            while True:
                with guard:
                    turn = next(turns, None)
                if turn is None:
                    return
                done = _save(turn[0], f"worker {worker}, turn {turn[1]}", refused)
                with guard:
                    told.append(done)
                db.session.remove()

    threads = [threading.Thread(target=work, args=(one,)) for one in range(WORKERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    kept = {(one.request_id, one.question, one.rev): one.body for one in db.session.scalars(select(AnswerSave))}
    lost = [one for one in told if kept.get((one.request_id, one.question, one.rev)) != one.body]
    print(f"{len(told)} acknowledged, {len(kept)} in the journal, {refused['overtaken']} overtaken, {len(lost)} lost")
    assert (len(told), lost) == (requests * saves, [])
    assert len({(one.request_id, one.question, one.rev) for one in told}) == len(told), "two were told of one revision"
    by_question = defaultdict(list)
    for request_id, question, rev in kept:
        by_question[request_id, question].append(rev)
    assert all(sorted(revs) == list(range(1, len(revs) + 1)) for revs in by_question.values())


def _save(lead_id: int, words: str, refused: Counter[str]) -> Acknowledged:
    """Save one answer of a request: look, think, write; look again after somebody was quicker."""
    while True:
        lead = db.session.get_one(Respondent, lead_id)
        question = questionnaire_frozen(lead.request)["QS-02"]
        newest = newest_save(lead.request, "QS-02")
        given = Given(question, Answer({"words": words}), newest.rev if newest else 0)
        try:
            with transaction(lead.actor_in(None), clock_now()) as opened:
                kept = save_answer(given, db.session.get_one(Respondent, lead_id), opened.now)
                return Acknowledged(kept.request_id, kept.question, kept.rev, kept.body)
        except Overtaken:
            refused["overtaken"] += 1


def test_saving_asks_for_no_place_in_the_ledger(app):
    """Only the first save is an event (the supplier has begun); all others leave the ledger's head alone."""
    lead_id = made.make_request().lead_id
    _save(lead_id, "first", Counter())
    before = db.session.scalar(select(LedgerHead.size))
    for at in range(20):
        _save(lead_id, f"word {at}", Counter())
    db.session.rollback()
    assert db.session.scalar(select(LedgerHead.size)) == before


def test_the_same_save_sent_again_is_the_one_that_stands(app):
    lead_id = made.make_request().lead_id
    first = _save(lead_id, "said once", Counter())
    lead = db.session.get_one(Respondent, lead_id)
    question = questionnaire_frozen(lead.request)["QS-02"]
    with transaction(lead.actor_in(None), clock_now()) as opened:
        again = save_answer(Given(question, Answer({"words": "said once"}), 0), lead, opened.now)
        assert again.rev == first.rev


def test_the_database_takes_no_revision_twice_and_changes_no_save(app):
    lead_id = made.make_request().lead_id
    done = _save(lead_id, "kept", Counter())
    twin = {
        "request_id": done.request_id,
        "question": done.question,
        "rev": done.rev,
        "respondent_id": lead_id,
        "body": "{}",
        "sha256": canonical.sha256("{}"),
        "is_blank": True,
        "at": clock_now(),
    }
    table = AnswerSave.__table__
    forbidden = (table.insert().values(twin), table.update().values(body="{}"), table.delete())
    db.session.remove()
    for statement, refusal in zip(forbidden, (IntegrityError, DatabaseError, DatabaseError), strict=True):
        with unguarded_writes(), db.engine.begin() as connection, pytest.raises(refusal):
            connection.execute(statement)


def test_a_save_that_does_not_compare_would_lose_updates(app):
    """The control: were the revision that the writer saw not looked at, words would be written over unseen."""
    visit = made.make_request()
    lead = db.session.get_one(Respondent, visit.lead_id)
    question = questionnaire_frozen(lead.request)["QS-02"]
    _save(visit.lead_id, "theirs", Counter())
    stale = Given(question, Answer({"words": "mine"}), 0)
    with transaction(lead.actor_in(None), clock_now()) as opened, pytest.raises(Overtaken):
        save_answer(stale, lead, opened.now)
    db.session.rollback()
    careless = Given(question, Answer({"words": "mine"}), newest_save(lead.request, "QS-02").rev)
    with transaction(lead.actor_in(None), clock_now()) as opened:
        assert save_answer(careless, lead, opened.now).rev == 2

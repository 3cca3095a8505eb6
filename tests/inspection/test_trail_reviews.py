"""A review of a period: opened, judged, concluded and signed through the pages, and what stands against each step."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.base.db import db, transaction
from app.inspection.actions.record_reviews import ReviewRefused
from app.inspection.actions.trail_reviews import Judgement, conclude, judge, open_review
from app.inspection.models import TrailReview, TrailReviewItem
from app.inspection.queries.trail_periods import Period, read_period
from app.inspection.rules.samples import sample
from app.people import permissions
from app.records import notes
from app.records.tables import LedgerEvent
from tests.factories import impact
from tests.factories.people import PASSWORD, change_roles, clock_now, make_person, person_for
from tests.factories.suppliers import new_supplier
from tests.journeys.bare_machine import BareMachine

LIST = "/inspection/trail-reviews/"
ONE = f"{LIST}TRR-2026-0001"


@pytest.fixture
def october(app, clock):
    """Days with work in them, one of them at night, with rights changed and a signature refused."""
    clock.at = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
    qa, sqm = person_for("QA"), make_person("sid.quirk", ["SQM"])
    impact.an_assessment("- One change.\n")
    clock.at = datetime(2026, 10, 6, 23, 30, tzinfo=UTC)
    change_roles(sqm, ["SQM", "SO"], "Covers for a colleague in October.")
    clock.at = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    return qa


def post(client, address, form_page, status=303, **fields):
    answer = client.post(address, data={"csrf_token": client.token(form_page), **fields})
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return answer.get_data(as_text=True)


def opened(client):
    return post(client, LIST, f"{LIST}new", begins_on="2026-10-01", ends_on="2026-10-31")


def the_review():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(TrailReview)).one()


def test_a_period_is_reviewed_from_the_list_to_the_signature(october, client_as):
    qa = client_as("QA")
    assert "Review the audit trail" in qa.get("/my-oversight-tasks").text
    assert "No review of a period has been signed yet." in qa.get("/inspection/").text
    opened(qa)
    review = the_review()
    rules = {one.rule for one in review.items}
    assert {"after_hours", "rights_changed", "sample"} <= rules
    page = qa.get(ONE).text
    assert "items of TRR-2026-0001 are not judged yet" in page
    assert "changed rights on 2026-10-06" in page
    nights = [one for one in review.items if one.rule == "after_hours" and "23:30" in one.reason]
    assert any("Role changed" in qa.get(f"{ONE}/items/{one.position}").text for one in nights)
    assert "not judged yet" in post(qa, f"{ONE}/conclusion", ONE, 422, conclusion="Everything is in order.")
    assert "Say what was found" in post(qa, f"{ONE}/judgements", ONE, 422, items=["1"], judgement="finding", comment="")
    judge_all(review, make_person("quirin.other", ["QA"]))  # a colleague judges everything, QA's own events among them
    everything = [str(one.position) for one in the_review().items if str(october.id) not in one.actor_ids]
    post(qa, f"{ONE}/judgements", ONE, items=everything, judgement="in_order", comment="Read one by one.")
    post(qa, f"{ONE}/judgements", ONE, items=["1"], judgement="finding", comment="Nobody had announced the night work.")
    post(qa, f"{ONE}/conclusion", f"{ONE}/conclusion/new", conclusion="One finding: announce work at night.")
    sign(qa)
    review = the_review()
    assert review.state == "signed"
    assert {one.judgement for one in review.items} == {"in_order", "finding"}
    assert "I reviewed the audit trail of the stated period." in qa.get(ONE).text
    assert "its judgements stand" in post(qa, f"{ONE}/judgements", ONE, 422, items=["1"], judgement="in_order")
    assert "Nobody had announced" in qa.get(f"{ONE}?format=csv").text


def test_the_dossier_of_a_review_is_accepted_on_a_bare_machine(october, client_as, tmp_path, settings):
    qa = client_as("QA")
    opened(qa)
    judge_all(the_review(), make_person("quirin.other", ["QA"]), october)
    post(qa, f"{ONE}/conclusion", f"{ONE}/conclusion/new", conclusion="Everything is in order.")
    sign(qa)
    assert re.search(
        r'action="/inspection/dossiers/".*?name="number" value="TRR-2026-0001"', qa.get(ONE).text, re.DOTALL
    )
    asked = {"csrf_token": qa.token(ONE), "number": "TRR-2026-0001"}
    answer = qa.post("/inspection/dossiers/", data=asked)
    assert answer.mimetype == "application/zip", answer.get_data(as_text=True)[:3000]
    (tmp_path / "dossier.zip").write_bytes(answer.data)
    machine = BareMachine(tmp_path / "machine", tmp_path / "dossier.zip", settings.witness_file)
    done = machine.verify("--witness", "witness.jsonl")
    assert done.returncode == 0, done.stdout + done.stderr

    page, review = (machine.pack / "index.html").read_text(), the_review()
    for word in ("outside working hours", "drawn by chance", "Role changed", "Everything is in order.", review.seed):
        assert word in page, word
    assert page.count("<h3>Item ") == len(review.items)
    assert "I reviewed the audit trail of the stated period." in page
    rows = json.loads((machine.pack / "record.json").read_text())["rows"]
    kinds = [one["type"] for one in rows]
    assert kinds == ["inspection.trail_review", *["inspection.trail_review_item"] * len(review.items)]
    machine.flip(next((machine.pack / "revisions").glob("*.json")))
    assert machine.verify().returncode != 0

    so = client_as("SO")  # may make dossiers, but does not read the ledger
    refused = so.post("/inspection/dossiers/", data={**asked, "csrf_token": so.token("/inspection/dossiers/")})
    assert (refused.status_code, "Your roles do not read TRR-2026-0001" in refused.text) == (422, True)
    assert "was signed 0 days ago" in qa.get("/my-oversight-tasks").text


def sign(client):
    text = client.get(f"{ONE}/signatures/new").text
    names = ("sha256", "challenge", "meaning")
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', text).group(1) for name in names}
    post(client, f"{ONE}/signatures/", f"{ONE}/signatures/new", username="quentin.abel", password=PASSWORD, **hidden)


def test_days_since_the_last_review_are_counted_and_late_ones_say_so(october, client_as, clock):
    with transaction(october.actor, clock_now()):
        review = open_review(read_period(Period(*two_days())), october.actor, clock_now())
    other = make_person("quirin.other", ["QA"])
    judge_all(review, october, other)
    with transaction(october.actor, clock_now()):
        conclude(review, "Nothing was found.", october.actor)
    sign(client_as("QA"))
    clock.forward(days=31)
    assert "TRR-2026-0001, was signed 31 days ago" in (home := client_as("QA").get("/my-oversight-tasks").text)
    assert "late" in home


def two_days():
    return datetime(2026, 10, 5, tzinfo=UTC).date(), datetime(2026, 10, 6, tzinfo=UTC).date()


def judge_all(review, *people):
    for person in people:
        waiting = [one for one in review.items if one.judgement is None and str(person.id) not in one.actor_ids]
        if waiting:
            with transaction(person.actor, clock_now()):
                judge(review, waiting, Judgement("in_order"), person.actor, clock_now())


def test_nobody_judges_events_of_their_own(app, clock):
    both = make_person("una.both", ["SQM", "QA"])
    clock.forward(hours=13)
    with transaction(both.actor, clock_now()):
        new_supplier("Night Owl Systems")
    reading = read_period(Period(clock_now().date(), clock_now().date()))
    with transaction(both.actor, clock_now()):
        review = open_review(reading, both.actor, clock_now())
    own = [one for one in review.items if str(both.id) in one.actor_ids]
    assert own
    with (
        pytest.raises(ReviewRefused, match="events of your own; another reviewer judges them"),
        transaction(both.actor, clock_now()),
    ):
        judge(review, own[:1], Judgement("in_order"), both.actor, clock_now())
    assert db.session.get(TrailReviewItem, own[0].id).judgement is None


def test_the_sample_can_be_drawn_again_from_the_head_of_the_ledger(october):
    reading = read_period(Period(*two_days()))
    with transaction(october.actor, clock_now()):
        review = open_review(reading, october.actor, clock_now())
    note = db.session.scalar(select(LedgerEvent.head_note).where(LedgerEvent.seq == review.head_size))
    assert notes.read(note)[0].root.hex() == review.seed
    seqs = db.session.scalars(select(LedgerEvent.seq).where(LedgerEvent.seq.between(review.first_seq, review.last_seq)))
    drawn = [one.first_seq for one in review.items if one.rule == "sample"]
    assert drawn == sample(seqs, 20, review.seed)


def test_types_narrow_a_period_and_an_empty_one_is_refused(october, client_as):
    qa = client_as("QA")
    post(qa, LIST, f"{LIST}new", begins_on="2026-10-01", ends_on="2026-10-31", record_types=["people.person"])
    assert {event.partition(" ")[0] for event in acts(the_review())} == {"people.person"}
    text = post(qa, LIST, f"{LIST}new", 422, begins_on="2020-01-01", ends_on="2020-01-02")
    assert "Nothing is on record in this period" in text
    assert "The period ends before it begins" in post(
        qa, LIST, f"{LIST}new", 422, begins_on="2026-10-05", ends_on="2026-10-01"
    )


def acts(review):
    seqs = [seq for one in review.items for seq in one.seqs]
    return {
        one.partition("/")[0] for one in db.session.scalars(select(LedgerEvent.record).where(LedgerEvent.seq.in_(seqs)))
    }


def test_a_withdrawn_review_keeps_its_judgements_and_needs_a_reason(october, client_as):
    qa = client_as("QA")
    opened(qa)
    assert "Say why" in post(qa, f"{ONE}/withdrawal", f"{ONE}/withdrawal", 422, reason=".")
    post(qa, f"{ONE}/withdrawal", f"{ONE}/withdrawal", reason="Opened over the wrong period.")
    assert the_review().state == "withdrawn"
    post(qa, f"{ONE}/withdrawal", f"{ONE}/withdrawal", 422, reason="Opened over the wrong period.")


def test_only_qa_reviews(app):
    for role in permissions.ROLES:
        assert permissions.allows([role], "inspection.trail.review") == (role == "QA")


def test_pages_cost_the_same_for_many_items(october, client_as, clock):
    qa = client_as("QA")
    opened(qa)
    qa.get(ONE)
    few = qa.queries
    for _ in range(30):
        clock.forward(days=1, minutes=-clock().minute)
        clock.at = clock.at.replace(hour=22)
        impact.an_assessment("- One change.\n")
    qa = client_as("QA")
    post(qa, LIST, f"{LIST}new", begins_on="2026-10-01", ends_on=(clock().date() + timedelta(days=1)).isoformat())
    qa.get(f"{LIST}TRR-2026-0002")
    assert qa.queries == few

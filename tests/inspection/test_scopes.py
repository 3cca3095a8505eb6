"""What an inspection covers: chosen when it is asked for, changed with a reason, and true at the very next request."""

import io
import zipfile

import pytest
from sqlalchemy import select

from app.base.db import db, transaction
from app.impact.models import Assessment
from app.inspection.actions import scopes as actions
from app.inspection.actions.inspections import end
from app.inspection.actions.scopes import ScopeRefused
from app.inspection.models import Inspection, InspectionScope, Look
from app.inspection.rules.pages import REFUSED
from app.inspection.rules.scopes import MOST_PARTS, WHOLE, WantedScope, in_words, wanted
from app.people.models import Person
from app.records import history
from tests.factories import impact
from tests.factories.people import clock_now, let_in, make_person, person_for
from tests.factories.suppliers import make_service

LIST = "/inspection/inspections/"
ONE = f"{LIST}INS-2026-0001"
VISIT = {"title": "Agency", "reason": "Announced by letter.", "begins_on": "2026-11-02", "ends_on": "2026-11-06"}


def post(client, address, form_page, status=303, **fields):
    answer = client.post(address, data={"csrf_token": client.token(form_page), **fields})
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return answer.get_data(as_text=True)


@pytest.fixture
def two(app):
    """Two services, each with a supplier of its own."""
    return make_service("Inside service"), make_service("Outside service")


def test_scope_is_chosen_on_opening_said_in_words_and_changed_at_the_very_next_request(client_as, two):
    inside, outside = two
    inspector = make_person("iva.visitor", ["INSP"], can_sign=False)
    quality = client_as("QA")
    post(quality, LIST, f"{LIST}new", **VISIT, covers="chosen", numbers=f" {inside.number.lower()},\n{inside.number}")
    assert f"Inside service ({inside.number})" in quality.get(ONE).text
    post(client_as("ADM"), f"{ONE}/grants", ONE, inspector=inspector.username)
    browser = client_as(inspector)
    page = browser.get("/services").text
    assert "Inside service" in page
    assert "Outside service" not in page
    assert f"Your access covers Inside service ({inside.number}). It ends with 2026-11-06" in page
    assert browser.get(f"/services/{outside.number}").status_code == 404
    because = "The letter of today names the other one, too."
    post(quality, f"{ONE}/scope", f"{ONE}/scope", covers="chosen", numbers=outside.supplier.number, reason=because)
    assert browser.get(f"/services/{outside.number}").status_code == 200
    assert browser.get(f"/services/{inside.number}").status_code == 404
    post(quality, f"{ONE}/scope", f"{ONE}/scope", covers="whole", reason="The agency asked for everything.")
    assert browser.get(f"/services/{inside.number}").status_code == 200
    assert "Your access covers the whole record. It ends with 2026-11-06" in browser.get("/inspection/").text
    page = quality.get(ONE).text
    assert because in page
    assert f"{outside.supplier.number}, with its services" in page
    newest = db.session.scalars(select(InspectionScope).order_by(InspectionScope.id.desc())).first()
    (event,) = history.of("inspection.scope", newest.id)
    assert (event.act, event.reason, event.actor_username) == (
        "inspection.scope.chosen", "The agency asked for everything.", "quentin.abel",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose what the access covers."),
        ({"covers": "chosen"}, "Name at least one supplier"),
        (
            {"covers": "chosen", "numbers": "SUP-0001 SUP-9999, RIA-2026-0001"},
            "SUP-9999, RIA-2026-0001 name no supplier",
        ),
    ],
)
def test_what_cannot_be_chosen_is_refused_and_the_input_kept(client_as, two, fields, sentence):
    page = post(client_as("QA"), LIST, f"{LIST}new", 422, **VISIT, **fields)
    assert sentence in page
    assert fields.get("numbers", "") in page
    assert db.session.query(Inspection).count() == 0


def test_only_qa_chooses_and_only_while_it_is_open(client_as, app, two):
    running = let_in(make_person("iva.visitor", ["INSP"], can_sign=False))
    for role in ("ADM", "SQM", "INSP"):
        assert client_as(role).get(f"{ONE}/scope").status_code == 403
    quality = person_for("QA")
    with transaction(quality.actor, clock_now()):
        inspection = db.session.get(Inspection, running.id)
        end(inspection, "The visit is over.")
    with pytest.raises(ScopeRefused, match="INS-2026-0001 is ended"), transaction(quality.actor, clock_now()):
        actions.choose(db.session.get(Inspection, running.id), WHOLE, "Too late now.", quality.actor, clock_now())


def test_an_inspection_without_a_scope_shows_nothing(client_as, app, two):
    """One from before there were scopes: nobody chose, so nothing is in sight."""
    quality, inspector = person_for("QA"), make_person("iva.visitor", ["INSP"], can_sign=False)
    with transaction(quality.actor, clock_now()):
        db.session.add(
            Inspection(
                number="INS-2026-0009",
                title="From before",
                reason="Announced.",
                begins_at=clock_now(),
                ends_at=clock_now().replace(day=9),
                asked_by=db.session.get(Person, quality.id),
                asked_at=clock_now(),
                inspector=db.session.get(Person, inspector.id),
                state="granted",
            )
        )
    browser = client_as(inspector)
    page = browser.get("/services").text
    assert "Inside service" not in page
    assert "Your access covers nothing yet: its scope has not been chosen." in page
    assert browser.get(f"/services/{two[0].number}").status_code == 404
    assert browser.get("/account").status_code == 200


def test_pages_of_more_than_a_scope_do_not_open_and_are_not_offered(client_as, app, two):
    browser = client_as(_visitor(two[0].number))
    home = browser.get("/").text
    assert "Access reviews" not in home
    for address in ("/inspection/verifications/", "/inspection/trail-reviews/", "/access-reviews", "/disposals"):
        answer = browser.get(address, follow_redirects=True)
        assert answer.status_code in {403, 404}, address
    assert REFUSED.split(",")[0] in browser.get("/inspection/verifications/").text
    ledger = browser.get("/inspection/").text
    assert "These are the events of records that your access covers." in ledger
    assert "Verify it" not in ledger
    assert {one.status for one in db.session.scalars(select(Look))} >= {200, 403}


def test_a_dossier_of_the_scope_is_whole_and_one_outside_of_it_is_none(client_as, app):
    inside, outside = impact.triaged(impact.NOTE), impact.triaged(impact.NOTE)
    numbers = inside.number, outside.number
    browser = client_as(_visitor(inside.service.number))
    pages = "/inspection/dossiers/"
    data = {"csrf_token": browser.token(pages), "number": numbers[0]}
    pack = zipfile.ZipFile(io.BytesIO(browser.post(pages, data=data).data))
    assert numbers[1] not in "".join(pack.read(name).decode("utf-8", "replace") for name in pack.namelist())
    assert "ledger/proofs.jsonl" in "\n".join(pack.namelist())
    said = post(browser, pages, pages, 422, number=numbers[1])
    nothing = post(browser, pages, pages, 422, number="RIA-2026-9999")
    sentence = "There is no dossier of {}."
    assert sentence.format(numbers[1]) in said
    assert sentence.format("RIA-2026-9999") in nothing
    assert db.session.scalars(select(Assessment)).all()


def test_a_request_for_evidence_names_records_in_scope_only(client_as, app, two):
    browser = client_as(_visitor(two[0].number))
    pages = "/inspection/evidence-requests/"
    refused = post(browser, pages, f"{pages}new", 422, text="Show it.", record_number=two[1].number)
    assert f"No record has the number {two[1].number}." in refused
    post(browser, pages, f"{pages}new", text="Show it.", record_number=two[0].number)


def test_words_and_numbers():
    assert wanted("chosen", " sup-0001;svc-0002\n SUP-0001,") == WantedScope(
        is_whole=False, numbers=("SUP-0001", "SVC-0002")
    )
    assert wanted("whole", "SUP-0001") == WHOLE
    assert in_words(["A", "B"]) == "A and B"
    assert in_words(list("ABCDE")) == "A, B, C and 2 more"
    assert MOST_PARTS == 200


def _visitor(*numbers: str) -> Person:
    inspector = make_person("iva.visitor", ["INSP"], can_sign=False)
    let_in(inspector, scope=WantedScope(is_whole=False, numbers=numbers))
    return inspector

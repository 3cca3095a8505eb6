"""Journey 10, who has access: an access review in which nobody confirms their own rights, signed, handed out, carried
out; and people who leave."""

import io
import re
from datetime import timedelta

import pytest
from python_calamine import load_workbook

from app.access.models import AccessReview, ReviewLine
from app.base.db import db, transaction
from app.people.actions.sign_ins import record_sign_in
from tests.factories.people import PASSWORD, approve_all, make_person, person_for
from tests.journeys.bare_machine import BareMachine

HOME = "/access-reviews/ACR-2027-0001"
OVERSIGHT = "/my-oversight-tasks"


def page(client, address, status=200):
    answer = client.get(address)
    text = answer.get_data(as_text=True)
    assert answer.status_code == status, text[:3000]
    return text


def post(client, address, on, status=303, **fields):
    answer = client.post(address, data={"csrf_token": client.token(on), **fields})
    assert answer.status_code == status, answer.get_data(as_text=True)[:4000]
    db.session.rollback()
    db.session.expire_all()
    return answer.get_data(as_text=True)


def line_of(person) -> ReviewLine:
    db.session.rollback()
    return db.session.query(ReviewLine).filter_by(person_id=person.id).order_by(ReviewLine.id.desc()).first()


def decide(client, person, outcome, reason="", status=303, **more):
    line = line_of(person)
    fields = {"outcome": outcome, "reason": reason, "seen": len(line.decisions), **more}
    return post(client, f"{HOME}/lines/{line.id}/decisions", f"{HOME}/lines/{line.id}", status, **fields)


def sign(client, who, password=PASSWORD, status=303):
    shown = page(client, f"{HOME}/signatures/new")
    hidden = {
        name: re.search(rf'name="{name}" value="([^"]*)"', shown)[1] for name in ("sha256", "challenge", "meaning")
    }
    fields = {"username": who.username, "password": password, **hidden}
    return post(client, f"{HOME}/signatures", f"{HOME}/signatures/new", status, **fields)


@pytest.fixture
def company(app, clock):
    """Six people: two QA, a system owner with conflicting duties, somebody dormant, somebody who never came, ISEC."""
    people = {
        "qa": person_for("QA"),
        "qa2": make_person("queenie.alt", ["QA"]),
        "so": make_person("sol.owens", ["SO", "SME"]),
        "old": make_person("dora.mant", ["BPO"]),
        "new": make_person("nils.ever", ["SQM"], can_sign=False),
        "isec": person_for("ISEC"),
        "adm": person_for("ADM"),
    }
    with transaction(people["adm"].actor, clock()):
        for one in people.values():
            if one is not people["new"]:
                record_sign_in(one, one.username, "succeeded", clock())
    clock.forward(days=100)
    with transaction(people["adm"].actor, clock()):
        for name in ("qa", "qa2", "so", "isec", "adm"):
            record_sign_in(people[name], people[name].username, "succeeded", clock())
    return people


def test_who_has_access(company, settings, clock, client_as, tmp_path):
    qa, qa2, isec, adm = (client_as(company[name]) for name in ("qa", "qa2", "isec", "adm"))
    open_review(adm, qa, clock)
    nobody_decides_on_their_own(company, qa, adm)
    everybody_is_decided_on(company, qa, qa2, isec)
    assert "Sign the review" in page(qa, OVERSIGHT)
    assert "one-time code is not right" in sign(qa, company["qa"], "not the password", 409)
    sign(qa, company["qa"])
    review = db.session.query(AccessReview).one()
    assert review.state == "closed"
    assert all(line.decision.decided_by_id != line.person_id for line in review.lines)
    it_is_carried_out(company, adm)
    assert "was closed 0 days ago" in page(qa, "/access-reviews")
    clock.forward(days=37)
    later = client_as(company["qa"])
    assert "was closed 37 days ago" in page(later, "/access-reviews/standing")
    hand_out(later, settings, tmp_path)


def open_review(adm, qa, clock):
    """An administrator opens it: everybody, with what stands out; QA finds it on the home page."""
    answer = post(
        adm, "/access-reviews", "/access-reviews/new",
        title="Second half of 2026", scope="everybody", role="", due_on=clock().date() + timedelta(days=14),
    )  # fmt: skip
    assert HOME in answer
    shown = page(qa, HOME)
    for word in ("dormant", "never used", "conflict of duties", "privileged", "0 of 8 accounts decided on"):
        assert word in shown, word
    assert "Decide on 7 accounts" in page(qa, OVERSIGHT)
    page(adm, f"{HOME}/signatures/new", 403)


def nobody_decides_on_their_own(company, qa, adm):
    """Not by the page, not by a forged form; and an administrator decides on nobody."""
    others = f"{HOME}/lines/{line_of(company['so']).id}"
    assert "Put the decision on record" in page(qa, others)
    line = line_of(company["qa"])
    own = page(qa, f"{HOME}/lines/{line.id}")
    assert "nobody decides on their own access" in own
    assert "Put the decision on record" not in own
    forged = {"outcome": "keep", "reason": "I need all of it", "seen": 0}
    refused = post(qa, f"{HOME}/lines/{line.id}/decisions", others, 409, **forged)
    assert "nobody decides on their own access" in refused
    assert not line_of(company["qa"]).decisions
    fields = {"csrf_token": adm.token("/access-reviews/new"), **forged}
    assert adm.post(f"{HOME}/lines/{line.id}/decisions", data=fields).status_code == 403


def everybody_is_decided_on(company, qa, qa2, isec):
    """With a reason where one is needed; it does not close with anybody open; the other QA decides on QA."""
    assert "say why it is kept" in decide(qa, company["old"], "keep", status=422)
    assert "Tick the roles" in decide(qa, company["so"], "change", "Tests and reviews them", status=422)
    decide(qa, company["so"], "change", "Tests and reviews them", roles_taken="SME")
    decide(qa, company["old"], "remove", "Left the department in spring")
    decide(qa, company["new"], "remove", "Never started")
    decide(qa, company["isec"], "keep")
    decide(qa, company["qa2"], "keep", "Approves the second site")
    decide(isec, company["adm"], "keep", "Runs the portal")
    second = db.session.query(ReviewLine).filter_by(username="adam.moss").one()
    decide(isec, second.person, "keep", "Stands in")
    assert "1 of 8 accounts are not decided on yet: Quentin Abel" in page(qa, f"{HOME}/signatures/new")
    decide(qa2, company["qa"], "keep", "Approves the first site")


def it_is_carried_out(company, adm):
    """Decided is not done: an administrator does it with the forms of people, and only then it counts."""
    assert "Decided, not carried out yet" in page(adm, HOME)
    assert "Carry out 3 decisions" in page(adm, OVERSIGHT)
    for name in ("old", "new"):
        deactivate(adm, company[name])
    assert "Carry out 1 decision" in page(adm, OVERSIGHT)
    address = f"/people/{company['so'].id}/roles"
    post(adm, address, address, version=company["so"].version, roles="SO", reason="Decided in ACR-2027-0001")
    assert "Carry out 1 decision" in page(adm, OVERSIGHT)  # proposed is not done: another administrator decides
    approve_all(company["so"])
    assert "Carry out" not in page(adm, OVERSIGHT)


def deactivate(client, person):
    address = f"/people/{person.id}/deactivation"
    post(client, address, address, version=person.version, reason="Decided in ACR-2027-0001")


def hand_out(client, settings, tmp_path):
    """Report, export and dossier; the dossier is checked on a bare machine, and a changed one is found."""
    report = page(client, f"{HOME}/report")
    for word in ("REVIEW-ACCESS", "Tests and reviews them", "SME taken away", "Quentin Abel"):
        assert word in report, word
    exported = client.get(f"{HOME}?format=csv").get_data(as_text=True)
    assert exported.count("\r\n") == 9
    assert "change (SME away)" in exported
    with load_workbook(io.BytesIO(client.get(f"{HOME}?format=xlsx").data)) as workbook:
        rows = workbook.get_sheet_by_index(0).to_python()
    assert (len(rows), rows[0][0]) == (9, "Name")
    assert "change (SME away)" in [row[12] for row in rows]
    answer = client.post(
        "/inspection/dossiers/", data={"csrf_token": client.token("/inspection/dossiers/"), "number": "ACR-2027-0001"}
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)[:3000]
    (tmp_path / "dossier.zip").write_bytes(answer.data)
    machine = BareMachine(tmp_path / "machine", tmp_path / "dossier.zip", settings.witness_file)
    done = machine.verify()
    assert done.returncode == 0, done.stdout + done.stderr
    revision = next((machine.pack / "revisions").glob("*.json"))
    machine.flip(revision)
    assert machine.verify().returncode != 0

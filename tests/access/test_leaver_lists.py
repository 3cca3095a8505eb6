"""Leaver lists: previewed line by line, confirmed, and carried out by the clock; with every line in the log."""

import io
import re
from datetime import date, timedelta

import pytest

from app import jobs
from app.access.actions.leavers import let_go
from app.access.models import Leaver, LeaverLine, LeaverList
from app.access.queries import leavers as queries
from app.base.db import db, transaction
from app.base.lease import Lease
from app.base.sheet_files import XLSX
from app.people import actions as account_actions
from app.people.models import Person
from app.records import history
from app.records.actor import CLOCK
from app.records.verification.verify import verify
from tests.factories.people import change_roles, make_person, person_for
from tests.factories.workbooks import workbook_of

LISTS = "/leaver-lists"


@pytest.fixture
def admin(app, client_as):
    return client_as("ADM")


def upload(client, text, status=303):
    content, name = (text.encode(), "leavers.csv") if isinstance(text, str) else (text, "leavers.xlsx")
    fields = {"csrf_token": client.token(f"{LISTS}/new"), "file": (io.BytesIO(content), name)}
    answer = client.post(LISTS, data=fields, content_type="multipart/form-data")
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return answer.headers.get("Location", "") if status == 303 else answer.get_data(as_text=True)


def confirm(client, address, status=303):
    shown = client.get(address).get_data(as_text=True)
    fingerprint = re.search(r'name="fingerprint"[^>]*value="([^"]+)"', shown)[1]
    return send(client, address, fingerprint, status)


def send(client, address, fingerprint, status):
    fields = {"csrf_token": client.token(address), "fingerprint": fingerprint}
    answer = client.post(f"{address}/confirmation", data=fields)
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    db.session.expire_all()
    return answer.get_data(as_text=True)


def turn(clock):
    """Let the clock's process run the job once."""
    lease = Lease(jobs.LEASE, timedelta(seconds=30), clock)
    assert lease.hold()
    done = jobs.deactivate_leavers(lease, clock)
    lease.release()
    db.session.expire_all()
    return done


def acts_of(person):
    return [(one.act, one.actor_kind, one.reason) for one in history.of("people.person", person.id)]


def test_a_list_from_preview_to_the_last_day(app, admin, client_as, clock):
    nora, nils, gale = (make_person(one, ["SO"]) for one in ("nora.lind", "nils.berg", "gale.left"))
    ada, adam = person_for("ADM"), db.session.query(Person).filter_by(username="adam.moss").one()
    with transaction(adam.actor, clock()):
        account_actions.deactivate(gale, "Left earlier", adam.actor, clock())
    browser = client_as(nora)
    text = (
        "user;last_working_day;reference\n"
        "nora.lind;2026-11-01;HR 4711\n"
        "nils.berg@example.org;2026-11-10;HR 4712\n"
        "gale.left;2026-10-01;\n"
        "ada.miller;2026-10-01;\n"
        "who.else;2026-10-01;\n"
        "nora.lind;soon;\n"
    )
    address = upload(admin, text)
    shown = admin.get(address).get_data(as_text=True)
    for word in ("Deactivate 1, mark 1", "already deactivated", "unknown", "yourself", "unreadable"):
        assert word in shown, word
    assert browser.get("/").status_code == 200
    assert nora.is_active  # the preview did nothing

    confirm(admin, address)
    assert browser.get("/").status_code == 303  # the very next request
    number = address.rpartition("/")[2]
    assert not nora.is_active
    assert nora.deactivated_because == f"{number}, line 2: left, last working day 2026-11-01, HR 4711"
    assert (nils.is_active, ada.is_active) == (True, True)
    outcomes = [one.outcome for one in db.session.query(LeaverLine).order_by(LeaverLine.line)]
    assert outcomes == ["deactivate", "mark", "already_deactivated", "yourself", "unknown", "unreadable"]
    assert "already deactivated" in admin.get(address).get_data(as_text=True)
    assert admin.get(f"{address}/file").data.decode() == text
    assert "2026-11-10" in client_as("QA").get(LISTS).get_data(as_text=True)

    assert turn(clock) == 0
    clock.at = clock.at.replace(day=10, hour=23)
    assert turn(clock) == 0  # the last working day still works
    with transaction(CLOCK, clock()):
        assert not let_go(queries.leaving()[0].id, CLOCK, clock())
    clock.forward(hours=2)
    assert turn(clock) == 1
    assert turn(clock) == 0  # running twice adds nothing
    assert not nils.is_active
    assert acts_of(nils)[0] == (
        "people.person.deactivated",
        "clock",
        f"{number}, line 3: left, last working day 2026-11-10",
    )
    assert queries.leaving() == []
    assert verify().faults == []


def test_a_list_as_workbook_with_real_days(app, admin, clock):
    nora, nils = (make_person(one, ["SO"]) for one in ("nora.lind", "nils.berg"))
    rows = [("E-mail", "Last day"), ("nora.lind@example.org", date(2026, 11, 1)), ("nils.berg", "10.11.2026")]
    address = upload(admin, workbook_of({"HR": rows}))
    assert "Excel workbook, sheet “HR”" in admin.get(address).get_data(as_text=True)
    confirm(admin, address)
    assert (nora.is_active, nils.is_active) == (False, True)
    assert nora.deactivated_because.endswith("line 2: left, last working day 2026-11-01")
    assert admin.get(f"{address}/file").mimetype == XLSX
    assert "Accounts changed" not in upload(admin, admin.get(f"{LISTS}/template?format=xlsx").data)
    assert "damaged or cut off" in upload(admin, b"PK\x03\x04 no more", status=422)


def test_the_last_administrator_is_never_deactivated_but_named(app, client_as, clock):
    ada, adam = person_for("ADM"), db.session.query(Person).filter_by(username="adam.moss").one()
    for who, whom in ((ada, adam), (adam, ada)):
        client = client_as(who)
        confirm(client, upload(client, f"user;last_day\n{whom.username};2026-11-03\n"))
    clock.forward(days=2)
    assert turn(clock) == 2
    assert (adam.is_active, ada.is_active) == (False, True)
    assert turn(clock) == 0  # the obstacle is written once
    (held,) = queries.held_back()
    assert "last administrator" in held.obstacle
    shown = client_as(ada).get("/my-oversight-tasks").get_data(as_text=True)
    assert "Look after the leaver" in shown
    make_person("otto.adm", ["ADM"], can_sign=False)
    assert turn(clock) == 1
    assert not ada.is_active
    assert db.session.query(Leaver).filter_by(state="leaving").count() == 0


def test_another_day_supersedes_and_whoever_stays_is_taken_off(app, admin, clock):
    nora = make_person("nora.lind", ["SO"])
    for day in ("2026-11-10", "2026-11-20"):
        confirm(admin, upload(admin, f"user;last_day\nnora.lind;{day}\n"))
    states = [(one.last_day.day, one.state) for one in db.session.query(Leaver).order_by(Leaver.id)]
    assert states == [(10, "withdrawn"), (20, "leaving")]
    (leaver,) = queries.leaving()
    address = f"/leavers/{leaver.id}/withdrawal"
    fields = {"csrf_token": admin.token(address), "version": leaver.version, "reason": "Her contract was prolonged"}
    assert admin.post(address, data=fields).status_code == 303
    clock.forward(days=40)
    assert turn(clock) == 0
    assert nora.is_active


def test_a_preview_that_is_out_of_date_does_nothing(app, admin, clock):
    nora = make_person("nora.lind", ["SO"])
    address = upload(admin, "user;last_day\nnora.lind;2026-11-01\n")
    shown = admin.get(address).get_data(as_text=True)
    seen = re.search(r'name="fingerprint"[^>]*value="([^"]+)"', shown)[1]
    change_roles(nora, ["SME"])
    assert "nothing was done" in send(admin, address, seen, 409)
    assert nora.is_active
    confirm(admin, address)
    assert not nora.is_active
    assert "already confirmed" in admin.post(
        f"{address}/discarding", data={"csrf_token": admin.token(f"{LISTS}/new")}
    ).get_data(as_text=True)


def test_a_failure_in_the_middle_of_a_list_leaves_nothing(app, admin, monkeypatch):
    people = [make_person(one, ["SO"]) for one in ("nora.lind", "nils.berg")]
    address = upload(admin, "user;last_day\nnora.lind;2026-11-01\nnils.berg;2026-11-01\n")
    real, seen = account_actions.deactivate, []

    def breaks(person, *rest):
        seen.append(person.username)
        if len(seen) == 2:
            raise account_actions.AccountRefused("The second one is refused.")
        real(person, *rest)

    monkeypatch.setattr(account_actions, "deactivate", breaks)
    assert "The second one is refused" in confirm(admin, address, 422)
    assert seen == ["nora.lind", "nils.berg"]
    assert all(one.is_active for one in people)
    assert db.session.query(LeaverLine).count() == 0
    assert db.session.query(LeaverList).one().state == "previewed"


def test_what_is_no_list_is_refused_with_a_sentence(app, admin):
    for text, said in (("nothing", "names no column"), ("user;reference\na;b\n", "last_working_day is missing")):
        assert said in upload(admin, text, 422)
    assert "Deactivate 0" not in admin.get(upload(admin, "user;last_day\nwho;2026-01-01\n")).get_data(as_text=True)

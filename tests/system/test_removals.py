"""Carrying a disposal out: rows first, files later, never one that is still named; and no row excuses a wrong one."""

import json
import subprocess
import sys

import pytest

from app.base.db import db, transaction
from app.records import attachments, kernel, naming, packs, removals
from app.records.verification.verify import verify
from app.system.actions import Refused, holds
from app.system.actions import disposals as disposal_actions
from app.system.actions import removals as actions
from app.system.queries import removals as queries
from app.system.removing import remove_due
from tests.factories import disposals as made
from tests.factories import impact
from tests.factories.people import person_for
from tests.paths import ROOT


@pytest.fixture
def past(app, clock):
    return made.past_its_time(clock)


def go_on(clock) -> int:
    """Let the removal settle, then let the clock do its job."""
    return remove_due(clock.forward(minutes=3), made.nothing)


def store():
    return kernel.of(db.session()).files


def test_the_whole_way_in_pages_verification_pack_and_dossier(past, clock, client_as, tmp_path):
    found = made.decided()
    assert [one["digest"] for one in found.removes] == [past.own.sha256]
    sqm = client_as("SQM")
    page = f"/system/disposals/{found.number}"
    assert "goes when this is carried out" in sqm.get(page).text
    assert sqm.post(f"{page}/removals", data={"csrf_token": sqm.token(page)}).status_code == 303
    assert store().path(past.own.sha256).exists(), "the row comes first, the file goes later"
    assert remove_due(clock(), made.nothing) == 0, "not before whoever reads just now has read it"
    assert "goes within minutes" in sqm.get(page).text
    assert (go_on(clock), go_on(clock)) == (1, 0)
    assert not store().path(past.own.sha256).exists()
    assert store().is_whole(past.shared.sha256)
    text = sqm.get(page).text
    assert "removed, on record since" in text
    assert "records.attachment/" in text, "the shared file says who names it as well"
    db.session.refresh(found)
    assert found.state == "carried_out"
    outcome = verify(is_full=True)
    assert outcome.faults == []
    assert f"1 file was disposed of under {found.number}." in outcome.sentence
    with pytest.raises(removals.Removed, match=f"disposed of under {found.number}"):
        removals.content(past.own.sha256)
    code, bare = made.judged_bare(tmp_path / "pack")
    assert (code, bare["faults"]) == (0, [])
    assert f"{past.own.sha256} was disposed of under {found.number}" in " ".join(bare["notes"])


def test_a_dossier_carries_the_decision_and_an_older_one_stays_good(past, clock, tmp_path):
    parts = [("suppliers.supplier", past.gone.id), ("records.attachment", past.own.id)]
    record = {"type": "suppliers.supplier", "id": str(past.gone.id), "number": past.gone.number}
    packs.export_record(tmp_path / "before", record, parts, {}, "quentin", clock())
    number = made.carried_out().number
    go_on(clock)
    packs.export_record(tmp_path / "after", record, parts, {}, "quentin", clock())
    for name in ("before", "after"):
        command = [sys.executable, "-I", str(ROOT / "verifier" / "qualward_verify.py"), str(tmp_path / name), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, json.loads(done.stdout)["faults"]) == (0, [])
        assert (number in done.stdout) is (name == "after")
    (tmp_path / "after" / "ledger" / "events.jsonl").write_text(
        "".join(
            line
            for line in (tmp_path / "after" / "ledger" / "events.jsonl")
            .read_text(encoding="utf-8")
            .splitlines(keepends=True)
            if '\\"records.removal\\"' not in line
        ),
        encoding="utf-8",
    )
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "file" in {one["class"] for one in json.loads(done.stdout)["faults"]}


def test_a_download_says_under_which_disposal_it_went(past, clock, client_as, monkeypatch):
    number = made.carried_out().number
    go_on(clock)
    qa = client_as("QA")
    monkeypatch.setattr("app.system.queries.statements.statement", lambda _: object())
    monkeypatch.setattr("app.system.queries.statements.letter_files", lambda _: [past.own])
    answer = qa.get("/system/statements/SYS-2026-0001/files/1")
    assert answer.status_code == 410
    assert f"The file “contract.pdf” was disposed of under {number}" in answer.text


def test_nothing_goes_before_both_signed_and_nothing_twice(past, clock):
    found = made.previewed()
    for role in ("SQM", "QA"):
        with pytest.raises(Refused, match="only what two people signed"), transaction(person_for("QA").actor, clock()):
            actions.carry_out(found, clock())
        impact.sign_as(found, person_for(role), disposal_actions.sign)
    with transaction(person_for("QA").actor, clock()):
        assert actions.carry_out(found, clock()) == 1
    with pytest.raises(Refused, match="nothing to carry out"), transaction(person_for("QA").actor, clock()):
        actions.carry_out(found, clock())


@pytest.mark.parametrize("when", ["before carrying out", "after the rows"])
def test_a_file_under_legal_hold_set_meanwhile_stays_until_it_is_lifted(past, clock, person, when):
    found = made.decided() if when == "before carrying out" else made.carried_out()
    quality = person_for("QA")
    with transaction(quality.actor, clock()):
        hold = holds.set_hold("supplier", past.gone.number, "A court asked for it.", quality.actor, clock())
    if when == "before carrying out":
        with transaction(quality.actor, clock()):
            assert actions.carry_out(found, clock()) == 0
    assert go_on(clock) == 0
    assert store().is_whole(past.own.sha256)
    fate = queries.fates(found)[past.own.sha256]
    assert (fate.state, hold.number in (fate.why or "")) == ("kept", True)
    assert verify(is_full=True).faults == []
    with transaction(quality.actor, clock()):
        hold.lifted_because = "over"
    other = person("quinn.other", ["QA"])
    impact.sign_as(hold, other, lambda *given: holds.lift(*given, reason="The court closed the case."))
    if when == "before carrying out":
        with transaction(quality.actor, clock()):
            assert actions.carry_out(found, clock()) == 1
    assert go_on(clock) == 1
    assert not store().path(past.own.sha256).exists()


@pytest.mark.parametrize("when", ["before carrying out", "after the rows", "while the clock removes"])
def test_a_record_that_came_to_name_the_same_content_keeps_it(past, clock, monkeypatch, when):
    found = made.decided() if when == "before carrying out" else made.carried_out()
    asked = naming.newest

    def meanwhile():
        read = asked()
        monkeypatch.setattr(naming, "newest", asked)
        made.attach(past.kept, "contract.pdf", made.OWN)
        return read

    if when == "while the clock removes":
        clock.forward(minutes=3)
        monkeypatch.setattr(naming, "newest", meanwhile)
    else:
        made.attach(past.kept, "contract.pdf", made.OWN)
    if when == "before carrying out":
        with transaction(person_for("QA").actor, clock()):
            assert actions.carry_out(found, clock()) == 0
    assert go_on(clock) == 0
    assert store().is_whole(past.own.sha256)
    assert "Named since by records.attachment/" in (queries.fates(found)[past.own.sha256].why or "")
    assert verify(is_full=True).faults == []
    store().path(past.own.sha256).unlink()
    assert {one.kind for one in verify().faults} == {"file"}, "the removal from before excuses nothing that came later"


def test_without_the_look_at_who_else_names_it_a_kept_record_loses_its_file(past, clock, monkeypatch):
    """The control: the same way with the look taken out."""
    made.carried_out()
    made.attach(past.kept, "contract.pdf", made.OWN)
    monkeypatch.setattr("app.system.actions.removals.contents.namers", lambda files, *_: {one: set() for one in files})
    monkeypatch.setattr("app.system.removing.contents.namers", lambda files, *_: {one: set() for one in files})
    assert go_on(clock) == 1
    assert {one.kind for one in verify().faults} >= {"file"}


def test_a_restored_file_is_due_again_and_goes_again(past, clock):
    found = made.carried_out()
    assert go_on(clock) == 1
    store().put_back(made.OWN)
    assert made.standing(found) == {past.own.sha256}
    assert verify(is_full=True).faults == []
    assert go_on(clock) == 1
    assert made.standing(found) == set()


def test_nothing_is_removed_while_a_copy_or_a_verification_relies_on_it(past, clock):
    found = made.carried_out()
    with store().keeping():
        assert go_on(clock) == 0
        assert made.standing(found) == {past.own.sha256}
    assert go_on(clock) == 1


def test_the_page_of_what_waits_names_who_carries_it_out(past, client_as):
    found = made.previewed()
    sqm, qa = client_as("SQM"), client_as("QA")
    assert "Sign as DISPOSE" in sqm.get("/my-oversight-tasks").text
    assert found.number not in qa.get("/my-oversight-tasks").text
    impact.sign_as(found, person_for("SQM"), disposal_actions.sign)
    assert "Your preview waits for a signature" in sqm.get("/my-oversight-tasks").text
    assert "Sign as APPROVE-QA" in qa.get("/my-oversight-tasks").text
    impact.sign_as(found, person_for("QA"), disposal_actions.sign)
    assert "Carry it out" in sqm.get("/my-oversight-tasks").text
    assert found.number not in client_as("ADM").get("/my-oversight-tasks").text


def test_files_of_parts_count_and_a_record_without_any_has_nothing_to_carry_out(past, clock):
    assert attachments.of("suppliers.supplier", [past.gone.id])
    found = made.decided()
    (item,) = [one for one in found.due if one["name"] == past.gone.number]
    assert {one["name"]: bool(one["kept"]) for one in item["files"]} == {"contract.pdf": False, "prices.pdf": True}


def test_a_page_costs_the_same_for_one_file_and_for_fifty(past, clock, client_as):
    sqm, counted = client_as("SQM"), []
    for files in (1, 50):
        for number in range(files):
            made.attach(past.gone, f"{number}.pdf", f"{files} {number}".encode())
        found = made.carried_out()
        sqm.get(f"/system/disposals/{found.number}")
        counted.append(sqm.queries)
        go_on(clock)
    sqm.get("/system/disposals")
    assert counted[1] <= min(counted[0] + 1, 12)
    assert sqm.queries <= 12

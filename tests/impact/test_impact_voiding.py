"""A signed assessment found wrong: voided by QA's signature and reason, replaced by one that links to it."""

import io
import json
import subprocess
import sys
import zipfile

import pytest

from app.base.db import db, transaction
from app.impact.actions import approvals, departures, exposures, settlements
from app.impact.actions.voidings import void
from app.impact.models import Assessment
from app.impact.queries.verdicts import AssessmentRefused
from app.records import history, revisions
from app.records.actor import CLOCK
from app.records.signature import SigningRefusal
from app.records.signatures import SigningRefused
from app.records.verification.verify import verify
from tests.factories import impact
from tests.factories.impact import another
from tests.factories.impact_pages import HOME, NOTE, page, sign
from tests.factories.people import clock_now, person_for
from tests.paths import ROOT

WHY = "The tenant tested was not ours."


@pytest.fixture
def approved(app):
    assessment = impact.triaged(NOTE)
    impact.settle_all(assessment, level="L2")
    impact.run_once(assessment, another("SO").actor)
    impact.follow_up(assessment)
    with transaction(impact.actor("SO"), clock_now()):
        approvals.submit(assessment, impact.actor("SO"), clock_now())
    for who in (person_for("SO"), another("SO"), *map(person_for, ("SME", "BPO", "QA"))):
        impact.sign_as(assessment, who)
    assert assessment.state == "approved"
    return assessment


def voided_by(who, assessment, why=WHY):
    return impact.sign_as(assessment, who, lambda *given: void(*given, reason=why))


def successor_of(assessment):
    return db.session.query(Assessment).filter_by(replaces_id=assessment.id).one()


def test_the_signed_one_stays_and_the_new_one_links_to_it(approved):
    before = revisions.compose(approved).body
    signed = [one.meaning for one in revisions.signatures_of(approved)]
    voided_by(another("QA"), approved)
    assert approved.state == "voided"
    assert [one.meaning for one in revisions.signatures_of(approved)] == [*signed, "VOID"]
    assert json.loads(before)["parts"]["changes"] == json.loads(revisions.compose(approved).body)["parts"]["changes"]
    new = successor_of(approved)
    assert (new.number, new.state, new.release, new.service) == (
        "RIA-2026-0002",
        "detected",
        approved.release,
        approved.service,
    )
    assert revisions.compose(new).body.count(approved.number) >= 1
    event = history.of("impact.assessment", approved.id)[0]
    assert (event.act, event.reason, event.after) == ("impact.assessment.voided", WHY, {"state": "voided"})
    assert verify().is_intact


def test_what_was_settled_is_carried_over_and_confirmed_anew(approved):
    voided_by(person_for("QA"), approved)
    changes = successor_of(approved).this_round.changes
    assert [one.carried_over_from.round.assessment.number for one in changes] == [approved.number] * 2
    assert not any(one.is_settled for one in changes)
    assert [one.settled_level for one in changes] == [one.settled_level for one in approved.this_round.changes]


def test_a_release_in_production_stands_without_approval_at_once(approved, clock):
    clock.forward(days=60)
    with transaction(CLOCK, clock_now()):
        exposures.mark_live(approved, clock_now())
    voided_by(person_for("QA"), approved)
    new = successor_of(approved)
    assert (new.state, new.exposed_since) == ("live_unassessed", approved.live_since)
    assert new.is_service_exposed
    assert not approved.is_service_exposed


def test_it_is_voided_once_by_qa_who_did_not_work_on_it(approved):
    for who, why in ((person_for("SO"), "role QA"), (person_for("SO"), "You worked on")):
        with pytest.raises(SigningRefused, match=why):
            voided_by(who, approved)
    with pytest.raises(SigningRefused, match="needs its reason"):
        voided_by(person_for("QA"), approved, why=" ")
    voided_by(person_for("QA"), approved)
    with pytest.raises(SigningRefused, match="RIA-2026-0002 replaces it"):
        voided_by(person_for("QA"), approved)
    with pytest.raises(SigningRefused, match="bears no signed approval"):
        voided_by(person_for("QA"), successor_of(approved))


def test_nothing_moves_a_voided_one_any_more(approved):
    voided_by(person_for("QA"), approved)
    with transaction(person_for("SQM").actor, clock_now()):
        impact.a_note(approved.release, f"{NOTE}- A new line.\n")
    impact.sweep()
    assert (approved.state, approved.round) == ("voided", 1)
    assert successor_of(approved).round == 2
    assert impact.sweep() == []
    with transaction(impact.actor("SO"), clock_now()), pytest.raises(AssessmentRefused, match="was voided"):
        departures.merge(successor_of(approved), approved, "Same.", clock_now())
    change = approved.this_round.changes[0]
    with transaction(impact.actor("SO"), clock_now()), pytest.raises(AssessmentRefused):
        settlements.settle_change(
            change, impact.KNOWN, impact.as_proposed(change), "L0", "x", impact.actor("SO"), clock_now()
        )


def test_pages_and_both_dossiers_say_so(approved, client_as, tmp_path):
    who = another("QA")
    qa, so = client_as(who), client_as("SO")
    assert "Found wrong: void" in page(qa, HOME)
    assert "Found wrong: void" not in page(so, HOME)
    assert "What was found wrong" in sign(qa, who, f"{HOME}/voidings", 422, reason=" ")
    assert "Nothing was signed" in sign(qa, who, f"{HOME}/voidings", 409, reason=WHY, password="wrong")
    assert db.session.query(SigningRefusal).one().meaning == "VOID"
    sign(qa, who, f"{HOME}/voidings", reason=WHY)
    assert "RIA-2026-0002</a> replaces it" in page(so, HOME)
    assert "VOIDED: the record was found wrong" in page(so, f"{HOME}/approvals")
    assert "RIA-2026-0001</a>, which was voided" in page(so, "/impact-assessments/RIA-2026-0002")
    assert "RIA-2026-0001" in page(so, "/impact-assessments?state=voided")
    for number, says in (("RIA-2026-0001", "replaced by RIA-2026-0002"), ("RIA-2026-0002", "<dd>RIA-2026-0001, which")):
        text, record, verdict = _dossier(client_as("INSP"), number, tmp_path)
        assert says in text
        assert {one["number"] for one in record["kin"]} == {"RIA-2026-0001", "RIA-2026-0002"} - {number}
        assert verdict == (0, [])


def _dossier(client, number, tmp_path):
    token = client.token("/inspection/dossiers/")
    answer = client.post("/inspection/dossiers/", data={"csrf_token": token, "number": number})
    path = tmp_path / f"{number}.zip"
    path.write_bytes(answer.data)
    command = [sys.executable, "-I", str(ROOT / "verifier" / "qualward_verify.py"), str(path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as pack:
        return (
            pack.read("index.html").decode(),
            json.loads(pack.read("record.json")),
            (done.returncode, json.loads(done.stdout)["faults"]),
        )

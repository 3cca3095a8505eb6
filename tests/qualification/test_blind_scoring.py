"""Two scorers, blind: what the first one wrote stands nowhere until the second one is done, and the other way round."""

import re

import pytest
from sqlalchemy import select

from app.base.db import db
from app.people.permissions import ROLES
from app.qualification.actions.sheets import digest_of
from app.qualification.models import SealedSheet
from app.records import history
from app.records.tables import LedgerEvent
from tests.factories.people import person_for
from tests.factories.qualification import CRITICAL, again, hand_in, make_scored, make_tiering, typed

pytestmark = pytest.mark.usefixtures("app")
FIRST, SECOND = "kanarifirst", "kanarisecond"
"""What the first and the second scorer write in every rationale."""


def pages_of(tiering):
    number, service = tiering.number, tiering.service.number
    return [
        f"/tierings/{number}",
        f"/tierings/{number}/sheet",
        f"/tierings/{number}/signers",
        f"/tierings/{number}/agreements/1",
        f"/tierings/{number}/weighing",
        f"/tierings/{number}/signatures/new",
        "/tierings",
        "/tierings?format=csv",
        f"/services/{service}",
        f"/services/{service}/tierings",
        f"/inspection/records/{number}/trail",
        "/inspection/",
        "/inspection/?format=csv",
        *(f"/inspection/events/{seq}" for seq in db.session.scalars(select(LedgerEvent.seq))),
        "/",
        "/my-qualification-tasks",
    ]


def test_what_the_first_scorer_wrote_stands_on_no_page_for_anybody_else(client_as):
    tiering = hand_in(make_tiering(), person_for("SQM"), CRITICAL, FIRST)
    assert tiering.state == "second_scoring"
    opened = 0
    for role in ROLES:
        if role == "SQM":
            continue
        client = client_as(role)
        for address in pages_of(tiering):
            answer = client.get(address)
            opened += answer.status_code == 200
            assert FIRST not in answer.get_data(as_text=True), f"{role} reads it on {address}"
    assert opened > 100
    assert FIRST in client_as("SQM").get(f"/tierings/{tiering.number}/sheet").get_data(as_text=True)


def test_the_trail_itself_does_not_hold_it_until_both_are_done(app):
    tiering = hand_in(make_tiering(), person_for("SQM"), CRITICAL, FIRST)
    kept = "".join(db.session.scalars(select(LedgerEvent.body)))
    files = [
        path.read_bytes() for path in app.config["QUALWARD"].data_dir.joinpath("files").rglob("*") if path.is_file()
    ]
    assert FIRST not in kept
    assert not any(FIRST.encode() in content for content in files)
    assert '"score":"' not in kept
    hand_in(tiering, person_for("SME"), CRITICAL, SECOND)
    kept = "".join(db.session.scalars(select(LedgerEvent.body)))
    assert kept.count(FIRST) == kept.count(SECOND) == 10
    assert db.session.scalars(select(SealedSheet)).all() == []


def test_what_the_second_scorer_saved_is_hidden_from_the_first_until_both_are_done(client_as):
    tiering = make_scored(CRITICAL)
    client = client_as("SME")
    address = f"/tierings/{tiering.number}/sheet"
    fields = {
        f"{code}-{name}": entry[name]
        for code, entry in typed(CRITICAL, SECOND).items()
        for name in ("score", "rationale")
    }
    fields["F9-score"] = ""
    token = client.token(address)
    assert client.post(address, data={"csrf_token": token, **fields}).status_code == 303
    assert SECOND in client.get(address).get_data(as_text=True)
    for reader in ("SQM", "QA"):
        for page in pages_of(tiering):
            assert SECOND not in client_as(reader).get(page).get_data(as_text=True), f"{reader} {page}"
    refused = client.post(f"/tierings/{tiering.number}/sheets", data={"csrf_token": token, **fields})
    assert refused.status_code == 422
    text = refused.get_data(as_text=True)
    assert "F9: choose a score" in text
    assert text.count(SECOND) == 10
    fields["F9-score"] = "unknown"
    assert client.post(f"/tierings/{tiering.number}/sheets", data={"csrf_token": token, **fields}).status_code == 303
    page = client_as("SQM").get(f"/tierings/{tiering.number}").get_data(as_text=True)
    assert SECOND in page
    assert len(re.findall("handed in", page)) >= 2


def test_the_digest_binds_what_was_handed_in_before_anybody_read_it():
    tiering = hand_in(make_tiering(), person_for("SQM"), CRITICAL, FIRST)
    handed_in = history.of("qualification.tiering_sheet", tiering.sheets[0].id)[-1].after
    assert handed_in["salt"] is None
    tiering = again(hand_in(tiering, person_for("SME"), CRITICAL, SECOND))
    sheet = tiering.sheets[0]
    given = {
        one.factor: {"score": "unknown" if one.score is None else str(one.score), "rationale": one.rationale}
        for one in sheet.scores
    }
    assert digest_of(tiering.number, sheet.scorer.username, sheet.salt, given) == handed_in["digest"]
    given["F1"]["score"] = "0"
    assert digest_of(tiering.number, sheet.scorer.username, sheet.salt, given) != handed_in["digest"]

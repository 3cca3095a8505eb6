"""No row excuses a missing file that was not disposed of rightly: in the app and in the bare verifier."""

import pytest

from app.base.db import db, transaction
from app.records import kernel
from app.records.removals import Removal
from app.records.verification.verify import verify
from app.system.actions import disposals as disposal_actions
from tests.factories import disposals as made
from tests.factories import impact
from tests.factories.people import clock_now, person_for
from tests.hands import Hands


@pytest.fixture
def past(app, clock):
    return made.past_its_time(clock)


def record_removal(found, digest: str) -> None:
    """What a portal that was tampered with could record: a row through the ledger, without asking anybody."""
    with transaction(person_for("SQM").actor, clock_now()):
        row = Removal(
            number=found.number, record_type=found.__record__, record_id=found.id, digest=digest, size=1, name="x",
            recorded_at=clock_now(),
        )  # fmt: skip
        db.session.add(row)


def forge_by_hand(past, found, settings) -> str:
    with Hands(settings, guards_off=True) as sql:
        sql.execute(
            "INSERT INTO removal (version, number, record_type, record_id, digest, size, name, recorded_at) "
            "VALUES (1, ?, 'system.disposal', ?, ?, 1, 'x', '2040-01-01T00:00:00.000Z')",
            (found.number, found.id, past.own.sha256),
        )
    return past.own.sha256


def forge_after_one_signature(past, found, _settings) -> str:
    record_removal(found, past.own.sha256)
    return past.own.sha256


def forge_what_is_not_listed(past, found, _settings) -> str:
    record_removal(found, past.shared.sha256)
    return past.shared.sha256


def forge_what_others_name(past, found, _settings) -> str:
    made.attach(past.kept, "contract.pdf", made.OWN)
    record_removal(found, past.own.sha256)
    return past.own.sha256


@pytest.mark.parametrize(
    ("signatures", "forge", "kinds"),
    [
        (2, forge_by_hand, {"unknown_row", "file"}),
        (1, forge_after_one_signature, {"removal", "file"}),
        (2, forge_what_is_not_listed, {"removal", "file"}),
        (2, forge_what_others_name, {"removal", "file"}),
    ],
)
def test_no_row_excuses_a_file_that_was_not_disposed_of_rightly(
    past, clock, settings, tmp_path, signatures, forge, kinds
):
    """In the app and in the bare verifier: by hand, with one signature, not on the signed list, named by others."""
    found = made.previewed()
    for role in ("SQM", "QA")[:signatures]:
        impact.sign_as(found, person_for(role), disposal_actions.sign)
    digest = forge(past, found, settings)
    db.session.remove()
    kernel.of(db.session()).files.path(digest).unlink()
    assert {one.kind for one in verify(is_full=True).faults} >= kinds
    code, bare = made.judged_bare(tmp_path / "pack")
    assert code == 1
    assert {one["class"] for one in bare["faults"]} >= {"state" if "unknown_row" in kinds else "removal", "file"}


def test_a_wrong_removal_is_a_fault_even_while_the_file_stands(past, clock):
    found = made.decided()
    record_removal(found, past.shared.sha256)
    (fault,) = verify(is_full=True).faults
    assert fault.kind == "removal"
    assert "does not list it" in fault.sentence

"""1,000 random mutations are all found; an honest record never raises an alarm; and the controls show why it works."""

import random
import sqlite3
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app import create_app, start
from app.base.db import db
from app.records import attachments, kernel, moves, removals, selfcheck, signatures
from app.records.actor import Actor
from app.records.removals import Removal
from app.records.signatures import Meaning, Proof
from app.records.verification import chain, disposed, state
from app.records.verification.verify import verify
from app.records.witness import Witness
from tests.conftest import Template, TurnableClock
from tests.databases import Cluster
from tests.hands import Hands
from tests.records import mutations
from tests.samples import DECISION, Sample, SampleChild

PEOPLE = [Actor(str(n), f"person{n}", f"Person {n}", "person", ("QA",), f"{n}" * 16) for n in range(1, 6)]


@pytest.fixture
def recorded(app, writing, clock: TurnableClock):
    """A small honest history: records of every kind of column, edits, files, long texts, signatures."""
    for number in range(6):
        with writing(PEOPLE[0]):
            sample = Sample(number=f"SAM-{number}", title=f"Sample {number}", weight=Decimal("1.50"), is_checked=True)
            sample.state, sample.text, sample.words = "draft", "long " * 600 if number % 2 else "short", ["ü", "x"]
            sample.children = [SampleChild(title=f"child {one}") for one in range(3)]
            db.session.add(sample)
            db.session.flush()
            attachments.attach(sample, "evidence.txt", f"evidence {number}".encode(), "text/plain", PEOPLE[0], clock())
        clock.forward(minutes=2)
        with writing(PEOPLE[0]):
            sample.title = f"Sample {number}, edited"
            moves.move(sample, "submit", "tests.sample.submitted")
        _, shown = signatures.show(sample, PEOPLE[1], clock())
        with writing(PEOPLE[1]):
            proof = Proof(("username", "password"), clock())
            signatures.sign(sample, Meaning("APPROVE-QA", "Approved."), "QA", PEOPLE[1], proof, shown, clock())
            db.session.flush()
            moves.move(sample, "approve", "tests.sample.approved", is_signed=True)
        with writing(PEOPLE[0]):
            sample.children[0].title = "edited afterwards"
    _dispose_of_two_files(writing, clock)
    return app


def _dispose_of_two_files(writing, clock) -> None:
    """Two people decide on the files of the first two samples; a row for each, and they are gone."""
    gone = attachments.of("tests.sample", [1, 2])
    with writing(PEOPLE[0]):
        words = [f"{one.sha256} records.attachment/{one.id}" for one in gone]
        decision = Sample(number="DEC-1", title=DECISION, state="draft", words=words)
        db.session.add(decision)
    for meaning, signer in (("DISPOSE", PEOPLE[1]), ("APPROVE-QA", PEOPLE[2])):
        _, shown = signatures.show(decision, signer, clock())
        with writing(signer):
            proof = Proof(("username", "password"), clock())
            signatures.sign(decision, Meaning(meaning, "Dispose."), "QA", signer, proof, shown, clock())
    with writing(PEOPLE[0]):
        for one in gone:
            of = {"record_type": "tests.sample", "record_id": decision.id, "number": "DEC-1", "recorded_at": clock()}
            db.session.add(Removal(digest=one.sha256, size=one.size, name=one.name, **of))
    for one in gone:
        kernel.of(db.session()).files.remove(one.sha256)


RECORDS = {
    "sample": "tests.sample",
    "sample_child": "tests.sample_child",
    "attachment": "records.attachment",
    "signature": "records.signature",
    "removal": "records.removal",
}


def copy_of(recorded, folder):
    db.session.remove()
    db.engine.dispose()
    return Template(recorded.config["QUALWARD"]).copy(folder)


def findings_in(settings, **options):
    application = create_app(settings)
    with application.app_context():
        try:
            return verify(**options)
        finally:
            db.session.remove()
            db.engine.dispose()


def test_an_honest_record_raises_no_alarm(recorded):
    found = verify(is_full=True)
    assert found.faults == []
    assert found.signatures == 8
    assert found.disposed == {"DEC-1": 2}
    assert "intact" in found.sentence


def test_a_thousand_random_mutations_are_all_found(recorded, tmp_path, request):
    """Each trial is a fresh copy of the installation under one application, as if its disk had been altered."""
    base = Template(copy_of(recorded, tmp_path / "base"))
    # a copy costs a tenth of a second on PostgreSQL, where only the way to the rows differs
    trials = 10_000 if request.config.getoption("--large") else 1_000 if Cluster.current is None else 180
    settings = copy_of(recorded, tmp_path / "trial")
    application = create_app(settings)
    missed, found = [], Counter()
    with application.app_context():
        for trial in range(trials):
            mutation = mutations.MUTATIONS[trial % len(mutations.MUTATIONS)]
            db.session.remove()
            db.engine.dispose()
            base.put_in_place_of(settings)
            mutation(mutations.Tampering(settings, random.Random(trial)))
            findings = verify(is_full=True)
            if findings.is_intact:
                missed.append((trial, mutation.__name__))
            found.update({fault.kind for fault in findings.faults})
        db.session.remove()
        db.engine.dispose()
    print(f"{trials} mutations, {len(missed)} missed; classes seen: {dict(found)}")
    assert missed == []


def test_every_column_of_every_row_is_compared(recorded, tmp_path):
    """A value changed by raw SQL in any table is named: generated from the tables, one change at a time."""
    base = copy_of(recorded, tmp_path / "base")
    with Hands(base) as sql:
        columns = [(table, column) for table in RECORDS for column in sql.columns(table)]
    trial = Template(base).copy(tmp_path / "trial")
    for table, column in [one for one in columns if one[1] != "id"]:
        Template(base).put_in_place_of(trial)
        with mutations.Tampering(trial, random.Random(1)).sql() as sql:
            value = _other_value(sql.execute(f"SELECT {column} FROM {table} WHERE id = 2").fetchone()[0])
            sql.execute(f"UPDATE {table} SET {column} = ? WHERE id = 2", (value,))
        found = findings_in(trial)
        name = f"{RECORDS[table]} 2"
        assert any(fault.kind == "live_row" and fault.where.startswith(name) for fault in found.faults), (table, column)


def _other_value(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, date):
        return value + timedelta(days=1)
    if value is None:
        return "2001-01-01"
    if value.startswith("["):
        return '["other"]'
    if value.endswith("Z") and value[4] == "-":
        return "2001-01-01T00:00:00.000Z"
    return "7.25" if value.replace(".", "").isdigit() else value + "x"


@pytest.mark.parametrize("behind", [2, 3, 10])
def test_a_cut_tail_is_found_only_with_a_later_witness(recorded, tmp_path, behind):
    """Both halves: hiding the witness hides the cut, so a copy of a later head must be kept elsewhere."""
    settings = copy_of(recorded, tmp_path / "cut")
    query = "SELECT seq FROM ledger_event WHERE head_note IS NOT NULL ORDER BY seq"
    with Hands(settings) as sql:
        heads = [row[0] for row in sql.execute(query).fetchall()]
    size = heads[-1 - behind]
    mutations.cut_tail(settings, size)
    with_witness = findings_in(settings)
    assert "truncated" in {fault.kind for fault in with_witness.faults}
    without = findings_in(settings, witness=Witness(tmp_path / "nowhere.jsonl"))
    assert {fault.kind for fault in without.faults} <= {"live_row", "unknown_row", "revision", "file"}
    application = create_app(settings)
    with application.app_context():
        start(application)
        assert "witnessed" in (kernel.of(db.session()).read_only_because or "")
        db.session.remove()
        db.engine.dispose()


@pytest.mark.sqlite
def test_start_refuses_a_database_without_its_guards(recorded, tmp_path):
    settings = copy_of(recorded, tmp_path / "unguarded")
    with sqlite3.connect(settings.data_dir / "qualward.db") as sql:
        sql.execute("DROP TRIGGER signature_no_update")
    application = create_app(settings)
    with application.app_context():
        assert [one.what for one in selfcheck.unsafe_statements(db.engine)] == ["changing a signature"]
        db.engine.dispose()
    with pytest.raises(Exception, match="changing a signature"):
        start(application)


@pytest.mark.sqlite
def test_without_the_insert_guard_replace_would_get_through(recorded, tmp_path):
    """The control: UPDATE and DELETE triggers alone do not stop REPLACE on a connection without recursive triggers."""
    settings = copy_of(recorded, tmp_path / "replace")
    statement = (
        "REPLACE INTO ledger_event (seq, body, leaf_hash, record, actor_id, act, ts) "
        "VALUES (1, 'x', x'00', '', '', '', '')"
    )
    with sqlite3.connect(settings.data_dir / "qualward.db") as sql:
        with pytest.raises(sqlite3.IntegrityError, match="next number"):
            sql.execute(statement)
        sql.execute("DROP TRIGGER ledger_event_in_order")
        assert sql.execute(statement).rowcount == 1


def test_without_a_look_at_the_decision_a_removal_would_excuse_any_file(recorded, tmp_path, monkeypatch):
    """The control: a decision that lists less than what is gone, and the look at it taken out."""
    monkeypatch.setattr(removals, "MEANINGS", frozenset({"DISPOSE", "APPROVE-QA", "A-THIRD"}))
    assert {one.kind for one in verify().faults} == {"removal", "file"}
    monkeypatch.setattr(disposed, "_wrong", lambda *_: None)
    assert verify().is_intact


@pytest.mark.parametrize(
    ("owner", "step", "mutation"),
    [
        (state.Replay, "_compare_type", mutations.slip_in_live_row),
        (state.Replay, "_compare_revisions", mutations.edit_revision),
        (chain.Chain, "_compare_look_up", mutations.edit_look_up),
        (chain.Chain, "_check_note", mutations.rechain_without_key),
        (chain.Chain, "_end", mutations.edit_head),
        (state.Replay, "_compare_type", mutations.forge_removal),
    ],
)
def test_deleting_a_step_of_the_verifier_lets_something_through(recorded, tmp_path, monkeypatch, owner, step, mutation):
    settings = copy_of(recorded, tmp_path / "step")
    mutation(mutations.Tampering(settings, random.Random(3)))
    kinds = {(fault.kind, fault.where) for fault in findings_in(settings).faults}
    monkeypatch.setattr(owner, step, lambda *_: None)
    left = {(fault.kind, fault.where) for fault in findings_in(settings).faults}
    assert kinds - left, f"{step} found nothing of its own"

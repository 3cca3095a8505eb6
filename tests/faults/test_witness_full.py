"""The disk of the witness is full: what was committed is said to be saved; nothing more is recorded meanwhile (F7)."""

from app.base.db import db
from app.records import notes
from app.records.verification.verify import verify
from app.records.witness import Witness
from app.suppliers.models import Supplier


def add(client, name: str):
    return client.post("/suppliers", data={"csrf_token": client.token("/suppliers/new"), "name": name})


def named(name: str) -> int:
    db.session.rollback()
    return db.session.query(Supplier).filter_by(name=name).count()


def test_what_was_committed_is_said_to_be_saved_and_nothing_more_is_recorded_until_it_is_witnessed(
    client_as, clock, settings
):
    client, file = client_as("SQM"), settings.witness_file
    aside = file.rename(file.with_suffix(".aside"))
    file.symlink_to("/dev/full")
    clock.forward(minutes=2)
    saved = add(client, "Saved Ltd")
    assert (saved.status_code, named("Saved Ltd")) == (507, 1)
    assert "Your input was saved. The witness file" in saved.text
    refused = add(client, "Refused Ltd")
    assert (refused.status_code, named("Refused Ltd")) == (422, 0)
    assert "cannot be written (No space left on device)" in refused.text
    assert client.get("/suppliers").status_code == 200
    file.unlink()
    aside.rename(file)
    assert add(client, "Later Ltd").status_code == 303
    sizes = [notes.read(one.note)[0].size for one in Witness(file).heads()]
    assert sizes == sorted(sizes)
    assert verify().is_intact


def test_a_line_that_was_cut_off_does_not_spoil_the_next_one(client_as, clock, settings):
    client = client_as("SQM")
    with settings.witness_file.open("ab") as stream:
        stream.write(b'{"at": "2026-11-02T09:0')
    before = len(Witness(settings.witness_file).heads())
    clock.forward(minutes=2)
    assert add(client, "Whole Ltd").status_code == 303
    assert len(Witness(settings.witness_file).heads()) == before + 1

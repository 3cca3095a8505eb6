"""Backups: whole or not there, proven by restoring them, and every altered byte is noticed (F3, F24)."""

import json
import random
import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from app import create_app, start
from app.base.copies import quiet
from app.base.db import db, transaction
from app.records import kernel
from app.records.actor import operator
from app.records.tables import LedgerEvent
from app.records.verification.verify import verify
from app.safekeeping import manifest, queries
from app.safekeeping.actions import checking, making, restoring
from tests.conftest import SQM
from tests.databases import Cluster
from tests.safekeeping.hosts import clean_host
from tests.samples import Sample


def test_a_backup_is_restored_for_a_trial_and_verified(company, backup_to, tmp_path):
    made = backup_to(tmp_path / "backup")
    assert made.manifest.counts["ledger_event"] == made.manifest.size > 40
    assert len(made.manifest.digests) == 4
    checked = checking.check(made.folder, company, quiet)
    assert checked.faults == ()
    assert f"{made.manifest.size} events" in checked.sentence
    assert not list(tmp_path.glob(".new-*"))


def test_key_and_witness_are_not_in_it(company, backup_to, tmp_path):
    made = backup_to(tmp_path / "backup")
    content = b"".join(path.read_bytes() for path in made.folder.rglob("*") if path.is_file())
    assert company.signing_key.read_bytes().splitlines()[1] not in content
    assert b"PRIVATE KEY" not in content
    assert not list(made.folder.rglob("*heads*"))


def test_every_flipped_byte_is_noticed(company, backup_to, tmp_path, request):
    count = 1_000 if request.config.getoption("--large") else 100
    folder = backup_to(tmp_path / "backup").folder
    chance, missed = random.Random(24), []
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    for trial in range(count):
        path = chance.choice(paths)
        content = path.read_bytes()
        at = chance.randrange(len(content))
        path.write_bytes(content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :])
        if checking.check(folder, company, quiet).is_good:
            missed.append((trial, path.name, at))
        path.write_bytes(content)
    print(f"{count} bytes flipped in {len(paths)} files of a backup, {len(missed)} not noticed")
    assert missed == []
    assert checking.check(folder, company, quiet).is_good


def test_without_the_seal_a_flipped_manifest_would_pass(company, backup_to, tmp_path, monkeypatch):
    """The control: a changed word that nothing else compares is noticed by the seal alone."""
    folder = backup_to(tmp_path / "backup").folder
    path = folder / manifest.NAME
    path.write_bytes(path.read_bytes().replace(b"operator:test", b"operator:tess"))
    assert not checking.check(folder, company, quiet).is_good
    monkeypatch.setattr(manifest, "is_sealed", lambda _: True)
    assert checking.check(folder, company, quiet).is_good


def test_a_backup_that_was_made_to_fit_again_is_found_by_the_ledger(company, backup_to, tmp_path):
    """Somebody edits the database in a backup and writes a new manifest: only the record itself tells."""
    made = backup_to(tmp_path / "backup")
    path = made.folder / made.manifest.database
    if Cluster.current is None:
        content = path.read_bytes()
        assert b"Users can now export" in content
        path.write_bytes(content.replace(b"Users can now export", b"Users can not export"))
        parts = tuple(manifest.part_of(made.folder, made.folder / one.path) for one in made.manifest.parts)
        manifest.write(replace(made.manifest, parts=parts), made.folder)
        checked = checking.check(made.folder, company, quiet)
        assert not checked.is_good
        print(checked.sentence)
    fewer = dict(made.manifest.counts) | {"supplier": 99}
    manifest.write(replace(manifest.read(made.folder), counts=fewer), made.folder)
    assert any("supplier has 1 rows, but 99" in one for one in checking.check(made.folder, company, quiet).faults)


def test_a_missing_and_an_unlisted_file_are_named(company, backup_to, tmp_path):
    made = backup_to(tmp_path / "backup")
    (made.folder / "planted").write_text("x")
    name = made.manifest.digests[0]
    (made.folder / "files" / name[:2] / name).unlink()
    faults = checking.check(made.folder, company, quiet).faults
    assert [one.split(" ")[-4:] for one in faults] == [
        ["missing", "from", "the", "backup."],
        ["does", "not", "list", "it."],
    ]


def test_a_damaged_file_store_is_backed_up_but_not_as_good(company, backup_to, tmp_path):
    found = next(path for path in (company.data_dir / "files").glob("??/*"))
    found.write_bytes(b"rotten")
    made = backup_to(tmp_path / "backup")
    assert made.damaged == (found.name,)
    assert "ledger verify" in made.sentence
    assert not checking.check(made.folder, company, quiet).is_good


def test_a_backup_shows_one_moment_while_others_write(app, company, clock, tmp_path):
    """Writers go on; each copy verifies, whatever was being written when it was made."""
    stop = threading.Event()

    def write() -> None:
        with app.app_context():
            number = 0
            while not stop.is_set():
                number += 1
                with transaction(SQM, clock()):
                    db.session.add(Sample(number=f"SAM-{number:05d}", title="written meanwhile", state="draft"))
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [making.make(tmp_path / f"backup-{one}", company, "test", clock(), quiet) for one in range(4)]
    finally:
        stop.set()
        writer.join()
    sizes = [one.manifest.size for one in made]
    assert sizes[0] < sizes[-1]
    for one in made:
        assert checking.check(one.folder, company, quiet).faults == ()


def test_the_commands_speak_and_put_it_on_record(app, company, command, tmp_path):
    db.engine.dispose()
    (tmp_path / "shelf").mkdir()
    done = command("backup", "create", tmp_path / "shelf", "--json", settings=company)
    told = json.loads(done.stdout)
    assert (done.exit_code, told["verdict"], told["on_record"]) == (0, "good", True), done.stderr
    done = command("backup", "verify", told["backup"], "--json", settings=company)
    assert (done.exit_code, json.loads(done.stdout)["verdict"]) == (0, "good"), done.stderr
    db.session.rollback()
    assert queries.last_good().manifest_sha256 == told["manifest_sha256"]
    assert queries.last_checked().is_good
    acts = db.session.scalars(select(LedgerEvent.act).order_by(LedgerEvent.seq.desc()).limit(2)).all()
    assert acts == ["safekeeping.backup_check.recorded", "safekeeping.backup.created"]
    path = next((tmp_path / "shelf").glob("qualward-*/manifest.json"))
    path.write_text(path.read_text() + " ")
    done = command("backup", "verify", told["backup"], settings=company)
    assert (done.exit_code, "Take another backup" in done.stdout) == (1, True)
    db.session.rollback()
    assert verify(is_full=True).faults == []
    bad = command("backup", "verify", tmp_path / "nowhere", settings=company)
    assert (bad.exit_code, "is not a backup" in bad.stderr) == (2, True)


def test_a_faulty_check_takes_a_backup_off_the_good_ones(app, company, clock, writing):
    for number in (1, 2):
        with writing(operator("root")):
            made = manifest.Manifest(1, "x", "x", manifest.SQLITE, "x", 1, "", "", "", {}, ())
            making.record_backup(making.Made(company.data_dir, made, str(number), ()), clock.forward(hours=1))
    assert queries.last_good().manifest_sha256 == "2"
    assert queries.last_good(before=clock()).manifest_sha256 == "1"
    with writing(operator("root")):
        checking.record_check(checking.Checked("2", 1, ("It is damaged.",)), clock())
    assert queries.last_good().manifest_sha256 == "1"


def test_restoring_refuses_to_write_over_a_record(app, company, backup_to, command, tmp_path):
    made = backup_to(tmp_path / "backup")
    db.engine.dispose()
    done = command("backup", "restore", made.folder, settings=company)
    assert done.exit_code == 2
    assert "nothing was restored over it" in done.stderr
    with pytest.raises(restoring.RestoreRefused):
        restoring.require_room(company, made.manifest, is_set_aside=False)


@pytest.mark.postgresql
def test_without_the_client_programs_there_is_a_sentence_and_no_backup(app, company, command, tmp_path):
    done = command("backup", "create", tmp_path / "backup", settings=replace(company, postgresql_bin="/nonexistent"))
    assert (done.exit_code, "QUALWARD_POSTGRESQL_BIN" in done.stderr) == (2, True)
    assert list(tmp_path.glob("backup*")) + list(tmp_path.glob(".new-*")) == []


@pytest.mark.sqlite
def test_set_aside_keeps_the_database_that_is_there_and_mends_the_file_store(
    app, company, backup_to, command, tmp_path
):
    made = backup_to(tmp_path / "backup")
    db.session.remove()
    db.engine.dispose()
    rotten = company.data_dir / "files" / made.manifest.digests[0][:2] / made.manifest.digests[0]
    rotten.write_bytes(b"rotten")
    database = company.data_dir / "qualward.db"
    database.write_bytes(database.read_bytes()[:-8192] + b"\0" * 8192)
    before = database.read_bytes()
    done = command("backup", "restore", made.folder, "--set-aside", settings=company)
    assert done.exit_code == 0, done.output
    assert [one.read_bytes() for one in company.data_dir.glob("qualward.db.set-aside-*Z")] == [before]
    assert verify(is_full=True).faults == []


def test_a_clean_host_gets_record_files_and_signatures_back(app, company, backup_to, command, tmp_path):
    made = backup_to(tmp_path / "backup")
    db.session.remove()
    db.engine.dispose()
    bare = clean_host(company, tmp_path / "host")
    done = command("backup", "restore", made.folder, "--json", settings=bare)
    assert (done.exit_code, json.loads(done.stdout)["verdict"]) == (0, "good"), done.stdout + done.stderr
    restored = create_app(bare)
    start(restored)
    with restored.app_context():
        found = verify(is_full=True)
        assert (found.faults, found.size) == ([], made.manifest.size + 1)
        assert queries.last_restore().manifest_sha256 == made.sha256
        assert sorted(kernel.of(db.session()).files.names()) == sorted(made.manifest.digests)
        assert kernel.of(db.session()).read_only_because is None
        db.session.remove()
        db.engine.dispose()

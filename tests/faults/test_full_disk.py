"""A disk that is really full (F7) under uploads, packs, dossiers and backups, and under the log: words, no halves."""

import io
import json
import logging
import shutil
import sqlite3
import tempfile
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from app import cli
from app.base import canonical, files
from app.base.copies import quiet
from app.base.db import db
from app.base.postgresql_programs import ProgramRefused
from app.inspection.dossiers.write import write_dossier
from app.inspection.models import DossierCopy
from app.records import kernel, packs
from app.records.attachments import Attachment
from app.safekeeping.actions import making
from app.suppliers.models import SupplierImport
from tests.factories import impact
from tests.faults.small_disk import mounted

PAGE = 4096
SHEET = b"supplier name;country\n" + b"".join(b"Northlake %d GmbH;Germany\n" % one for one in range(600))


@pytest.fixture
def disk():
    with mounted(16) as small:
        yield small


def send(browser, token: str, content: bytes):
    data = {"csrf_token": token, "file": (io.BytesIO(content), "vendors.csv")}
    return browser.post("/suppliers/imports", data=data)


def counted() -> tuple[int, int]:
    db.session.rollback()
    return tuple(db.session.scalar(select(func.count(one))) for one in (SupplierImport.id, Attachment.id))


def halves() -> list[str]:
    """Return the rows without a whole file, and scraps."""
    store = kernel.of(db.session()).files
    missing = [one for one in db.session.scalars(select(Attachment.sha256)) if not store.is_whole(one)]
    torn = [one for one in store.names() if not store.is_whole(one)]
    return missing + torn + [str(one) for one in store.root.rglob(".new-*")]


def test_an_upload_onto_a_full_disk_is_refused_in_words(disk, client_as, request):
    browser = client_as("SQM")
    kernel.of(db.session()).files.root = disk.root / "files"
    token, refused = browser.token("/suppliers/imports/new"), 0
    count = 200 if request.config.getoption("--large") else 50
    for number in range(count):
        content, before = SHEET + b"Number %d;France\n" % number, counted()
        disk.leave(number % 8 * PAGE)
        answer = send(browser, token, content)
        assert browser.get("/suppliers").status_code == 200, "reading goes on"
        disk.make_room()
        assert halves() == []
        if answer.status_code == 507:
            refused += 1
            assert "disk is full. Nothing was saved" in answer.text
            assert counted() == before
            answer = send(browser, token, content)
        assert answer.status_code == 303, "it recovers without a restart"
        assert counted() == (before[0] + 1, before[1] + 1)
    print(f"{count} uploads onto a full disk, {refused} refused for want of room, 0 halves")
    assert refused >= count // 3


def test_the_control_that_writes_under_the_final_name_leaves_halves(disk, client_as, monkeypatch):
    """It is the name at the end that keeps half files out of the store."""
    browser = client_as("SQM")
    kernel.of(db.session()).files.root = disk.root / "files"
    monkeypatch.setattr(files, "write_whole", lambda target, content: target.write_bytes(content) and None)
    token = browser.token("/suppliers/imports/new")
    for number in range(8):
        disk.leave(3 * PAGE)
        send(browser, token, SHEET + b"Number %d;Spain\n" % number)
        disk.make_room()
    found = halves()
    print(f"control: {len(found)} halves in the store")
    assert found


@pytest.fixture
def number(app) -> str:
    return impact.submitted("- Users can now export records as CSV files.\n").number


def writers(settings, number: str, clock):
    """Everything that writes a folder: a ledger pack, a dossier, a backup."""
    return (
        lambda target: packs.export_ledger(target, "operator:test", clock()),
        lambda target: write_dossier(number, target, "operator:test", clock()),
        lambda target: making.make(target, settings, "operator:test", clock(), quiet),
    )


def is_whole(folder: Path) -> bool:
    """Tell whether the manifest is there, and everything that it names."""
    told = json.loads((folder / "manifest.json").read_bytes())
    return all(
        canonical.sha256((folder / one["path"]).read_bytes()) == one["sha256"]
        for one in told.get("files") or told["parts"]
    )


def test_packs_dossiers_and_backups_onto_a_full_disk_leave_nothing(disk, settings, number, clock, request):
    count, refused = 200 if request.config.getoption("--large") else 50, 0
    every = writers(settings, number, clock)
    for turn in range(count):
        target = disk.root / f"pack-{turn}"
        disk.leave(turn % 12 * 6 * PAGE)
        with suppress(OSError, ProgramRefused, sqlite3.Error):
            every[turn % 3](target)
        disk.make_room()
        assert list(disk.root.glob(".new-*")) == [], "a scrap"
        refused += not target.exists()
        if not target.exists():
            every[turn % 3](target)
        assert is_whole(target)
        shutil.rmtree(target)
    print(f"{count} packs, dossiers and backups onto a full disk, {refused} refused, 0 partial")
    assert refused >= count // 5


def test_the_control_that_keeps_what_was_written_leaves_partial_packs(disk, settings, number, clock, monkeypatch):
    """Were a folder made under its final name and left where it failed, partial ones would stand there."""

    @contextmanager
    def careless(target: Path, _mode: int = 0):
        target.mkdir()
        yield target

    for room in (packs, making):
        monkeypatch.setattr(room, "whole_folder", careless)
    partial = 0
    for turn, write in enumerate(writers(settings, number, clock)):
        target = disk.root / f"pack-{turn}"
        disk.leave(8 * PAGE)
        with suppress(OSError, ProgramRefused, sqlite3.Error):
            write(target)
        disk.make_room()
        partial += target.exists() and not (target / "manifest.json").exists()
    print(f"control: {partial} partial under a final name")
    assert partial


@pytest.mark.parametrize("words", [("ledger", "export"), ("backup", "create")])
def test_the_console_says_it_in_one_sentence(disk, app, settings, number, words):
    """Exit code 2, a sentence, nothing under the name; with room it works."""
    db.session.remove()
    db.engine.dispose()
    disk.leave(4 * PAGE)
    told = typed(settings, *words, disk.root / "made")
    disk.make_room()
    assert (told.exit_code, told.stdout) == (2, "")
    assert "No space left" in told.stderr or "disk is full" in told.stderr
    assert [one.name for one in disk.root.iterdir()] == ["ballast"]
    assert typed(settings, *words, disk.root / "made").exit_code == 0


def typed(settings, *words: object):
    """Type a command on the server's console; whatever it says, it says in words."""
    names = ("data_dir", "secret_key", "base_url", "database_url", "postgresql_bin", "witness_file", "signing_key")
    environment = {f"QUALWARD_{name.upper()}": str(getattr(settings, name)) for name in names}
    environment["QUALWARD_DATABASE_OWNER_URL"] = settings.owner_url
    done = CliRunner().invoke(cli.cli, [str(one) for one in words], env=environment)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def test_a_dossier_by_the_browser_that_finds_no_room_is_not_on_record(disk, client_as, number, monkeypatch):
    browser = client_as("QA")
    fields = {"csrf_token": browser.token("/inspection/dossiers/"), "number": number}
    monkeypatch.setattr(tempfile, "tempdir", str(disk.root))
    before = db.session.scalar(select(func.count(DossierCopy.id)))
    disk.leave(4 * PAGE)
    answer = browser.post("/inspection/dossiers/", data=fields)
    disk.make_room()
    assert (answer.status_code, "disk is full. Nothing was saved" in answer.text) == (507, True)
    assert [one.name for one in disk.root.iterdir()] == ["ballast"]
    db.session.rollback()
    assert db.session.scalar(select(func.count(DossierCopy.id))) == before
    assert browser.post("/inspection/dossiers/", data=fields).status_code == 200


@pytest.fixture
def full_log(app):
    """The portal's log stands on a full disk."""
    with Path("/dev/full").open("w", buffering=1) as stream:
        handler = logging.StreamHandler(stream)
        app.logger.addHandler(handler)
        yield handler
        app.logger.removeHandler(handler)
        handler.flush = lambda: None  # what it holds back has no place to go
        with suppress(OSError):
            stream.close()


def test_a_full_disk_of_the_log_stops_nobody(full_log, client_as, monkeypatch):
    """What cannot be logged is lost to the log; the form is taken, and a failure still has its page."""
    browser = client_as("SQM")
    fields = {"csrf_token": browser.token("/suppliers/new"), "name": "Unlogged Ltd"}
    assert browser.post("/suppliers", data=fields).status_code == 303
    answer = _with_a_crash(browser, monkeypatch)
    assert (answer.status_code, "Something went wrong on our side" in answer.text) == (500, True)


def test_the_control_that_insists_on_its_log_fails(full_log, client_as, monkeypatch):
    """Were a log that cannot be written an error, the page of a failure would be none."""

    def insist(_record) -> None:
        raise  # noqa: PLE0704 - called while the failure is handled

    monkeypatch.setattr(full_log, "handleError", insist)
    with pytest.raises(OSError, match="No space left"):
        _with_a_crash(client_as("SQM"), monkeypatch)


def _with_a_crash(browser, monkeypatch):
    """Open a page that breaks, as a person sees it."""
    app = browser.application
    with monkeypatch.context() as patched:
        patched.setattr(app, "testing", False)
        broken = wraps(app.view_functions["suppliers.index"])(lambda: 1 // 0)
        patched.setitem(app.view_functions, "suppliers.index", broken)
        return browser.get("/suppliers")

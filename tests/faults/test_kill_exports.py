"""Kill -9 while a pack or a dossier is written: under a final name stands a whole one or nothing (F3).

That a dossier was handed out is put on record when it is whole, and never before.
"""

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.base import canonical, folders
from app.base.db import db, transaction
from app.inspection.dossiers.write import record_copy, write_dossier, zipped_dossier
from app.inspection.models import DossierCopy
from app.inspection.views import dossiers
from app.records import packs
from app.records.verification.verify import verify
from tests.factories import impact
from tests.factories.people import person_for
from tests.faults.killing import kill_during


@pytest.fixture
def number(app) -> str:
    """An assessment worth a dossier."""
    found = impact.submitted("- Users can now export records as CSV files.\n").number
    db.session.remove()
    return found


def ledger_pack(target: Path, _number: str, clock) -> None:
    packs.export_ledger(target, "operator:test", clock())


def dossier(target: Path, number: str, clock) -> None:
    write_dossier(number, target, "operator:test", clock())


def trials(make: Callable[[Path], object], shelf: Path, count: int, seed: int) -> tuple[int, int, list[str]]:
    """Kill a process that writes one after the other; return the whole, the kills in the middle, the partial."""
    chance, middles = random.Random(seed), 0
    shelf.mkdir()
    make(shelf / "pack-0")  # warm, as in a process that runs for long
    began = time.monotonic()
    make(shelf / "pack-1")
    lasts = time.monotonic() - began
    db.session.remove()
    db.engine.dispose()
    for trial in range(count):
        child = os.fork()
        if child == 0:
            db.engine.dispose(close=False)
            for one in range(1000):
                make(shelf / f"pack-{trial}-{one}")
            os._exit(0)
        _wait_for_the_first(shelf, trial, is_whole=trial % 3 == 0)
        time.sleep(chance.random() * 1.2 * lasts)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        remains = list(shelf.glob(".new-*"))
        middles += bool(remains)
        for one in remains:
            shutil.rmtree(one)
    found = sorted(shelf.iterdir())
    return len(found), middles, [one.name for one in found if not _is_whole(one)]


def _wait_for_the_first(shelf: Path, trial: int, *, is_whole: bool) -> None:
    """Wait until the child is at its first one, or has named it."""
    deadline = time.monotonic() + 30
    while not any(shelf.glob(f"pack-{trial}-*")) and time.monotonic() < deadline:
        if not is_whole and any(shelf.glob(".new-*")):
            return
        time.sleep(0.001)


def _is_whole(folder: Path) -> bool:
    try:
        told = json.loads((folder / "manifest.json").read_bytes())
    except (FileNotFoundError, ValueError):
        return False
    named = {one["path"]: one["sha256"] for one in told["files"]}
    there = {
        path.relative_to(folder).as_posix(): canonical.sha256(path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    return named == there


@pytest.mark.parametrize("kind", [ledger_pack, dossier], ids=lambda one: one.__name__)
def test_no_partial_pack_stands_under_a_final_name(kind, number, clock, tmp_path, request):
    count = 500 if request.config.getoption("--large") else 35
    shelf = tmp_path / "shelf"
    whole, middles, partial = trials(lambda target: kind(target, number, clock), shelf, count, seed=5)
    print(f"{count} kills of {kind.__name__}, {middles} in its middle, {whole} whole, {len(partial)} partial")
    assert middles >= count // 4
    assert partial == []
    assert whole >= count // 3


@pytest.mark.parametrize("kind", [ledger_pack, dossier], ids=lambda one: one.__name__)
def test_written_under_its_final_name_it_would_be_partial(kind, number, clock, tmp_path, monkeypatch):
    """The control: it is the name at the end that keeps partial packs away."""
    real, names = folders.tempfile.mkdtemp, iter(range(10_000))
    monkeypatch.setattr(folders.tempfile, "mkdtemp", lambda **k: real(dir=k["dir"], prefix=f"pack-x-{next(names)}-"))
    _, _, partial = trials(lambda target: kind(target, number, clock), tmp_path / "shelf", 6, seed=6)
    print(f"control: {len(partial)} partial under a final name")
    assert partial


def handed_out(client_as, number: str, tally: Path, count: int, seed: int, monkeypatch) -> tuple[int, int, int, int]:
    """Kill a portal that hands out dossiers; return acknowledged, on record, wholly made, hits amid the commit."""
    browser, chance, acked, hits = client_as("QA"), random.Random(seed), 0, 0
    token = browser.token("/inspection/dossiers/")
    fields = {"csrf_token": token, "number": number}
    assert browser.post("/inspection/dossiers/", data=fields).status_code == 200
    before = _on_record()
    real = dossiers.zipped_dossier

    def counted(*arguments):
        made = real(*arguments)
        with tally.open("ab", buffering=0) as stream:
            stream.write(b".")
        return made

    monkeypatch.setattr(dossiers, "zipped_dossier", counted)

    def work(acknowledge) -> None:
        for _ in range(50):
            answer = browser.post("/inspection/dossiers/", data=fields)
            if answer.status_code == 200:
                acknowledge(canonical.sha256(answer.data))

    for _ in range(count):
        db.session.remove()
        db.engine.dispose()
        killed = kill_during(work, chance, patience=0.1, most=2)
        acked, hits = acked + len(killed.acks), hits + killed.was_between
    return acked, _on_record() - before, len(tally.read_bytes()), hits


def _on_record() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(DossierCopy.id)))


def test_a_dossier_is_on_record_only_when_it_is_whole(client_as, number, tmp_path, request, monkeypatch):
    count = 500 if request.config.getoption("--large") else 30
    acked, recorded, whole, hits = handed_out(client_as, number, tmp_path / "tally", count, 7, monkeypatch)
    print(f"{count} kills, {hits} amid the commit: {acked} handed out, {recorded} on record, {whole} made whole")
    assert acked <= recorded <= whole
    assert hits >= count // 10
    assert verify(is_full=True).faults == []


def test_recorded_before_it_is_made_it_would_be_on_record_and_not_there(app, number, clock, tmp_path):
    """The control: it is the order that keeps a copy that was never made off the record."""
    tally, who, chance = tmp_path / "tally", person_for("QA").actor, random.Random(8)
    content, told = zipped_dossier(number, "operator:test", clock())
    tally.touch()

    def work(_acknowledge) -> None:
        for _ in range(50):
            with transaction(who, clock()):
                record_copy(number, content, told, who, clock())
            zipped_dossier(number, "operator:test", clock())
            with tally.open("ab", buffering=0) as stream:
                stream.write(b".")

    for _ in range(15):
        db.session.remove()
        db.engine.dispose()
        kill_during(work, chance, patience=0.2, most=1)
    print(f"control: {_on_record()} on record, {len(tally.read_bytes())} made whole")
    assert _on_record() > len(tally.read_bytes())

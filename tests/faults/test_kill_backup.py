"""Kill -9 while a backup is made: under a final name stands a whole backup or nothing, and so on record (F3)."""

import os
import random
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from app.base import folders
from app.base.copies import quiet
from app.base.db import db, transaction
from app.records.actor import operator
from app.records.verification.verify import verify
from app.safekeeping import manifest
from app.safekeeping.actions import making
from app.safekeeping.models import Backup
from tests.databases import Cluster
from tests.factories import impact


@pytest.fixture
def company(app, settings):
    impact.triaged("- Users can now export records as CSV files.\n")
    db.session.remove()
    db.engine.dispose()
    return settings


def trials(company, clock, shelf: Path, count: int, seed: int) -> tuple[int, int, list[str]]:
    """Kill a process that makes backups one after the other; return the whole, the kills in the middle, the partial."""
    chance, middles = random.Random(seed), 0
    shelf.mkdir()
    began = time.monotonic()
    make_and_record(shelf / "backup-first", company, clock)
    lasts = time.monotonic() - began
    db.session.remove()
    db.engine.dispose()
    for trial in range(count):
        old = set(shelf.iterdir())
        child = os.fork()
        if child == 0:
            db.engine.dispose(close=False)
            for number in range(100):
                make_and_record(shelf / f"backup-{trial}-{number}", company, clock)
            os._exit(0)
        while set(shelf.iterdir()) == old or (trial % 3 == 0 and not any(shelf.glob(f"backup-{trial}-*"))):
            time.sleep(0.001)
        time.sleep(chance.random() * 1.5 * lasts)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        middles += any(one.name.startswith(".new-") for one in set(shelf.iterdir()) - old)
    found = sorted(shelf.glob("backup-*"))
    return len(found), middles, [one.name for one in found if not _is_whole(one)]


def make_and_record(target: Path, company, clock) -> None:
    """Do what `backup create` does."""
    made = making.make(target, company, "test", clock(), quiet)
    with transaction(operator("test"), clock()):
        making.record_backup(made, clock())


def recorded_but_not_there(shelf: Path) -> list[str]:
    """Return the backups on record whose folder is not there, or another one."""
    db.session.rollback()
    named = {one.name: one.manifest_sha256 for one in db.session.scalars(select(Backup))}
    return [name for name, digest in named.items() if manifest.digest_of(shelf / name) != digest]


def _is_whole(folder: Path) -> bool:
    return (folder / manifest.SEAL).exists() and manifest.is_sealed(folder) and not any(
        manifest.damage(folder, manifest.read(folder))
    )  # fmt: skip


def test_no_partial_backup_stands_under_a_final_name(company, clock, tmp_path, request):
    count = 500 if request.config.getoption("--large") else 50 if Cluster.current is None else 25
    whole, middles, partial = trials(company, clock, tmp_path / "shelf", count, seed=3)
    print(
        f"{count} kills while a backup was made, {middles} in its middle, {whole} whole backups, {len(partial)} partial"
    )
    assert middles >= count // 4
    assert whole > 1
    assert partial == []
    assert recorded_but_not_there(tmp_path / "shelf") == []
    assert verify(is_full=True).faults == []


def test_written_under_its_final_name_it_would_be_partial(company, clock, tmp_path, monkeypatch):
    """The control: it is the name at the end that keeps partial backups away."""
    real = folders.tempfile.mkdtemp
    shelf = tmp_path / "shelf"
    names = iter(range(10_000))
    monkeypatch.setattr(folders.tempfile, "mkdtemp", lambda **k: real(dir=k["dir"], prefix=f"backup-x-{next(names)}-"))
    _, _, partial = trials(company, clock, shelf, 8, seed=4)
    print(f"control: {len(partial)} partial under a final name")
    assert partial

"""Kill -9 while a backup is made: under a final name stands a whole backup or nothing (F3)."""

import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from app.base import folders
from app.base.copies import quiet
from app.base.db import db
from app.safekeeping import manifest
from app.safekeeping.actions import making
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
    for trial in range(count):
        child = os.fork()
        if child == 0:
            for number in range(100):
                making.make(shelf / f"backup-{trial}-{number}", company, "test", clock(), quiet)
            os._exit(0)
        _wait_for_the_first(shelf, trial, chance)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        remains = list(shelf.glob(".new-*"))
        middles += bool(remains)
        for one in remains:
            shutil.rmtree(one)
    found = sorted(shelf.iterdir())
    return len(found), middles, [one.name for one in found if not _is_whole(one)]


def _wait_for_the_first(shelf: Path, trial: int, chance: random.Random) -> None:
    """Wait until the child is at work, then a random moment more."""
    deadline = time.monotonic() + 30
    while not any(shelf.glob(".new-*")) and not any(shelf.glob(f"backup-{trial}-*")) and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(chance.random() * 0.25)


def _is_whole(folder: Path) -> bool:
    return (folder / manifest.SEAL).exists() and manifest.is_sealed(folder) and not any(
        manifest.damage(folder, manifest.read(folder))
    )  # fmt: skip


@pytest.mark.sqlite
def test_no_partial_backup_stands_under_a_final_name(company, clock, tmp_path, request):
    count = 500 if request.config.getoption("--large") else 50
    whole, middles, partial = trials(company, clock, tmp_path / "shelf", count, seed=3)
    print(
        f"{count} kills while a backup was made, {middles} in its middle, {whole} whole backups, {len(partial)} partial"
    )
    assert middles >= count // 4
    assert partial == []


@pytest.mark.sqlite
def test_written_under_its_final_name_it_would_be_partial(company, clock, tmp_path, monkeypatch):
    """The control: it is the name at the end that keeps partial backups away."""
    real = folders.tempfile.mkdtemp
    shelf = tmp_path / "shelf"
    names = iter(range(10_000))
    monkeypatch.setattr(folders.tempfile, "mkdtemp", lambda **k: real(dir=k["dir"], prefix=f"backup-x-{next(names)}-"))
    _, _, partial = trials(company, clock, shelf, 10, seed=4)
    assert partial

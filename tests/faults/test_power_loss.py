"""The power goes while people sign: what was acknowledged is there with its file, nothing is half there (F5, F6).

One stream of signings is heard write by write; then the power is cut at many places of it. At each cut everything that
was synced is there, and everything else is lost, torn by sectors or kept, as the dice say.
"""

import random
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from app import create_app
from app.base import files
from app.base.clock import Clock
from app.base.db import db
from app.records import kernel, selfcheck
from app.records.attachments import Attachment
from app.records.verification.verify import verify
from tests.conftest import settings_in
from tests.faults.power import Disk
from tests.faults.signing import halves, sign_one, submit_one, without_gates
from tests.faults.sqlite_layer import layer_under_sqlite
from tests.samples import Sample

pytestmark = pytest.mark.sqlite  # PostgreSQL writes its own journal; that the portal asks for it stands in the settings

SIGNINGS = 45
"""Enough that SQLite moves its journal into the database more than once."""


@pytest.fixture
def disk(settings):
    """The disk under the application, which has to be asked for before the application is."""
    made = Disk(settings.data_dir)
    with layer_under_sqlite(made):
        yield made


@pytest.fixture
def stream(disk, app, clock):
    """Sign samples, each with a file; the disk marks what was acknowledged."""

    def run(count: int = SIGNINGS) -> Disk:
        without_gates()
        with disk.hears_python():
            for number in range(count):
                identifier = submit_one(number, clock, f"The vendor's letter {number}. ".encode() * 60)
                sign_one(identifier, clock)
                disk.mark(f"SAM-{number:04d}")
                clock.forward(seconds=1)
        db.session.remove()
        return disk

    return run


@pytest.fixture
def workshop(tmp_path, clock):
    return Workshop(tmp_path / "after", clock)


@dataclass
class Harm:
    """What the cuts did."""

    cuts: int = 0
    unsure: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    unfit: list[str] = field(default_factory=list)
    without_file: list[str] = field(default_factory=list)
    behind_witness: int = 0


class Workshop:
    """Where what survived is opened again: one application, whose folder is another one's remains after each cut."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self._clock = folder, clock
        self.app: Flask | None = None

    def open(self, survivors: Mapping[Path, bytes], before: Path) -> Flask:
        """Put the surviving files in place and return the application over them."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for path, content in survivors.items():
            target = self.folder / path.relative_to(before)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            target.chmod(0o600)
        self.app = self.app or create_app(settings_in(self.folder), self._clock)
        return self.app


def cut_at(disk: Disk, at: int, chance: random.Random, workshop: Workshop, harm: Harm) -> None:
    """Cut the power before one step, open what survived with the product and look."""
    survivors, acknowledged, is_unsure = disk.survivors(at, chance)
    harm.cuts += 1
    harm.unsure += is_unsure
    harm.acknowledged += len(acknowledged)
    with workshop.open(survivors, disk.folder).app_context():
        _look(acknowledged, at, harm)
        db.session.remove()
        db.engine.dispose()


def _look(acknowledged: list[object], at: int, harm: Harm) -> None:
    approved = set(db.session.scalars(select(Sample.number).where(Sample.state == "approved")))
    harm.lost += [f"{one} at step {at}" for one in acknowledged if one not in approved]
    harm.half += halves()
    check = db.session.execute(text("PRAGMA integrity_check")).scalar_one()
    harm.unfit += [] if check == "ok" else [str(check)]
    belongings = kernel.of(db.session())
    digests = db.session.scalars(select(Attachment.sha256))
    harm.without_file += [one for one in digests if not belongings.files.is_whole(one)]
    harm.behind_witness += selfcheck.cut_sentence(db.engine, belongings) is not None
    harm.unfit += [fault.sentence for fault in verify().faults]


def places(disk: Disk, count: int, chance: random.Random) -> list[int]:
    """Choose where the power goes: anywhere, and every third time just after an acknowledgement."""
    marks = [at for at, step in enumerate(disk.steps) if step[0] == "mark"]
    return [
        chance.choice(marks) + chance.randint(1, 3) if turn % 3 == 0 else chance.randrange(len(disk.steps))
        for turn in range(count)
    ]


def cut_often(disk: Disk, count: int, seed: int, workshop: Workshop) -> Harm:
    """Cut at so many places, each time from the same stream; return the harm done."""
    chance, harm = random.Random(seed), Harm()
    for at in places(disk, count, chance):
        cut_at(disk, at, chance, workshop, harm)
    return harm


def test_no_cut_loses_halves_or_tears_what_was_acknowledged(stream, workshop, request):
    disk = stream()
    count = 300 if request.config.getoption("--large") else 60
    harm = cut_often(disk, count, 61, workshop)
    kinds = {what: sum(step[0] == what for step in disk.steps) for what in ("write", "sync", "rename", "sync folder")}
    print(f"{harm.cuts} power cuts, {harm.unsure} with unsynced writes, {harm.acknowledged} acknowledgements; {kinds}")
    moved = sum(step[0] == "sync" and step[1].name == "qualward.db" for step in disk.steps)
    assert moved, "the stream is too short: the journal was never moved into the database"
    assert harm.unsure > count // 2
    assert harm.lost == []
    assert harm.half == []
    assert harm.unfit == []
    assert harm.without_file == []
    assert harm.behind_witness == 0


@pytest.fixture
def normal_sync(monkeypatch):
    """Let SQLite sync its journal only now and then, as is often advised."""
    from app.base import engines  # noqa: PLC0415 - only this control looks inside

    real = engines._set_up_sqlite

    def careless(connection, record) -> None:
        real(connection, record)
        connection.execute("PRAGMA synchronous = NORMAL")

    monkeypatch.setattr(engines, "_set_up_sqlite", careless)


def test_the_control_without_full_synchronous_does_lose_some(normal_sync, stream, workshop):
    """Were the journal not synced at each commit, acknowledged signatures would be gone: the check above can fail."""
    harm = cut_often(stream(15), 30, 62, workshop)
    print(f"control: {harm.cuts} cuts, {len(harm.lost)} acknowledged signatures lost, {harm.behind_witness} behind")
    assert harm.lost
    assert harm.behind_witness, "the witness tells that something is missing"


@pytest.mark.parametrize("left_out", ["the file's sync", "the folder's sync"])
def test_the_control_without_a_sync_of_the_file_does_lose_files(left_out, disk, app, clock, workshop, monkeypatch):
    """Were a file not on the disk before its row, rows without files would be found."""
    _leave_out(monkeypatch, left_out)
    without_gates()
    with disk.hears_python():
        for number in range(12):
            submit_one(number, clock, f"Another letter {number}. ".encode() * 60)
            disk.mark(f"SAM-{number:04d}")
    db.session.remove()
    chance, harm = random.Random(63), Harm()
    for at in places(disk, 20, chance):
        cut_at(disk, at, chance, workshop, harm)
    print(f"control without {left_out}: {harm.cuts} cuts, {len(harm.without_file)} rows without their file")
    assert harm.without_file


def _leave_out(monkeypatch, left_out: str) -> None:
    if left_out == "the folder's sync":
        monkeypatch.setattr(files, "sync_folder", lambda folder: None)
        return

    def write(target: Path, content: bytes) -> None:
        temporary = target.with_name(f".new-{target.name[:8]}")
        temporary.write_bytes(content)
        temporary.rename(target)
        files.sync_folder(target.parent)

    monkeypatch.setattr(files, "write_whole", write)


def test_the_layer_hears_what_sqlite_writes(disk, app, clock):
    """Played back with everything kept, the steps give the very files that stand on the disk."""
    without_gates()
    for number in range(3):
        submit_one(number, clock)
    db.session.remove()
    every = random.Random()
    every.choice = lambda _moods: "kept"  # type: ignore[method-assign]
    played, _, _ = disk.survivors(len(disk.steps), every)
    for name in ("qualward.db", "qualward.db-wal"):
        path = disk.folder / name
        assert played[path] == path.read_bytes(), name

"""Making a backup: the database first, then the files, then the manifest, then the name."""

import shutil
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.base import clock
from app.base.copies import Progress
from app.base.db import db
from app.base.files import FileStore
from app.base.folders import whole_folder
from app.records import trail
from app.safekeeping import databases, manifest
from app.safekeeping.manifest import FILES, Manifest
from app.safekeeping.models import Backup
from config import ROOT, Settings


@dataclass(frozen=True)
class Made:
    """A backup under its final name. ``damaged`` are files of the store whose content does not fit their name."""

    folder: Path
    manifest: Manifest
    sha256: str
    damaged: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What was made, and what is wrong with it."""
        done = (
            f"The backup {self.folder} holds {self.manifest.size} events, {sum(self.manifest.counts.values())} rows "
            f"and {len(self.manifest.digests)} files ({self.manifest.bytes} bytes)."
        )
        if not self.damaged:
            return done
        return (
            f"{done} {len(self.damaged)} files of the file store were changed or damaged before, such as "
            f"{self.damaged[0]}: it is not put on record as a good backup. Run “ledger verify”."
        )


def make(target: Path, settings: Settings, made_by: str, now: datetime, tell: Progress) -> Made:
    """Write a backup to the new folder ``target``.

    Files never change, and none is disposed of meanwhile: those copied after the database are enough.
    """
    store = FileStore(settings.data_dir / "files")
    with whole_folder(target, 0o700) as folder, store.keeping():
        found = databases.take_out(settings, folder, tell)
        _take_files(store, folder, tell)
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        made = Manifest(
            v=1,
            product=_product(),
            schema=found.schema,
            database=databases.kind(settings),
            origin=found.origin or settings.origin,
            size=found.size,
            head_note=found.head_note,
            made_at=clock.to_text(now),
            made_by=made_by,
            counts=found.counts,
            parts=tuple(manifest.part_of(folder, path) for path in paths),
        )
        sha256 = manifest.write(made, folder)
    damaged = [Path(one.path).name for one in made.parts if one.path.startswith(f"{FILES}/")]
    named = {Path(one.path).name: one.sha256 for one in made.parts}
    return Made(target, made, sha256, tuple(one for one in damaged if named[one] != one))


def record_backup(made: Made, now: datetime) -> Backup:
    """Put a whole backup on record."""
    backup = Backup(
        manifest_sha256=made.sha256,
        name=made.folder.name,
        head_size=made.manifest.size,
        files=len(made.manifest.digests),
        bytes=made.manifest.bytes,
        made_at=now,
    )
    db.session.add(backup)
    trail.say(backup, "safekeeping.backup.created")
    return backup


def _take_files(store: FileStore, folder: Path, tell: Progress) -> None:
    names = store.names()
    for done, name in enumerate(names, 1):
        target = folder / FILES / name[:2] / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(store.path(name), target)
        tell("files", done, len(names))


def _product() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])

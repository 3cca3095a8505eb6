"""Checking a backup: restored into a place of its own, verified there, compared with its manifest and the witness."""

import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.base import schema
from app.base.copies import Progress
from app.base.db import db
from app.base.postgresql_programs import ProgramRefused
from app.records import trail
from app.records.verification.verify import verify
from app.safekeeping import databases, houses, manifest
from app.safekeeping.manifest import FILES, BackupUnreadable, Manifest
from app.safekeeping.models import BackupCheck
from config import Settings

MOST_FAULTS = 50
"""Faults of the record inside that are named one by one."""


@dataclass(frozen=True)
class Checked:
    """What a check of a backup found; nothing in ``faults`` means that it can be restored."""

    sha256: str
    size: int
    faults: tuple[str, ...]
    verdict: str = ""

    @property
    def is_good(self) -> bool:
        """Tell whether nothing was found."""
        return not self.faults

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        if self.is_good:
            return f"The backup is good: it was restored for a trial and verified. {self.verdict}"
        more = f" {len(self.faults) - 1} more faults were found." if len(self.faults) > 1 else ""
        return f"The backup is not good: {self.faults[0]}{more} Take another backup."


def check(folder: Path, settings: Settings, tell: Progress) -> Checked:
    """Check a backup whole. Raises BackupUnreadable for what is none, ProgramRefused where a trial is not possible."""
    sha256 = manifest.digest_of(folder)
    if not manifest.is_sealed(folder):
        return Checked(sha256, 0, (f"{manifest.NAME} was changed after the backup was made.",))
    told = manifest.read(folder)
    tell("parts", 0, 1)
    if damage := tuple(manifest.damage(folder, told)):
        return Checked(sha256, told.size, damage)
    _require_known_form(told)
    tell("trial", 0, 1)
    with tempfile.TemporaryDirectory(prefix="qualward-check-") as place:
        try:
            with databases.tried(settings, folder / told.database, Path(place)) as trial:
                faults, verdict = _try(folder, told, trial)
        except (DBAPIError, sqlite3.Error) as problem:
            faults, verdict = [f"The database in it cannot be used: {getattr(problem, 'orig', problem)}."], ""
    return Checked(sha256, told.size, tuple(faults), verdict)


def record_check(checked: Checked, now: datetime) -> BackupCheck:
    """Put a check on record."""
    made = BackupCheck(
        manifest_sha256=checked.sha256, is_good=checked.is_good, sentence=checked.sentence, checked_at=now
    )
    db.session.add(made)
    trail.say(made, "safekeeping.backup_check.recorded")
    return made


def _try(folder: Path, told: Manifest, trial: Settings) -> tuple[list[str], str]:
    faults = list(_differences(told, databases.contents(databases.owner_address(trial))))
    witness = houses.EarlierHeads(trial.witness_file, told.size)
    with houses.opened(trial, witness, folder / FILES, migrates=True):
        found = verify(is_full=True)
    return faults + [one.sentence for one in found.faults[:MOST_FAULTS]], found.sentence


def _differences(told: Manifest, found: databases.Contents) -> Iterator[str]:
    for name in sorted(told.counts.keys() | found.counts.keys()):
        before, after = told.counts.get(name, 0), found.counts.get(name, 0)
        if before != after:
            yield f"The table {name} has {after} rows, but {before} when the backup was made."
    told_end = (told.schema, told.size, told.head_note, told.origin)
    if told_end != (found.schema, found.size, found.head_note, found.origin or told.origin):
        yield f"The ledger in it does not end at event {told.size} with the head that its manifest names."


def _require_known_form(told: Manifest) -> None:
    if told.schema not in schema.chain(houses.MIGRATIONS):
        raise BackupUnreadable(
            f"The backup has the form {told.schema}, which this version does not know. Install version {told.product} "
            "or a newer one to use it."
        )


__all__ = ["Checked", "ProgramRefused", "check", "record_check"]

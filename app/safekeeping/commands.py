"""``backup …`` on the server's own console. Exit codes: 0 fine, 1 a problem was found, 2 the input was bad."""

import getpass
import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import NullPool, create_engine, inspect

from app.base import schema
from app.base.clock import system_clock
from app.base.copies import CopyRefused, holds_events
from app.base.db import db, transaction
from app.base.postgresql_programs import ProgramRefused
from app.records.actor import operator
from app.records.verification.verify import verify as verify_record
from app.safekeeping import databases, houses, manifest
from app.safekeeping.actions import checking, making, restoring
from app.safekeeping.actions.declaring import DeclarationRefused
from app.safekeeping.actions.restoring import RestoreRefused
from app.safekeeping.ceremony import declare_loss
from app.safekeeping.manifest import BackupUnreadable
from config import Settings, from_environment

REFUSALS = (BackupUnreadable, CopyRefused, ProgramRefused, RestoreRefused, DeclarationRefused)
"""What becomes one sentence and exit code 2."""

_folder = click.argument("folder", metavar="BACKUP", type=click.Path(file_okay=False, path_type=Path))
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")


@click.group()
def backup() -> None:
    """Backups: make, check, restore; and declare lost what no copy holds."""


@backup.command()
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
@_as_json
def create(target: Path, *, as_json: bool) -> None:
    """Write a backup to TARGET, or into the folder TARGET under a name of its own. The portal may go on working."""
    settings, now = from_environment(), system_clock()
    _require_record(settings)
    if target.is_dir():
        target /= f"qualward-{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}Z"
    made = making.make(target, settings, f"operator:{getpass.getuser()}", now, _tell)
    unrecorded = None if made.damaged else _record(settings, lambda at: making.record_backup(made, at), now)
    found = {
        "verdict": "bad" if made.damaged else "good",
        "backup": str(made.folder),
        "manifest_sha256": made.sha256,
        "size": made.manifest.size,
        "files": len(made.manifest.digests),
        "bytes": made.manifest.bytes,
        "on_record": not made.damaged and unrecorded is None,
        "sentence": " ".join(filter(None, [made.sentence, unrecorded])),
    }
    _say(found, as_json=as_json, code=1 if made.damaged else 0)


@backup.command()
@_folder
@_as_json
def verify(folder: Path, *, as_json: bool) -> None:
    """Restore BACKUP into a place of its own and verify it there."""
    settings, now = from_environment(), system_clock()
    checked = checking.check(folder, settings, _tell)
    unrecorded = _record(settings, lambda at: checking.record_check(checked, at), now)
    _say(_told(checked) | {"on_record": unrecorded is None}, as_json=as_json, code=0 if checked.is_good else 1)


@backup.command()
@_folder
@click.option("--set-aside", "is_set_aside", is_flag=True, help="Keep the SQLite database that is there under a name.")
@_as_json
def restore(folder: Path, *, is_set_aside: bool, as_json: bool) -> None:
    """Check BACKUP, put it in place, and compare it with the witness. Stop the portal and its clock first."""
    settings, now = from_environment(), system_clock()
    manifest.digest_of(folder)
    told = manifest.read(folder) if manifest.is_sealed(folder) else None
    if told is not None:
        restoring.require_room(settings, told, is_set_aside=is_set_aside)
    checked = checking.check(folder, settings, _tell)
    if told is None or not checked.is_good:
        _say(_told(checked), as_json=as_json, code=1)
        return
    aside = restoring.restore(folder, told, settings, now, _tell)
    with houses.opened(settings, migrates=True) as belongings:
        refusal = belongings.read_only_because
        found = verify_record(is_full=True)
        if found.is_intact or refusal:
            belongings.closing.lift()  # what was found altered is set aside; a cut record rests for that reason alone
        if refusal is None and found.is_intact:
            with transaction(operator(getpass.getuser()), now):
                restoring.record_restore(checked.sha256, told.size, now)
    advice = refusal and f"{refusal} Where no newer backup is, two people declare the loss: “backup declare-loss”."
    sentences = ["The backup was restored.", advice or found.sentence]
    sentences += [f"The database that was there is kept as {aside}."] if aside else []
    answer = {"verdict": "cut" if refusal else "good", "size": told.size, "sentence": " ".join(sentences)}
    _say(answer, as_json=as_json, code=1 if refusal or not found.is_intact else 0)


backup.add_command(declare_loss)


def _told(checked: checking.Checked) -> dict[str, Any]:
    return {
        "verdict": "good" if checked.is_good else "bad",
        "manifest_sha256": checked.sha256,
        "size": checked.size,
        "sentence": checked.sentence,
        "faults": list(checked.faults),
    }


def _record(settings: Settings, write: Callable[[datetime], object], now: datetime) -> str | None:
    """Put something on record where this installation can be written; return a sentence where it cannot."""
    if not _has_record(settings):
        return "It is not put on record: there is no record at this address."
    with houses.opened(settings) as belongings:
        refusal = schema.difference(db.engine, houses.MIGRATIONS) or belongings.read_only_because
        if refusal:
            return f"It is not put on record. {refusal}"
        with transaction(operator(getpass.getuser()), now):
            write(now)
    return None


def _has_record(settings: Settings) -> bool:
    if databases.kind(settings) == manifest.SQLITE:
        return settings.signing_key.exists() and holds_events(databases.path_of(settings))
    with create_engine(settings.database_url, poolclass=NullPool).connect() as connection:
        return settings.signing_key.exists() and inspect(connection).has_table("ledger_event")


def _require_record(settings: Settings) -> None:
    if not _has_record(settings):
        raise BackupUnreadable("There is no record here yet, so there is nothing to back up.")


def _tell(what: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{what}: {done} of {of}   ", nl=done >= of, err=True)


def _say(answer: dict[str, Any], *, as_json: bool, code: int) -> None:
    click.echo(json.dumps(answer) if as_json else str(answer["sentence"]))
    if not as_json:
        for fault in answer.get("faults", ())[1:50]:
            click.echo(f"  {fault}")
    sys.exit(code)

"""The record on the command line: verifying it, its newest head, packs and dossiers."""

import getpass
import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.base.db import db
from app.inspection.dossiers.write import write_dossier
from app.records import kernel, ledger, packs
from app.records.verification.verify import verify
from app.records.witness import Witness
from app.web.errors import Sentence

OPENED = "It was closed by an earlier verification and is open again."
"""Said when a record that was closed is found intact."""


@click.group("ledger")
def ledger_group() -> None:
    """The tamper-evident record."""


@ledger_group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
@click.option("--witness", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Another witness file.")
@click.option("--full", is_flag=True, help="Check the signature of every head.")
@with_appcontext
def ledger_verify(*, as_json: bool, witness: Path | None, full: bool) -> None:
    """Check the ledger against itself, its witnesses, the live rows and the files."""
    require_record()
    found = verify(is_full=full, witness=Witness(witness) if witness else None)
    is_opened = found.is_intact and witness is None and kernel.of(db.session()).closing.lift()
    if as_json:
        faults = [
            {"class": one.kind, "seq": one.seq, "where": one.where, "sentence": one.sentence} for one in found.faults
        ]
        click.echo(
            json.dumps(
                {
                    "verdict": "intact" if found.is_intact else "altered",
                    "size": found.size,
                    "signatures": found.signatures,
                    "rows": found.rows,
                    "first_bad_seq": found.first_bad_seq,
                    "class": found.faults[0].kind if found.faults else None,
                    "sentence": found.sentence,
                    "faults": faults,
                    "declared_losses": [asdict(one) for one in found.losses],
                    "disposed": found.disposed,
                }
            )
        )
    else:
        click.echo(f"{found.sentence} {OPENED}" if is_opened else found.sentence)
        for fault in found.faults[:50]:
            click.echo(f"  {fault.kind}: {fault.sentence}")
    sys.exit(0 if found.is_intact else 1)


@ledger_group.command("checkpoint")
@with_appcontext
def ledger_checkpoint() -> None:
    """Print the newest signed head."""
    require_record()
    note = ledger.newest_note(db.session())
    if note is None:
        raise Sentence("The ledger is empty; there is no head yet.")
    click.echo(note, nl=False)


@ledger_group.command("export")
@click.argument("directory", type=click.Path(path_type=Path))
@with_appcontext
def ledger_export(directory: Path) -> None:
    """Write an evidence pack of the whole ledger to the new folder DIRECTORY."""
    require_record()
    manifest = packs.export_ledger(directory, _operator(), current_app.config["QUALWARD_CLOCK"]())
    click.echo(f"Wrote {manifest['counts']['events']} events to {directory}.")


@click.command("dossier")
@click.argument("number")
@click.argument("directory", type=click.Path(path_type=Path))
@with_appcontext
def dossier(number: str, directory: Path) -> None:
    """Write the complete copy of the record NUMBER to the new folder DIRECTORY."""
    require_record()
    manifest = write_dossier(number, directory, _operator(), current_app.config["QUALWARD_CLOCK"]())
    click.echo(f"Wrote the dossier of {number} ({manifest['counts']['events']} events) to {directory}.")


def require_record() -> None:
    """Raise a sentence where no record was begun yet."""
    if kernel.find(db.engine) is None:
        raise Sentence("There is no record here yet. Run “bin/run” once, or “bin/qualward prepare”.")


def _operator() -> str:
    return f"operator:{getpass.getuser()}"

"""The command line. Exit codes: 0 fine, 1 a problem was found, 2 the input was bad; one sentence, never a traceback."""

import getpass
import json
import sys
import time
import urllib.request
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import FlaskGroup, with_appcontext
from flask_migrate import upgrade
from sqlalchemy.exc import OperationalError

from app import StartRefused, create_app, jobs, start
from app.base import copies, schema
from app.base.db import db
from app.base.mail import MailSettingsRefused
from app.content import definitions
from app.demo.load import load
from app.impact.commands import triage
from app.inspection.dossiers.write import write_dossier
from app.notices.commands import mail
from app.people.commands import people
from app.records import kernel, keys, ledger, packs, selfcheck
from app.records.trail import TrailRefused
from app.records.verification.verify import verify
from app.records.witness import Witness
from app.releases.commands import feeds
from app.safekeeping import commands as safekeeping
from app.web.errors import Sentence
from config import ROOT, SettingsRefused, from_environment

_SENTENCES = (
    StartRefused,
    SettingsRefused,
    MailSettingsRefused,
    keys.KeyUnreadable,
    packs.PackRefused,
    TrailRefused,
    Sentence,
    *safekeeping.REFUSALS,
)


class Commands(FlaskGroup):
    """The commands, with every refusal turned into its sentence."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and end with the exit code that scripts rely on."""
        try:
            return super().main(*args, **kwargs)
        except _SENTENCES as refused:
            click.echo(str(refused), err=True)
        except OperationalError as problem:
            click.echo(
                f"The database cannot be used: {problem.orig}. Is it set up, and is anything else holding it?", err=True
            )
        sys.exit(2)


def installation() -> Flask:
    """Build the application for a command: a record that is read-only for the portal is so for commands."""
    app = create_app()
    with app.app_context():
        if (belongings := kernel.find(db.engine)) is not None:
            belongings.read_only_because = selfcheck.cut_sentence(db.engine, belongings)
    return app


@click.group(cls=Commands, create_app=installation, add_default_commands=False, load_dotenv=False)
def cli() -> None:
    """Qualward: vendor qualification and release management for regulated life-science companies."""


def operator_name() -> str:
    """Return the name of the system user who typed the command."""
    return getpass.getuser()


@cli.command(with_appcontext=False)
@click.option("--demo", "with_demo", is_flag=True, help="Make the demo company as well, where none is.")
def prepare(*, with_demo: bool) -> None:
    """Make what is missing: folders, keys, tables. Does nothing on an installation that has them."""
    settings = from_environment()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = create_app(settings)
    if not settings.signing_key.exists():
        with app.app_context():
            _refuse_new_key_for_old_ledger()
        click.echo("Making the key that signs the record …", err=True)
        keys.make(settings.signing_key)
    with app.app_context():
        _undo_cut_off_migration()
        is_new = kernel.find(db.engine) is None or schema.found(db.engine) != schema.needed(ROOT / "migrations")
        if is_new:
            click.echo("Preparing the database …", err=True)
            upgrade()
        db.engine.dispose()
    if with_demo:
        # one process for both: starting Python and the house a second time costs two seconds at every start
        with (create_app(settings) if is_new else app).app_context():
            _load_demo()


def _undo_cut_off_migration() -> None:
    path = Path(db.engine.url.database or "")
    if db.engine.dialect.name == "sqlite" and copies.beside(path).exists():
        click.echo("Putting the copy from before the interrupted migration back …", err=True)
        db.engine.dispose()
        copies.put_back(path)


def _refuse_new_key_for_old_ledger() -> None:
    if schema.found(db.engine) is not None:
        raise keys.KeyUnreadable(
            "The database holds a record, but its signing key is missing. Put the key back where QUALWARD_SIGNING_KEY "
            "points; a new key cannot continue an existing record."
        )


@cli.command(with_appcontext=False)
@click.argument("address")
def greet(address: str) -> None:
    """Wait until the portal answers, then print where it is and who can sign in."""
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    break
        except OSError:
            time.sleep(0.2)
    else:
        raise StartRefused(f"The portal does not answer on {address} after 30 seconds.")
    settings = from_environment()
    click.echo(f"\nQualward is up: {address}\n")
    if settings.is_demo:
        click.echo("Demo accounts: sqm sqm2 bpo so so2 sme sme2 isec qa qa2 lead insp adm adm2")
        click.echo("Password of all of them: qualward-demo-only\n")
    else:
        click.echo("Make the first two administrators with: bin/qualward people add --first\n")
    click.echo("Ctrl-C stops the portal and its clock.")


@cli.group("ledger")
def ledger_group() -> None:
    """The tamper-evident record."""


@ledger_group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
@click.option("--witness", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Another witness file.")
@click.option("--full", is_flag=True, help="Check the signature of every head.")
@with_appcontext
def ledger_verify(*, as_json: bool, witness: Path | None, full: bool) -> None:
    """Check the ledger against itself, its witnesses, the live rows and the files."""
    _require_kernel()
    found = verify(is_full=full, witness=Witness(witness) if witness else None)
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
                }
            )
        )
    else:
        click.echo(found.sentence)
        for fault in found.faults[:50]:
            click.echo(f"  {fault.kind}: {fault.sentence}")
    sys.exit(0 if found.is_intact else 1)


@ledger_group.command("checkpoint")
@with_appcontext
def ledger_checkpoint() -> None:
    """Print the newest signed head."""
    _require_kernel()
    note = ledger.newest_note(db.session())
    if note is None:
        raise StartRefused("The ledger is empty; there is no head yet.")
    click.echo(note, nl=False)


@ledger_group.command("export")
@click.argument("directory", type=click.Path(path_type=Path))
@with_appcontext
def ledger_export(directory: Path) -> None:
    """Write an evidence pack of the whole ledger to the new folder DIRECTORY."""
    _require_kernel()
    manifest = packs.export_ledger(directory, f"operator:{operator_name()}", current_app.config["QUALWARD_CLOCK"]())
    click.echo(f"Wrote {manifest['counts']['events']} events to {directory}.")


@cli.command("dossier")
@click.argument("number")
@click.argument("directory", type=click.Path(path_type=Path))
@with_appcontext
def dossier(number: str, directory: Path) -> None:
    """Write the complete copy of the record NUMBER to the new folder DIRECTORY."""
    _require_kernel()
    manifest = write_dossier(number, directory, f"operator:{operator_name()}", current_app.config["QUALWARD_CLOCK"]())
    click.echo(f"Wrote the dossier of {number} ({manifest['counts']['events']} events) to {directory}.")


@cli.group("jobs")
def jobs_group() -> None:
    """The clock."""


@jobs_group.command("run", with_appcontext=False)
def jobs_run() -> None:
    """Be the clock: poll feeds, open assessments, watch production dates. Ends with Ctrl-C."""
    stop = jobs.stop_on_signals()
    app = create_app()
    start(app)
    jobs.run(app, stop)


@jobs_group.command("list", with_appcontext=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
def jobs_list(*, as_json: bool) -> None:
    """List what the clock does, and how often."""
    rows = [{"name": job.name, "every_seconds": int(job.every.total_seconds()), "what": job.what} for job in jobs.JOBS]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo(f"{row['name']:<14} every {row['every_seconds']:>4} s  {row['what']}")


@cli.group("questionnaires")
def questionnaires() -> None:
    """The versioned definitions under questionnaires/."""


@questionnaires.command("check", with_appcontext=False)
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
def questionnaires_check(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Name every fault of the definitions with its file and line."""
    faults = [fault for path in paths or (ROOT / "questionnaires",) for fault in definitions.check(path)]
    if as_json:
        click.echo(json.dumps([{**asdict(fault), "file": str(fault.file)} for fault in faults]))
    else:
        for fault in faults:
            click.echo(f"{fault.file}:{fault.line}: {fault.sentence}")
        click.echo(f"{len(faults)} faults." if faults else "No fault was found.", err=True)
    sys.exit(1 if faults else 0)


@cli.group("releases")
def releases_group() -> None:
    """Release news."""


releases_group.add_command(triage)


@cli.group("demo")
def demo_group() -> None:
    """The demo company."""


@demo_group.command("load")
@with_appcontext
def demo_load() -> None:
    """Make the demo company on an empty database; does nothing when it is there."""
    _load_demo()


def _load_demo() -> None:
    _require_kernel()
    is_new = load(lambda sentence: click.echo(sentence, err=True))
    click.echo("The demo company is ready." if is_new else "The demo company is there already.", err=True)


cli.add_command(people)
cli.add_command(feeds)
cli.add_command(mail)
cli.add_command(safekeeping.backup)


def _require_kernel() -> None:
    if kernel.find(db.engine) is None:
        raise StartRefused("There is no record here yet. Run “bin/run” once, or “bin/qualward prepare”.")


if __name__ == "__main__":
    cli()

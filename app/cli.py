"""The command line. Exit codes: 0 fine, 1 a problem was found, 2 the input was bad; one sentence, never a traceback."""

import json
import sqlite3
import sys
import time
import urllib.request
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import FlaskGroup, with_appcontext
from flask_migrate import upgrade
from sqlalchemy.exc import OperationalError

from app import StartRefused, create_app, jobs, start
from app.base import copies, engines, schema
from app.base.db import db
from app.base.mail import MailSettingsRefused
from app.base.postgresql_roles import RolesRefused
from app.content import definitions
from app.content.documents import read
from app.demo.load import load
from app.impact.commands import triage
from app.inspection.commands import dossier, ledger_group, require_record
from app.notices.commands import mail
from app.people.commands import people
from app.qualification.commands import risk_group
from app.questionnaires.commands import score_command
from app.records import kernel, keys, packs, selfcheck
from app.records.trail import TrailRefused
from app.records.witness import WitnessUnwritten
from app.releases.commands import feeds
from app.safekeeping import commands as safekeeping
from app.system.commands import database
from app.web.errors import Sentence
from config import ROOT, SettingsRefused, from_environment

_SENTENCES = (
    StartRefused,
    SettingsRefused,
    MailSettingsRefused,
    RolesRefused,
    keys.KeyUnreadable,
    packs.PackRefused,
    TrailRefused,
    WitnessUnwritten,
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
        except (OSError, sqlite3.OperationalError) as problem:
            if not any(sign in str(problem) for sign in engines.FULL):
                raise
            click.echo(f"There is no room left on the disk ({problem}). Make room, then try again.", err=True)
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
    """Name every fault with its file and line: of the definitions in a folder, or of one questionnaire's file."""
    own = ROOT / "questionnaires"
    faults = [
        fault
        for path in paths or (own,)
        for fault in (definitions.check_questionnaire(read(path), own) if path.is_file() else definitions.check(path))
    ]
    if as_json:
        click.echo(json.dumps([{**asdict(fault), "file": str(fault.file)} for fault in faults]))
    else:
        for fault in faults:
            click.echo(f"{fault.file}:{fault.line}: {fault.sentence}")
        click.echo(f"{len(faults)} faults." if faults else "No fault was found.", err=True)
    sys.exit(1 if faults else 0)


questionnaires.add_command(score_command)


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
    require_record()
    is_new = load(lambda sentence: click.echo(sentence, err=True))
    click.echo("The demo company is ready." if is_new else "The demo company is there already.", err=True)


cli.add_command(ledger_group)
cli.add_command(dossier)
cli.add_command(people)
cli.add_command(feeds)
cli.add_command(risk_group)
cli.add_command(mail)
cli.add_command(database)
cli.add_command(safekeeping.backup)


if __name__ == "__main__":
    cli()

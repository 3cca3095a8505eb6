"""``mail …`` on the server's own console: does the mail server take a letter?"""

import secrets

import click
from flask import current_app
from flask.cli import with_appcontext

from app.base.mail import Letter, MailFailed, MailSettingsRefused
from app.notices import door


class _Problem(click.ClickException):
    exit_code = 1


@click.group("mail")
def mail() -> None:
    """Outgoing mail."""


@mail.command("try")
@click.option("--to", "address", required=True, help="Where the trial letter goes.")
@with_appcontext
def try_(address: str) -> None:
    """Send one trial letter now, past the outbox, and say what the mail server answered."""
    try:
        server = door.server()
        if server is None:
            raise _Problem("No mail server is set. Set QUALWARD_MAIL_URL, then try again.")
        letter = Letter(
            to=address,
            name="",
            message_id=f"<{secrets.token_hex(16)}@{door.host()}>",
            subject="[Qualward] Trial letter",
            body=f"This letter was sent by “bin/qualward mail try” on {door.address_of('/')}\n",
            at=current_app.config["QUALWARD_CLOCK"](),
        )
        server.send(letter)
    except (MailFailed, MailSettingsRefused) as problem:
        raise _Problem(str(problem)) from problem
    click.echo(f"{server.place} took a letter for {address}.")

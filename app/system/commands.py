"""``database …`` on the server's own console."""

import os

import click

from app.base.postgresql_roles import apply, roles_of, script
from config import from_environment

ADMINISTRATOR = "QUALWARD_DATABASE_ADMIN_URL"
"""Where the address of the server's administrator is taken from; it is asked for where it is not set."""


@click.group()
def database() -> None:
    """The database server."""


@database.command()
@click.option("--apply", "is_applied", is_flag=True, help="Make them now, as the administrator of the server.")
def roles(*, is_applied: bool) -> None:
    """Print what makes PostgreSQL's two roles and the database, as the settings name them; or make them."""
    settings = from_environment()
    wanted = roles_of(settings.owner_url, settings.database_url)
    if not is_applied:
        for line in script(wanted):
            click.echo(line)
        return
    address = os.environ.get(ADMINISTRATOR) or click.prompt(
        "Address of the server's administrator (postgresql://role:password@host/postgres)", hide_input=True
    )
    for sentence in apply(wanted, address):
        click.echo(sentence)

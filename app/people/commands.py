"""``people …`` on the server's own console: first administrators, further accounts, deactivation, password links.

Commands act as ``operator:<system user>``: on record like everybody else, but never signing, never changing roles.
"""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from app.base.db import transaction
from app.people import actions, queries
from app.people.actions import AccountRefused, NewPerson
from app.people.models import Person
from app.people.rules.roles import ADMINISTRATOR
from app.records.actor import Actor, operator


@click.group()
def people() -> None:
    """Accounts: add, deactivate, reset a password."""


@people.command()
@click.option("--first", "is_first", is_flag=True, help="Make the first two administrators; works once.")
@click.option("--username", "usernames", multiple=True, help="User name; twice with --first.")
@click.option("--name", "names", multiple=True, help="The person's own name; twice with --first.")
@click.option("--email", "emails", multiple=True, help="E-mail address; twice with --first.")
@click.option("--role", "roles", multiple=True, help="Role code such as SQM; may be given several times.")
@with_appcontext
def add(
    is_first: bool,
    usernames: tuple[str, ...],
    names: tuple[str, ...],
    emails: tuple[str, ...],
    roles: tuple[str, ...],
) -> None:
    """Make an account (with --first: the first two administrators) and print one-time password links."""
    given = (usernames, names, emails)
    if is_first and roles:
        raise _refused("The first two people are administrators; leave --role out.")
    asked = _asked(2 if is_first else 1, given, [ADMINISTRATOR] if is_first else list(roles))
    with _acting() as (actor, now):
        if is_first:
            made = actions.add_first(asked, actor, now)
        else:
            is_demo = bool(current_app.config["QUALWARD"].is_demo)
            made = [actions.add_person(one, actor, now, is_demo=is_demo) for one in asked]
        waiting = [(one.number, one.person.label) for person in made for one in queries.open_proposals(person)]
        links = [] if waiting else [(person.label, actions.issue_link(person, actor, now)) for person in made]
    for label, token in links:
        _print_link(label, token)
    for number, label in waiting:
        click.echo(
            f"{label}: the account is made. An administrator approves its roles under /account-proposals/{number}"
        )
        click.echo("  and then gets the one-time link to hand over.")


@people.command()
@click.argument("username")
@click.option("--reason", prompt="Why", help="Stands in the trail.")
@with_appcontext
def deactivate(username: str, reason: str) -> None:
    """Close an account at once; its sessions end with the next click."""
    with _acting() as (actor, now):
        person = _found(username)
        actions.deactivate(person, reason, actor, now)
        label = person.label
    click.echo(f"{label} is deactivated and cannot sign in any more.")


@people.command()
@click.argument("username")
@click.option("--second-factor", "is_factor", is_flag=True, help="Turn the second factor off as well: a lost phone.")
@with_appcontext
def reset(username: str, is_factor: bool) -> None:
    """Print a one-time link to set a new password, never a password. A signer then waits for a new verification."""
    with _acting() as (actor, now):
        person = _found(username)
        if is_factor:
            actions.end_second_factor_on_server(person, actor, now)
        label, token = person.label, actions.issue_link(person, actor, now)
    _print_link(label, token)


@contextmanager
def _acting() -> Iterator[tuple[Actor, datetime]]:
    """Open the command's one transaction; a refusal becomes one sentence and exit code 2."""
    actor, now = operator(getpass.getuser()), current_app.config["QUALWARD_CLOCK"]()
    try:
        with transaction(actor, now):
            yield actor, now
    except AccountRefused as problem:
        raise _refused(str(problem)) from problem


def _asked(count: int, given: tuple[tuple[str, ...], ...], roles: list[str]) -> list[NewPerson]:
    """Return the people of the options; what is missing is asked for."""
    if any(len(values) > count for values in given):
        raise _refused(f"Give --username, --name and --email {'twice' if count == 2 else 'once'}.")
    found = []
    for at in range(count):
        which = f" of administrator {at + 1}" if count > 1 else ""
        labels = ("User name", "Name", "E-mail")
        texts = [
            values[at] if at < len(values) else click.prompt(f"{label}{which}")
            for label, values in zip(labels, given, strict=True)
        ]
        found.append(NewPerson(texts[0], texts[1], texts[2], roles))
    return found


def _found(username: str) -> Person:
    return queries.person(username) or _raise(f"There is no account with the user name {username}.")


def _raise(sentence: str) -> Person:
    raise AccountRefused(sentence)


def _print_link(label: str, token: str) -> None:
    # the path of `people.follow_password_link`; a command has no request to build an address from
    address = f"{current_app.config['QUALWARD'].base_url}/set-password/{token}"
    click.echo(f"{label}: {address}")
    click.echo("  Works once, for 30 minutes. Hand it to this person only; it is not shown again.")


class _BadInput(click.ClickException):
    exit_code = 2


def _refused(sentence: str) -> click.ClickException:
    return _BadInput(sentence)

"""What a view may ask of its request: who acts, what time it is, and the one writing transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from flask import abort, current_app
from flask_login import current_user

from app.base.db import Transaction, transaction
from app.records.actor import Actor


class SignedIn(Protocol):
    """A signed-in person, as far as the toolkit needs to know one."""

    @property
    def is_authenticated(self) -> bool:
        """Tell whether somebody is signed in."""

    @property
    def actor(self) -> Actor:
        """The person as the kernel knows them, read from the database in this transaction."""


def now() -> datetime:
    """Return the time of the application's clock, UTC."""
    moment: datetime = current_app.config["QUALWARD_CLOCK"]()
    return moment


def actor() -> Actor:
    """Return the signed-in person; 401 when nobody is."""
    person: SignedIn = current_user
    if not person.is_authenticated:
        abort(401)
    return person.actor


def has_second_factor() -> bool:
    """Tell whether the signed-in person has to give a one-time code as well when signing."""
    return bool(getattr(current_user, "has_second_factor", False))


@contextmanager
def writing(permission: str | None = None) -> Iterator[Transaction]:
    """Open the writing transaction of a POST view for the signed-in person.

    The person's rights are read again inside it: who was deactivated or lost a role a moment ago writes nothing.
    """
    with transaction(actor(), now()) as opened:
        opened.actor = actor()
        judge = current_app.extensions["qualward_guard"]
        judge.check_again(permission)
        yield opened

"""Passwords: set by their person only, through a one-time link or with the old one. Nobody else ever knows one."""

import secrets
from datetime import datetime, timedelta

from app.base.db import db
from app.people import passwords, queries
from app.people.actions.attempts import forget_failures
from app.people.actions.refusals import AccountRefused
from app.people.actions.sessions import end_sessions
from app.people.actions.suspensions import suspend
from app.people.models import Credential, PasswordLink, Person
from app.people.rules.passwords import DEMO_PASSWORD, password_problem, tidy_password
from app.people.rules.proposals import is_protected
from app.records import kernel, trail
from app.records.actor import Actor
from app.records.signatures import Proof

LINK_LIFETIME = timedelta(minutes=30)


def issue_link(person: Person, actor: Actor, now: datetime, reason: str | None = None) -> str:
    """Return the token of a new one-time link; earlier unused ones stop working. Raises AccountRefused.

    The token is handed to the person outside the portal and is not kept. Nobody makes a link for themselves, and one
    administrator alone makes none into an account that signs or administers: see `proposals.propose_link`. The command
    on the server makes one for everybody; signing of that account is then suspended all the same.
    """
    _refuse_own_link(person, actor)
    pending = [one.roles for one in queries.open_proposals(person)]
    if is_protected(person.roles, *pending) and actor.is_person:
        raise AccountRefused(
            f"{person.label} signs or administers, or would. Propose the link; another administrator approves it."
        )
    if is_protected(person.roles) and person.password_digest is not None:
        suspend(person, f"The password was reset on the server by {actor.name}.", [actor], now)
    return make_link(person, now, reason)


def make_link(person: Person, now: datetime, reason: str | None = None) -> str:
    """Make the link and return its token. Whoever calls it has checked that it may be made. Raises AccountRefused."""
    if not person.is_active:
        raise AccountRefused(f"{person.label} is deactivated; reactivate the account first.")
    for link in queries.unused_links(person):
        link.withdrawn_at = now
    token = secrets.token_urlsafe(32)
    issued = PasswordLink(
        person_id=person.id, token_sha256=queries.digest(token), issued_at=now, expires_at=now + LINK_LIFETIME
    )
    db.session.add(issued)
    trail.say(issued, "people.password_link.issued", reason)
    db.session.flush()
    return token


def withdraw_password(person: Person) -> None:
    """Take the password away: what was set before an account could sign opens nothing once it can."""
    person.password_digest = person.password_set_at = None
    if (found := db.session.get(Credential, person.id)) is not None:
        db.session.delete(found)


def _refuse_own_link(person: Person, actor: Actor) -> None:
    if actor.is_person and actor.id == str(person.id):
        raise AccountRefused("Nobody makes a link for themselves. Change your password on your own page instead.")


def use_link(token: str, password: str, now: datetime, *, is_demo: bool = False) -> Person:
    """Set the password of the link's person; the link is used up. Raises AccountRefused."""
    link = queries.usable_link(token, now)
    if link is None:
        raise AccountRefused("This link was used, replaced or is older than 30 minutes. Ask for a new one.")
    set_password(link.person, password, now, is_demo=is_demo)
    link.used_at = now
    trail.say(link, "people.password_link.used")
    db.session.flush()
    return link.person


def change_password(
    person: Person, proof: Proof, new: str, actor: Actor, now: datetime, *, is_demo: bool = False
) -> None:
    """Replace the acting person's own password; every session of theirs ends. Raises AccountRefused.

    ``proof`` comes from `people.signing.prove` in this transaction: the present password was typed and was right.
    """
    if not actor.is_person or actor.id != str(person.id) or proof.at != now:
        raise AccountRefused("Everybody changes their own password only, after typing the present one.")
    if passwords.is_right(queries.password_hash(person), new):
        raise AccountRefused("The new password is the present one. Choose another.")
    set_password(person, new, now, is_demo=is_demo)


def set_password(person: Person, password: str, now: datetime, *, is_demo: bool = False) -> None:
    """Store the hash of a password that keeps the rules; sessions end, failures are forgotten. May refuse."""
    tidy = tidy_password(password)
    is_demo_password = is_demo and tidy == DEMO_PASSWORD
    if not is_demo_password and (problem := password_problem(tidy, passwords.common(), _own_words(person))):
        raise AccountRefused(problem)
    _store(person, passwords.hashed(tidy), now)
    trail.say(person, "people.password.set")
    end_sessions(person, "password changed", now)
    forget_failures(person.username)
    db.session.flush()


def renew_hash(person: Person, password: str) -> None:
    """Hash a password that was just proven right again, with today's parameters."""
    found = queries.password_hash(person)
    if found is not None and passwords.is_outdated(found):
        _store(person, passwords.hashed(password), person.password_set_at)
        trail.say(person, "people.password.rehashed")


def _store(person: Person, password_hash: str, now: datetime | None) -> None:
    found = db.session.get(Credential, person.id)
    if found is None:
        db.session.add(Credential(person_id=person.id, password_hash=password_hash))
    else:
        found.password_hash = password_hash
    person.password_digest, person.password_set_at = queries.digest(password_hash), now


def _own_words(person: Person) -> list[str]:
    """Return what somebody who knows the person and the company would try: names, product, the company's host."""
    host = kernel.of(db.session()).origin.partition("/")[0]
    return ["qualward", host, person.username, person.name, person.email]

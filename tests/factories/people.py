"""People for tests, made through the product's own actions: account, password, identity, attestation, training."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pyotp
from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import select

from app.base.db import db, transaction
from app.inspection.actions import inspections
from app.inspection.models import Inspection
from app.inspection.queries.inspections import running_for
from app.inspection.rules.scopes import WHOLE, WantedScope
from app.people import actions, attestation_text, queries
from app.people.actions import second_factor
from app.people.actions.sessions import start_session
from app.people.models import Person
from app.people.signing import prove
from app.records.actor import Actor, operator
from app.training import actions as training
from app.training.models import Procedure

PASSWORD = "violet harbour 93 lantern"
"""Everybody's password in tests."""

NAMES = {
    "SQM": ("sam.quinn", "Sam Quinn"),
    "BPO": ("bea.porter", "Bea Porter"),
    "SO": ("sol.owens", "Sol Owens"),
    "SME": ("mia.stone", "Mia Stone"),
    "ISEC": ("ines.seck", "Ines Seck"),
    "QA": ("quentin.abel", "Quentin Abel"),
    "LEAD": ("lea.dorn", "Lea Dorn"),
    "INSP": ("ivo.spector", "Ivo Spector"),
    "ADM": ("ada.miller", "Ada Miller"),
}
"""User name and name of the person that `client_as` signs in for a role."""

_FIRST = (("ada.miller", "Ada Miller"), ("adam.moss", "Adam Moss"))


def make_person(
    username: str,
    roles: Sequence[str],
    can_sign: bool = True,
    *,
    name: str | None = None,
    has_password: bool = True,
) -> Person:
    """Return an active person with these roles; with ``can_sign`` every gate is open for them. Commits."""
    now = clock_now()
    registrar = _registrar(now)
    with transaction(registrar.actor, now):
        shown = name or username.replace(".", " ").title()
        new = actions.NewPerson(username, shown, f"{username}@example.org", roles)
        person = actions.add_person(new, registrar.actor, now)
    approve_all(person)
    with transaction(registrar.actor, now):
        if has_password:
            actions.set_password(person, PASSWORD, now)
        if can_sign:
            actions.verify_identity(person, "id_document", registrar.actor, now)
            _train(person, registrar.actor, now)
    if can_sign:
        with transaction(person.actor, now):
            actions.accept_attestation(person, attestation_text.current().version, person.actor, now)
    return person


def change_roles(person: Person, roles: Sequence[str], reason: str = "Moved to another department") -> None:
    """Let one administrator propose these roles and the other approve them. Commits."""
    now = clock_now()
    registrar = _registrar(now)
    with transaction(registrar.actor, now):
        actions.propose_roles(person, roles, reason, registrar.actor, now)
    approve_all(person)


def reset_link(person: Person, reason: str = "Forgot the password") -> str:
    """Let one administrator propose a password link and the other approve it; return its token. Commits."""
    now = clock_now()
    registrar = _registrar(now)
    with transaction(registrar.actor, now):
        actions.propose_link(person, reason, registrar.actor, now)
    return approve_all(person) or ""


class Phone:
    """An authenticator app, and the paper with the recovery codes."""

    def __init__(self, secret: str, recovery: Sequence[str]) -> None:
        self._app, self.recovery = pyotp.TOTP(secret), recovery

    def __call__(self) -> str:
        return self._app.at(clock_now())


def enrolled(person: Person) -> Phone:
    """Set up a second factor of ``person`` as its page does; its code of this half minute is used up. Commits."""
    now = clock_now()
    with transaction(person.actor, now):
        sealed = second_factor.offer(person)
        secret = second_factor.offered_secret(person, sealed) or ""
        code = pyotp.TOTP(secret).at(now)
        proof = prove(person.actor, person.username, PASSWORD, now)
        return Phone(secret, second_factor.enrol(person, proof, sealed, code, now))


def approve_all(person: Person) -> str | None:
    """Let the second administrator approve what waits on an account; return the newest link's token. Commits."""
    second, now = second_administrator(), clock_now()
    token = None
    with transaction(second.actor, now):
        for proposal in queries.open_proposals(person):
            token = actions.approve(proposal, second.actor, now)
    return token


def second_administrator() -> Person:
    """Return the administrator who approves what the first one proposes."""
    _registrar(clock_now())
    found = queries.person(_FIRST[1][0])
    assert found is not None
    return found


def person_for(role: str) -> Person:
    """Return the person that stands for ``role`` in tests, made when first asked for."""
    username, name = NAMES[role]
    if role == "ADM":
        _registrar(clock_now())
    found = queries.person(username) or make_person(username, [role], role not in {"ADM", "INSP"}, name=name)
    if role == "INSP" and running_for(found.id, clock_now()) is None:
        let_in(found)
    return found


def let_in(inspector: Person, days: int = 30, scope: WantedScope = WHOLE) -> Inspection:
    """Give an inspector access from today on, as QA asks and an administrator decides. Commits."""
    quality, admin, now = person_for("QA"), _registrar(clock_now()), clock_now()
    last = now.date() + timedelta(days - 1)
    visit = inspections.Visit("Agency, systems", "The agency announced itself.", now.date(), last, scope)
    with transaction(quality.actor, now):
        asked = inspections.ask(visit, current_app.config["QUALWARD"].timezone, quality.actor, now)
    with transaction(admin.actor, now):
        return inspections.grant(asked, inspector, admin.actor, now)


def sign_in(client: FlaskClient, person: Person) -> FlaskClient:
    """Give ``client`` a real session of ``person``, as the sign-in page does after the password. Commits."""
    now = clock_now()
    with transaction(person.actor, now):
        session_id = start_session(person, "127.0.0.1", "test", now)
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["sid"] = session_id
    return client


def clock_now() -> datetime:
    """Return the time of the application under test."""
    moment: datetime = current_app.config["QUALWARD_CLOCK"]()
    return moment


def _registrar(now: datetime) -> Person:
    """Return the first administrator, who makes everybody else; made with the second one on an empty database."""
    found = db.session.scalar(select(Person).order_by(Person.id).limit(1))
    if found is not None:
        return found
    actor = operator("tests")
    with transaction(actor, now):
        first = [actions.NewPerson(username, name, f"{username}@example.org", ["ADM"]) for username, name in _FIRST]
        people = actions.add_first(first, actor, now)
        for person in people:
            actions.set_password(person, PASSWORD, now)
    return people[0]


def _train(person: Person, actor: Actor, now: datetime) -> None:
    procedure = db.session.scalar(select(Procedure).limit(1))
    today: date = now.date()
    if procedure is None:
        new = training.NewProcedure("Signing in Qualward", "1", today - timedelta(days=30), required_for_signing=True)
        procedure = training.add_procedure(new, actor, now)
    done = training.Completion(person.id, procedure.id, today, today + timedelta(days=36_500))
    training.record_training(done, actor, now)

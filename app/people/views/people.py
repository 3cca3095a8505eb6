"""The people of this installation."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.base.db import db
from app.people import actions, queries
from app.people.actions import NewPerson
from app.people.actions.identity import METHODS
from app.people.forms import PersonForm
from app.people.models import Person
from app.people.panels import person_page
from app.people.permissions import ROLES
from app.people.sign_in import is_demo
from app.people.views.blueprint import blueprint
from app.records.signatures import gate_reasons
from app.web.edge import now
from app.web.filters import Choice, Contains
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import list_page
from app.web.listing import Column, Listing

PEOPLE: Listing = Listing(
    columns=(
        Column(
            "name",
            "Name",
            lambda one: one.name,
            Person.name,
            kind="name",
            href=lambda one: url_for("people.show", person_id=one.id),
        ),
        Column("username", "User name", lambda one: one.username, Person.username),
        Column("roles", "Roles", lambda one: ", ".join(one.roles) or None),
        Column("state", "State", lambda one: one.state, kind="chip"),
        Column("since", "Since", lambda one: one.created_at, Person.created_at, kind="time"),
    ),
    key=Person.id,
    sort="name",
    filters=(
        Contains("q", "Name or user name", (Person.name, Person.username)),
        Choice("role", "Role", Person.roles, tuple(ROLES.items()), lambda role: Person.roles.contains(f'"{role}"')),
        Choice(
            "state",
            "State",
            Person.deactivated_at,
            (("active", "Active"), ("deactivated", "Deactivated")),
            lambda state: Person.state == state,
        ),
    ),
)


@blueprint.get("/people")
@policy("people.person.read")
def index() -> ResponseReturnValue:
    """List everybody who has or had an account."""
    return list_page(PEOPLE, select(Person), "people/index.html")


@blueprint.get("/people/new")
@policy("people.person.edit")
def new() -> ResponseReturnValue:
    """Ask for a new account."""
    return render_template("people/new.html", form=PersonForm(formdata=None))


@blueprint.post("/people")
@policy("people.person.edit")
def add() -> ResponseReturnValue:
    """Make an account."""
    form = PersonForm()
    person = carried_out(
        form, lambda opened: actions.add_person(_new_person(form), opened.actor, opened.now, is_demo=is_demo())
    )
    if person is None:
        return render_template("people/new.html", form=form), 422
    return redirect(url_for("people.show", person_id=person.id), 303)


@blueprint.get("/people/<int:person_id>")
@policy("people.person.read")
def show(person_id: int) -> ResponseReturnValue:
    """Show an account: rights, identity, sign-ins, what stands between the person and signing."""
    person, signatures = (queries.with_signature_count(person_id) if person_id < 2**31 else None) or abort(404)
    return render_template(
        "people/show.html",
        one=person,
        roles=ROLES,
        methods=METHODS,
        reasons=gate_reasons(person.actor, now()),
        verifications=queries.verifications(person),
        attestations=queries.attestations(person),
        proposals=queries.open_proposals(person),
        sign_ins=queries.recent_sign_ins(person),
        signatures=signatures,
        panels=person_page.panels(),
    )


def found(person_id: int) -> Person:
    """Return the account of an id in an address; 404 when there is none."""
    person = db.session.get(Person, person_id) if person_id < 2**31 else None
    return person or abort(404)


def _new_person(form: PersonForm) -> NewPerson:
    return NewPerson(form.username.data or "", form.name.data or "", form.email.data or "", form.roles.data or [])

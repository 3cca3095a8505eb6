"""Who else may sign: shown, so that an absence does not block, and exactly those whom signing would let through."""

from sqlalchemy import select

from app.base.db import db, transaction
from app.impact.queries import signing
from app.people import actions
from app.people.models import Person
from app.records import signatures
from app.records.signatures import gate_reasons
from tests.factories import impact
from tests.factories.impact_pages import NOTE
from tests.factories.people import clock_now, make_person, person_for, reset_link


def may_really_sign(assessment, person):
    """Judge one person by the checks that signing itself makes."""
    at = signing.turn(assessment, person.actor)
    holds = at is not None and at.step.role in person.roles and person.is_active
    return holds and at.verdict.is_allowed and not gate_reasons(person.actor, clock_now())


def a_crowd():
    """Make holders of every role: one who may, one without any proof, one reset, one who left."""
    for number, role in enumerate(("SO", "SME", "BPO", "QA")):
        letter = "wxyz"[number]
        make_person(f"able.{letter}", [role], name=f"Able {letter * 5}")
        make_person(f"new.{letter}", [role], can_sign=False, name=f"New {letter * 5}")
        reset_link(make_person(f"reset.{letter}", [role], name=f"Reset {letter * 5}"))
        gone = make_person(f"gone.{letter}", [role], name=f"Gone {letter * 5}")
        admin = person_for("ADM")
        with transaction(admin.actor, clock_now()):
            actions.deactivate(gone, "Left the company", admin.actor, clock_now())


def test_everybody_shown_may_sign_and_nobody_else_at_every_step(app):
    assessment = impact.submitted(NOTE)
    a_crowd()
    people, steps = db.session.scalars(select(Person)).all(), 0
    while (at := signing.turn(assessment, impact.actor("SO"))) is not None:
        able = {one.username for one in people if may_really_sign(assessment, one)}
        assert able, f"{at.step.meaning} has a signer"
        signer = next(one for one in people if one.username in able)
        step, others = signing.who_else(assessment, signer.actor, clock_now())
        assert (step.meaning, {one.username for one in others}) == (at.step.meaning, able - {signer.username})
        impact.sign_as(assessment, signer)
        steps += 1
    assert steps >= 3
    assert signing.who_else(assessment, impact.actor("SO"), clock_now()) is None


def test_page_names_them_and_costs_the_same_for_five_and_for_fifty(client_as):
    assessment = impact.submitted(NOTE)
    a_crowd()
    people = db.session.scalars(select(Person)).all()
    while signing.turn(assessment, impact.actor("SO")).step.role != "QA":
        impact.sign_as(assessment, next(one for one in people if may_really_sign(assessment, one)))
    browser = client_as("LEAD")
    address = f"/impact-assessments/{assessment.number}/signers"
    browser.get(address)
    few = browser.queries
    for letter in "abcdefghjkpr":
        make_person(f"more.{letter}", ["QA"], name=f"More {letter * 6}")
    page = browser.get(address).get_data(as_text=True)
    assert browser.queries == few
    assert "Everybody signs as themselves" in page
    assert page.count("(more.") == 12


def test_crowd_gates_say_what_the_gates_say(app):
    a_crowd()
    people = [one.actor for one in db.session.scalars(select(Person))]
    ready = {one.id for one in signatures.ready(people, clock_now())}
    assert ready == {one.id for one in people if not gate_reasons(one, clock_now())}
    assert 0 < len(ready) < len(people)

"""Every POST form of people and training gets every column of every model; nothing unexpected moves (T25)."""

import pytest
from sqlalchemy import inspect, select

from app.base.db import Base, db, transaction
from app.people import actions
from app.people.models import Person
from tests.factories.people import PASSWORD, clock_now, person_for, second_administrator

EXPECTED = {
    "/people": {"people.person"},
    "/people/{other}/roles": set(),
    "/people/{other}/deactivation": {"deactivated_at", "deactivated_because"},
    "/people/{other}/reactivation": set(),
    "/people/{other}/identity-verifications": set(),
    "/people/{other}/password-links": set(),
    "/account-proposals/{proposal}/approval": {"roles"},
    "/account-proposals/{proposal}/refusal": set(),
    "/account-proposals/{proposal}/withdrawal": set(),
    "/account/password": {"password_digest", "password_set_at"},
    "/account/attestations": set(),
    "/account/sessions/end-others": set(),
    "/account/sessions/{session}/end": set(),
    "/training/records": set(),
    "/training/procedures": set(),
    "/training/procedures/PRO-0001": set(),
    "/people/{other}/second-factor-removals": set(),
    "/account/second-factor": set(),
    "/account/second-factor/removal": set(),
    "/sign-in": set(),
    "/sign-in/code": set(),
    "/set-password": set(),
}

NEW = "copper meadow 71 violin"


def everything(own):
    """Return a value for each column of each table, and the form's own fields over them."""
    columns = {column.name for table in Base.metadata.tables.values() for column in table.columns}
    extra = dict.fromkeys(columns | {"is_admin", "state", "person", "actor", "can_sign"}, "1")
    extra.update(roles="ADM", state="deactivated", deactivated_at="2026-01-01T00:00:00.000Z", username="evil.admin")
    return {**extra, **own}


def rows():
    db.session.rollback()
    names = [attribute.key for attribute in inspect(Person).column_attrs]
    return {one.id: {name: getattr(one, name) for name in names} for one in db.session.scalars(select(Person))}


def own_fields(address, other):
    change = {"version": other.version, "reason": "A change of duties"}
    return {
        "/people": {"username": "nora.lind", "name": "Nora Lind", "email": "n@example.org", "roles": "QA"},
        "/people/{other}/roles": {**change, "roles": "SO"},
        "/people/{other}/deactivation": change,
        "/people/{other}/reactivation": change,
        "/people/{other}/identity-verifications": {"version": other.version, "method": "id_document"},
        "/people/{other}/password-links": change,
        "/account-proposals/{proposal}/approval": {"version": "1"},
        "/account-proposals/{proposal}/refusal": {"version": "1", "reason": "Not agreed with the manager"},
        "/account-proposals/{proposal}/withdrawal": {"version": "1", "reason": "Asked for by mistake"},
        "/account/password": {"present": PASSWORD, "password": NEW, "again": NEW},
        "/account/attestations": {"text_version": "1", "is_accepted": "y"},
        "/training/records": {"person_id": other.id, "procedure_id": 1, "completed_on": clock_now().date()},
        "/sign-in": {"username": "sam.quinn", "password": PASSWORD},
    }.get(address, {})


def proposed(other):
    """Return the number of a proposal of the second administrator, on which the first one may decide."""
    second = second_administrator()
    with transaction(second.actor, clock_now()):
        return actions.propose_roles(other, ["SO"], "A change of duties", second.actor, clock_now()).number


@pytest.mark.parametrize("address", EXPECTED)
def test_every_column_posted_changes_only_what_the_form_is_for(app, client_as, clock, address):
    other = person_for("SQM")
    role = "QA" if address.startswith("/training") else "ADM"
    browser, actor = client_as(role), person_for(role)
    clock.forward(seconds=1)
    number = proposed(other) if "{proposal}" in address else ""
    before = rows()
    fields = everything(own_fields(address, other))
    path = address.format(other=other.id, session=1, proposal=number)
    answer = browser.post(path, data={**fields, "csrf_token": browser.token("/account")})
    assert answer.status_code < 500
    after, moved = rows(), set()
    for one in before:
        changed = {name for name in before[one] if before[one][name] != after[one][name]} - {"version"}
        target = actor.id if address.startswith("/account/") else other.id
        assert not changed or one == target
        moved |= changed
    added = {"people.person"} if len(after) > len(before) else set()
    assert moved | added == EXPECTED[address], answer.get_data(as_text=True)[:3000]
    if added:
        newest = after[max(after)]
        assert (newest["roles"], newest["deactivated_at"], newest["password_digest"]) == ([], None, None)


def test_every_post_address_of_people_and_training_is_tried(app):
    rules = {
        rule.rule.replace("<int:person_id>", "{other}")
        .replace("<int:session_id>", "{session}")
        .replace("<number('PRO'):number>", "PRO-0001")
        .replace("<number('ACP'):number>", "{proposal}")
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.endpoint.startswith(("people.", "training."))
    }
    assert rules - {"/sign-out"} == set(EXPECTED)


def test_field_sent_twice_is_refused(app, client_as):
    admin, other = client_as("ADM"), person_for("SQM")
    token = admin.token("/account")
    answer = admin.post(
        f"/people/{other.id}/deactivation", data={"csrf_token": token, "version": ["1", "2"], "reason": "Left us"}
    )
    assert answer.status_code == 400

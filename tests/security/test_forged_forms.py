"""Forms that were not sent by the person's own page: no token, a foreign one, another site, doubled or extra fields."""

import hashlib

import pytest
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict

from app.base.db import Base
from app.web.forms import Form
from app.web.guard import PUBLIC
from tests.security.access_tables import expected_access, holds, reviewed_routes
from tests.security.changes import recorded_since
from tests.security.company import VISITORS
from tests.security.probes import address, rule_of

LEAST_FORMS = 60
WRITERS = [one for one in reviewed_routes().values() if one.method == "POST"]


def foreign_token(fortress) -> str:
    """Return a token of somebody else's session."""
    secret = hashlib.sha1(b"another session").hexdigest()  # noqa: S324 - the form token's own format
    return str(URLSafeTimedSerializer(fortress.app.secret_key, salt="wtf-csrf-token").dumps(secret))


def holder_of(permission: str) -> str:
    """Return a visitor who may pass."""
    return next(one for one in VISITORS if holds(expected_access(), one, permission))


@pytest.mark.parametrize(
    ("name", "status"), [("without token", 400), ("foreign token", 400), ("mangled token", 400), ("another site", 403)]
)
def test_no_forged_post_has_an_effect(fortress, name: str, status: int):
    before, count = fortress.checksum(), 0
    tokens = {
        "foreign token": foreign_token(fortress),
        "mangled token": fortress.token[:-2],
        "another site": fortress.token,
    }
    data = {"csrf_token": tokens[name]} if name in tokens else {}
    sites = ("cross-site", "same-site") if name == "another site" else ("none",)
    for route in WRITERS:
        path = address(fortress.company, route, rule_of(fortress.app, route), "own")
        for site in sites:
            answer = fortress.browser(holder_of(route.permission)).post(
                path, data=data, headers={"Sec-Fetch-Site": site}
            )
            count += 1
            expected = 204 if route.endpoint == "csp_reports.receive" else status
            assert answer.status_code == expected, f"{path}: {answer.status_code}"
    print(f"{count} posts {name}")
    assert fortress.checksum() == before


def test_doubled_fields_are_refused_everywhere(fortress, forms):
    before, count = fortress.checksum(), 0
    for form in forms:
        for name in sorted({name for name, _ in form.fields} - Form.many):
            data = form.data(fortress)
            data.add(name, "another value")
            answer = fortress.browser(form.visitor).post(form.action, data=data)
            count += 1
            assert answer.status_code == 400, f"{form.action} took {name} twice: {answer.status_code}"
    print(f"{count} doubled fields on {len(forms)} forms")
    assert fortress.checksum() == before


def test_every_post_route_is_reached_by_some_form(forms):
    """What no page offers is either reached by a script or unreachable: both would be a surprise."""
    without_form = {
        "csp_reports.receive",  # browsers send it
        "people.store_password",  # behind a personal link
        "people.enter_portal",  # its page is for people who are not signed in yet
    }
    reached = {one.endpoint for one in forms}
    unreached = sorted({one.endpoint for one in WRITERS} - reached - without_form)
    print(f"{len(forms)} forms reach {len(reached)} of {len(WRITERS)} POST routes; not reached: {unreached}")
    assert len(reached) >= LEAST_FORMS


def test_extra_fields_change_nothing(fortress, forms):
    """Every column name of every table is added to every form: the record gets what the form shows, no more (T25)."""
    columns = sorted({column.name for table in Base.metadata.tables.values() for column in table.columns})
    changed, saved = [], 0
    for form in (one for one in forms if one.endpoint != "people.sign_out"):
        outcomes = []
        for extra in ({}, {name: "1" for name in columns if name not in form.names}):
            fortress.restore()
            size = fortress.ledger_size
            answer = fortress.browser(form.visitor).post(form.action, data=form.data(fortress, **extra))
            outcomes.append((answer.status_code, recorded_since(fortress, size)))
        saved += bool(outcomes[0][1])
        if outcomes[0] != outcomes[1]:
            differing = [(one, two) for one, two in zip(outcomes[0][1], outcomes[1][1], strict=False) if one != two]
            changed.append(f"{form.action}: {[one[0] for one in outcomes]} {differing}"[:900])
    fortress.restore()
    print(f"{len(columns)} column names added to {len(forms)} forms, {saved} of which saved something")
    assert changed == [], "\n".join(changed)


def test_public_forms_take_no_extra_rights(fortress):
    for route in (one for one in WRITERS if one.permission == PUBLIC and one.endpoint != "csp_reports.receive"):
        path = address(fortress.company, route, rule_of(fortress.app, route), "own")
        data = MultiDict({"csrf_token": fortress.token, "roles": "QA", "person_id": "1", "sid": "1", "is_admin": "1"})
        before = fortress.ledger_size
        assert fortress.browser("nobody").post(path, data=data).status_code in {400, 404, 422}
        assert fortress.ledger_size == before

"""Whatever a POST changes stands in the ledger with its old and its new value (T22, 21 CFR 11.10(e))."""

from app.base.db import db, unguarded_writes
from tests.security.changes import events_since, unrecorded

LEAST_SAVED = 25


def test_every_change_of_every_form_is_told_with_old_and_new_value(fortress, forms):
    saved, faults, without_effect = set(), [], set()
    for form in forms:
        fortress.restore()
        before, size = fortress.rows(), fortress.ledger_size
        answer = fortress.browser(form.visitor).post(form.action, data=form.data(fortress))
        assert answer.status_code < 500, f"{form.visitor} POST {form.action} from {form.page}: {answer.status_code}"
        after, events = fortress.rows(), events_since(fortress, size)
        faults += [f"{form.action}: {one}" for one in unrecorded(fortress, before, after, events)]
        if answer.status_code < 400 and events:
            saved.add(form.endpoint)
        else:
            without_effect.add(f"{form.endpoint} {answer.status_code}")
        kind = "respondent" if form.visitor == "supplier" else "person"
        if any(one["actor"]["kind"] != kind or one["actor"]["id"] == "" for one in events):
            faults.append(f"{form.action}: somebody else than the person acted")
    fortress.restore()
    print(f"{len(forms)} forms sent, {len(saved)} endpoints saved something; others: {sorted(without_effect)}")
    assert faults == []
    assert len(saved) >= LEAST_SAVED


def test_a_change_past_the_trail_would_be_seen(fortress):
    """The control: a raw change, and an event with another old value, are both named."""
    fortress.restore()
    before = fortress.rows()
    with fortress.app.app_context(), unguarded_writes(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE supplier SET country = 'Atlantis' WHERE id = 1")
    after = fortress.rows()
    assert any("supplier 1 country" in one for one in unrecorded(fortress, before, after, []))
    old = before["supplier"][1]["country"]
    obj = {"type": "suppliers.supplier", "id": "1"}
    honest = {"obj": obj, "before": {"country": old}, "after": {"country": "Atlantis"}}
    assert unrecorded(fortress, before, after, [honest]) == []
    assert unrecorded(fortress, before, after, [{**honest, "before": {"country": "null"}}])
    fortress.restore()

"""A file that was disposed of, as an inspector with a chosen scope meets it."""

import pytest
from sqlalchemy import inspect, select

from app.base import narrowing
from app.base.db import db, transaction
from app.inspection.queries import scopes
from app.inspection.queries.scopes import Access
from app.inspection.rules.scopes import WantedScope
from app.records import attachments, kernel, packs
from app.records.packs import PackRefused
from app.records.removals import Removal
from app.system.removing import remove_due
from tests.factories import disposals as made
from tests.factories.people import clock_now, let_in, make_person, person_for
from tests.factories.releases import make_feed, make_release
from tests.factories.suppliers import make_service


@pytest.fixture
def contract(app, clock):
    """The contract of one supplier was disposed of; a release of another one names the same content since."""
    past = made.past_its_time(clock)
    made.carried_out()
    assert remove_due(clock.forward(minutes=3), made.nothing)
    release, actor = make_release(make_feed(make_service("Kept service", past.kept)), "Kept release"), person_for("SQM")
    with transaction(actor.actor, clock_now()):
        db.session.add(release)
        found = attachments.attach(release, "terms.pdf", made.OWN, "application/pdf", actor.actor, clock_now())
    kernel.of(db.session()).files.path(found.sha256).unlink()
    return past, inspect(release).identity[0], found.id


@pytest.fixture
def looking(app, contract):
    """Look as an inspector whose access covers one of the two suppliers."""
    past, *_ = contract

    def look(whose):
        inspector = make_person(f"iva.{whose}", ["INSP"], can_sign=False)
        scope = WantedScope(is_whole=False, numbers=(getattr(past, whose).number,))
        running = let_in(inspector, scope=scope)
        found, running_id = scopes.scope_of(running), running.id
        db.session.remove()
        scopes.keep(Access(running_id, found.id, whose, clock_now()))

    with app.test_request_context():
        yield look
        scopes.keep(None)
        narrowing.end()


@pytest.mark.parametrize(("whose", "seen"), [("kept", ["contract.pdf"]), ("gone", [])])
def test_a_removal_is_seen_by_whoever_sees_a_record_that_names_the_content(looking, whose, seen):
    looking(whose)
    assert [one.name for one in db.session.scalars(select(Removal))] == seen


def test_a_copy_whose_proof_names_records_out_of_sight_is_refused_in_words(contract, looking, tmp_path):
    """The signed list of a disposal names records of others: it is handed over on request, not by a click."""
    _, release, attachment = contract
    record = {"type": "releases.release", "id": str(release), "number": "REL-2026-0001"}
    parts = [("releases.release", release), ("records.attachment", attachment)]
    looking("kept")
    with pytest.raises(PackRefused, match="Ask for its dossier under Evidence"):
        packs.export_record(tmp_path / "narrow", record, parts, {}, "iva", clock_now())
    scopes.keep(None)
    narrowing.end()
    packs.export_record(tmp_path / "whole", record, parts, {}, "quentin", clock_now())
    assert '\\"records.removal\\"' in (tmp_path / "whole" / "ledger" / "events.jsonl").read_text(encoding="utf-8")

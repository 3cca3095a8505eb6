"""Whatever the query is, a narrowed reader gets the rows in sight: each way to ask the database, on either database."""

import pytest
from sqlalchemy import Integer, column, exists, func, literal, select, table, text, union_all
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.base import narrowing
from app.base.db import Base, db
from app.base.narrowing import TextRefused
from app.inspection.queries import scopes
from app.inspection.queries.scopes import Access
from app.inspection.queries.sight import rows_in_sight
from app.inspection.rules.scopes import wanted
from app.inspection.rules.sight import ABOUT_A_RECORD, BELONGS, CHOSEN, OF_THE_COMPANY, OUT_OF_SIGHT
from app.people.models import Person
from app.records import attachments, history, ledger
from app.records.attachments import Attachment
from app.records.tables import LedgerEvent
from app.releases.models import Feed, Release
from app.suppliers.models import Service, ServiceFact, Supplier, Workflow
from tests.factories.people import clock_now, let_in, make_person
from tests.factories.releases import make_feed, make_release
from tests.factories.suppliers import make_fact, make_service, make_supplier, make_workflow
from tests.samples import SAMPLE_TABLES

Other = aliased(Service)
SUPPLIERS = Supplier.__table__

ASKED = {
    "entities": lambda: [one.name for one in db.session.scalars(select(Supplier))],
    "columns": lambda: db.session.scalars(select(Supplier.name)).all(),
    "the table itself": lambda: db.session.scalars(select(SUPPLIERS.c.name)).all(),
    "a table by its name": lambda: db.session.scalars(select(table("supplier", column("name")).c.name)).all(),
    "count of rows": lambda: [db.session.scalar(select(func.count()).select_from(Supplier))],
    "count of a column": lambda: [db.session.scalar(select(func.count(Supplier.id)))],
    "a query of old": lambda: [db.session.query(Supplier).count()],
    "a join": lambda: db.session.scalars(select(Supplier.name).join(Service)).all(),
    "an outer join": lambda: db.session.scalars(select(Service.name).outerjoin(Service.supplier)).all(),
    "two tables side by side": lambda: db.session.scalars(
        select(Supplier.name).where(Supplier.id == Service.supplier_id)
    ).all(),
    "an alias": lambda: db.session.scalars(select(Other.name)).all(),
    "an alias in a join": lambda: db.session.scalars(
        select(Supplier.name).join(Other, Other.supplier_id == Supplier.id)
    ).all(),
    "a subquery": lambda: db.session.scalars(select(select(Supplier.name).subquery().c.name)).all(),
    "a scalar subquery": lambda: [db.session.scalar(select(select(func.count(Service.id)).scalar_subquery()))],
    "a common table": lambda: db.session.scalars(select(select(Supplier.name).cte("found").c.name)).all(),
    "what exists": lambda: [db.session.scalar(select(exists().where(Supplier.name == "Outside")))],
    "a union": lambda: db.session.scalars(union_all(select(Supplier.name), select(literal("Inside")))).all(),
    "groups": lambda: [
        row.n
        for row in db.session.execute(
            select(func.count().label("n")).select_from(Service).group_by(Service.supplier_id)
        )
    ],
    "a joined load": lambda: [
        one.supplier.name for one in db.session.scalars(select(Service).options(joinedload(Service.supplier)))
    ],
    "a second load": lambda: [
        one.services[0].service.name for one in db.session.scalars(select(Feed).options(selectinload(Feed.services)))
    ],
    "a lazy load": lambda: [one.feed.name for one in db.session.scalars(select(Release))],
    "pages of rows": lambda: [
        one.name for one in db.session.scalars(select(Supplier).execution_options(yield_per=1)).yield_per(1)
    ],
    "facts": lambda: db.session.scalars(select(ServiceFact.name)).all(),
    "workflows": lambda: db.session.scalars(select(Workflow.name)).all(),
}
"""Ways to ask. Each answers with words that begin with "Inside", or with a count of one."""


@pytest.fixture
def narrowed(app):
    """Two suppliers with all that belongs to them, and a reader who sees one."""
    made = {name: make_supplier(name) for name in ("Inside", "Outside")}
    for name, supplier in made.items():
        service = make_service(f"{name} service", supplier)
        make_workflow(service, f"{name} use")
        make_fact(service, "site", f"{name} site", "in use")
        make_release(make_feed(service, name=f"{name} feed"), f"{name} release")
    inside, outside = (one.id for one in made.values())
    running = let_in(
        make_person("iva.visitor", ["INSP"], can_sign=False), scope=wanted("chosen", made["Inside"].number)
    )
    found, running_id = scopes.scope_of(running), running.id
    db.session.remove()
    with app.test_request_context():
        scopes.keep(Access(running_id, found.id, "Inside", clock_now()))
        yield inside, outside
        narrowing.end()


@pytest.mark.parametrize("way", ASKED)
def test_each_way_to_ask_is_narrowed(narrowed, way: str):
    found = ASKED[way]()
    assert found, way
    assert [one for one in found if one not in {1, False} and not str(one).startswith("Inside")] == []


def test_the_same_questions_meet_more_without_narrowing(narrowed, app):
    scopes.keep(None)
    narrowing.end()
    found = {way: ask() for way, ask in ASKED.items()}
    assert [way for way, one in found.items() if "Outside" not in repr(one) and one not in ([2], [True], [1, 1])] == []


def test_a_row_is_not_found_by_its_id_either(narrowed):
    inside, outside = narrowed
    assert db.session.get(Supplier, inside) is not None
    assert db.session.get(Supplier, outside) is None
    assert db.session.get(Supplier, 9_999) is None


def test_events_of_records_out_of_sight_do_not_exist(narrowed):
    inside, outside = narrowed
    assert history.of("suppliers.supplier", inside)
    assert history.of("suppliers.supplier", outside) == []
    seen = set(db.session.scalars(select(LedgerEvent.record)))
    assert f"suppliers.supplier/{inside}" in seen
    assert not {one for one in seen if one.startswith(("people.", "inspection.look", "training."))}
    assert ledger.newest_note(db.session()) is not None  # proofs reach over the whole ledger
    assert set(db.session.scalars(select(LedgerEvent.record))) == seen


def test_written_sql_is_refused_and_a_narrowed_reader_still_writes(narrowed, clock):
    with pytest.raises(TextRefused):
        db.session.execute(text("SELECT name FROM supplier"))
    assert db.session.scalar(select(literal(1, Integer))) == 1


def test_a_new_table_shows_nothing(narrowed):
    for one in SAMPLE_TABLES:
        assert db.session.execute(select(one)).all() == []
        assert one.name not in rows_in_sight()


def test_every_table_is_decided_about_once():
    decided = [*BELONGS, *CHOSEN, *ABOUT_A_RECORD, *OF_THE_COMPANY, *OUT_OF_SIGHT]
    assert len(decided) == len(set(decided))
    mapped = {one.local_table.name for one in Base.registry.mappers if one.class_.__module__.startswith("app.")}
    loaded_late = {"job_lease"}  # mapped where a clock runs
    assert mapped | loaded_late == set(decided) - {"alembic_version"}


def test_other_readers_run_what_they_ran_before(narrowed, app):
    scopes.keep(None)
    narrowing.end()
    statements = []
    compiled = select(Supplier).join(Service).compile(db.engine)
    assert db.session.connection().dialect is db.engine.dialect
    statements.append(str(compiled))
    assert "inspection_scope" not in statements[0]
    assert len(db.session.scalars(select(Person)).all()) > 1
    assert attachments.of("releases.release", [1]) == []
    assert db.session.scalar(select(func.count()).select_from(Attachment)) == 0

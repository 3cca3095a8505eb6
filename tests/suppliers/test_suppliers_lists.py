"""The two lists: the same few queries for any length, an index for each filter and order, state in the address."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import event

from app.base.db import db, transaction
from app.records import trail
from app.suppliers.models import Service, Supplier
from app.suppliers.models.naming import name_key
from tests.factories.people import clock_now, person_for
from tests.factories.suppliers import make_owned_service, make_service, make_supplier

MANY = (2_000, pytest.param(10_000, marks=pytest.mark.large))


def fill(suppliers: int) -> None:
    """Put many suppliers, each with one service, into the register."""
    actor, now = person_for("SQM").actor, clock_now()
    owner, bpo, so = (person_for(role).id for role in ("SQM", "BPO", "SO"))
    with transaction(actor, now):
        rows = [
            {
                "number": f"SUP-{n + 5000:04d}",
                "name": f"Vendor {n * 7919 % suppliers:05d}",
                "name_key": name_key(f"Vendor {n * 7919 % suppliers:05d}"),
                "owner_id": owner if n % 4 == 0 else None,
                "state": "retired" if n % 20 == 0 else "active",
            }
            for n in range(suppliers)
        ]
        ids = trail.insert_many(Supplier, rows, "suppliers.supplier.registered")
        services = [
            {
                "number": f"SVC-{n + 5000:04d}",
                "supplier_id": supplier_id,
                "name": f"Service {n:05d}",
                "name_key": f"service {n:05d}",
                "is_regulated": True,
                "bpo_id": bpo,
                "so_id": so,
                "tier": ("T1", "T2", "T3", "T4", None)[n % 5],
                "state": "retired" if n % 20 == 0 else "active",
            }
            for n, supplier_id in enumerate(ids)
        ]
        trail.insert_many(Service, services, "suppliers.service.registered")


@pytest.mark.parametrize("address", ["/suppliers", "/services", "/suppliers?tier=T1", "/services?state=active&q=serv"])
def test_list_costs_the_same_for_five_and_fifty_rows(client_as, address):
    client = client_as("LEAD")
    fill(5)
    assert client.get(address).status_code == 200
    few = client.queries
    fill_more = 45
    for n in range(fill_more):
        make_service(f"Service extra {n}", make_supplier(f"Vendor extra {n}"))
    assert client.get(address).status_code == 200
    assert client.queries == few
    assert few <= 12


def test_supplier_page_costs_the_same_for_one_and_forty_services(client_as):
    service = make_owned_service()
    client = client_as("LEAD")
    address = f"/suppliers/{service.supplier.number}"
    client.get(address)
    one = client.queries
    for n in range(40):
        make_owned_service(f"Service {n}", service.supplier)
    client.get(address)
    assert client.queries == one


ORDERED = [
    "/suppliers",
    "/suppliers?sort=-name",
    "/suppliers?sort=number",
    "/suppliers?sort=-number",
    "/suppliers?state=retired",
    "/suppliers?state=active&sort=-name",
    "/suppliers?owner={owner}",
    "/suppliers?owner={owner}&state=active",
    "/suppliers?tier=T1",
    "/suppliers?q=vendor+00",
    "/services",
    "/services?sort=-number",
    "/services?state=retired",
    "/services?tier=T1",
    "/services?tier=none",
    "/services?tier=T2&state=active",
    "/services?bpo={bpo}",
    "/services?so={so}",
    "/services?q=service+001",
]


@pytest.mark.sqlite
@pytest.mark.parametrize("count", MANY)
def test_no_list_scans_a_table_or_sorts_it_in_memory(client_as, count):
    """Thousands of each, before and after ANALYZE, on the first page and on the next one."""
    many = client_as("SQM")
    fill(count)
    assert len(names(many, "/suppliers")) == 50
    owners = {"owner": person_for("SQM").id, "bpo": person_for("BPO").id, "so": person_for("SO").id}
    for is_analyzed in (False, True):
        if is_analyzed:
            with db.engine.connect() as connection:
                connection.connection.driver_connection.execute("PRAGMA query_only = OFF")
                connection.connection.driver_connection.execute("ANALYZE")
        for template in ORDERED:
            address = template.format(**owners)
            steps = list(plans(many, address))
            page = many.get(address).get_data(as_text=True)
            if further := re.search(r'rel="next" href="([^"]+)"', page):
                path = address.split("?")[0]
                steps += plans(many, path + further[1].replace("&amp;", "&"))
            assert steps
            for step in steps:
                is_own_order = re.fullmatch(r"SCAN (supplier|service)", step) and "number" in address
                assert "TEMP B-TREE" not in step, f"{address}: {step}"
                assert is_own_order or "SCAN" not in step or "USING" in step, f"{address}: {step}"


def plans(client, address: str) -> Iterator[str]:
    """Fetch a list and yield the plan of each of its statements that reads the register."""
    seen: list[tuple[str, object]] = []

    def keep(_connection, _cursor, statement, parameters, *_):
        if re.search(r"FROM (supplier|service)\b", statement):
            seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", keep)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", keep)
    with db.engine.connect() as connection:
        for statement, parameters in seen:
            found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            yield from (row.detail for row in found if "SCALAR" not in row.detail)


@pytest.mark.sqlite
def test_an_index_that_is_missing_is_seen(client_as):
    """The control: without its index the list does scan or sort, and the check above would say so."""
    client = client_as("SQM")
    fill(100)
    with db.engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA query_only = OFF")
        raw.execute("DROP INDEX ix_supplier_name")
    steps = list(plans(client, "/suppliers"))
    assert any("TEMP B-TREE" in step for step in steps), steps


def names(client, address: str) -> list[str]:
    page = client.get(address).get_data(as_text=True)
    return re.findall(r'<td data-label="Name"[^>]*><a [^>]*><bdi>([^<]+)</bdi>', page)


def test_paging_meets_every_supplier_once(client_as):
    client = client_as("SQM")
    fill(60)
    address, met = "/suppliers?size=25", []
    while address:
        page = client.get(address).get_data(as_text=True)
        met += re.findall(r'<td data-label="Name"[^>]*><a [^>]*><bdi>([^<]+)</bdi>', page)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        address = "/suppliers" + further[1].replace("&amp;", "&") if further else None
    assert met == [f"Vendor {n:05d}" for n in range(60)]


def test_text_is_found_in_any_case_and_script(client_as):
    make_supplier("Årsten Øl AS")
    make_supplier("Northlake GmbH")
    client = client_as("SQM")
    assert names(client, "/suppliers?q=ÅRSTEN") == ["Årsten Øl AS"]
    assert names(client, "/suppliers?q=sup-0002") == ["Northlake GmbH"]
    assert names(client, "/suppliers?q=%25") == []
    assert names(client, "/suppliers?q=lake") == ["Northlake GmbH"]


def test_suppliers_are_narrowed_by_owner_state_and_tier(client_as):
    client = client_as("SQM")
    fill(20)
    owner = person_for("SQM").id
    assert len(names(client, f"/suppliers?owner={owner}")) == 5
    assert len(names(client, "/suppliers?state=retired")) == 1
    assert len(names(client, "/suppliers?tier=T1&state=active")) == 3
    assert len(names(client, "/suppliers?tier=none")) == 4


def test_export_holds_what_is_narrowed_and_no_formula(client_as):
    make_supplier("=Northlake")
    make_supplier("Ferrous Labs")
    client = client_as("LEAD")
    narrowed = client.get("/suppliers?format=csv&q=north").get_data(as_text=True).splitlines()
    assert narrowed[1].startswith("SUP-0001,'=North")
    assert len(client.get("/suppliers?format=csv").get_data(as_text=True).splitlines()) == 3


def test_unknown_parts_of_the_address_are_refused(client_as):
    client = client_as("SQM")
    for query in ("colour=red", "state=gone", "sort=colour", "owner=999999", "tier=T9", "q=a&q=b", "after=zzz"):
        assert client.get(f"/suppliers?{query}").status_code == 400, query

"""A GET has no effect, whoever sends it: not on the ledger, not on any row, not on any file (T4)."""

import pytest

from app.base.db import db, unguarded_writes
from app.web.guard import PUBLIC, policy
from tests.security.access_tables import reviewed_routes
from tests.security.changes import events_since
from tests.security.company import VISITORS
from tests.security.probes import address, rule_of

HOSTILE_QUERIES = (
    "?page=-1&size=9999999999999999999999&sort=%27%20OR%201=1&after=AAAA&before=%00&format=exe",
    "?q=%27%3B%20DROP%20TABLE%20person%3B--&state=%27&found_from=2026-99-99&after=WyJpIiwgMSwgMV0",
    "?history=9" + "9" * 30 + "&only=%3Cscript%3E&next=https://evil.example/&name=" + "x" * 3000,
    "?format=csv",
    "?format=xlsx",
)


RECORDED = {"evidence_versions.file"}
"""Downloads of evidence: each is put on record before the file leaves (docs/decisions/016)."""


def every_read(fortress, *, with_recorded: bool = False):
    """Yield each GET route with the address of an existing object; downloads of evidence when they are asked for."""
    for route in reviewed_routes().values():
        if route.method == "GET" and (with_recorded or route.endpoint not in RECORDED):
            yield route, address(fortress.company, route, rule_of(fortress.app, route), "own")


def changes_of_reads(fortress, visitor: str, queries: tuple[str, ...]) -> tuple[int, list[str]]:
    """Open every page with every query; return how many and which of them changed something or broke."""
    before, size, found, count = fortress.checksum(), fortress.ledger_size, [], 0
    for _, path in every_read(fortress):
        for query in queries:
            moves = fortress.moves
            answer = fortress.browser(visitor).get(path + query, headers={"Accept": "text/html"})
            count += 1
            if answer.status_code >= 500:
                found.append(f"{visitor} GET {path + query} got {answer.status_code}")
            if fortress.moves != moves and fortress.checksum() != before:
                found.append(f"{visitor} GET {path + query} changed the database")
    assert fortress.ledger_size == size
    return count, found if fortress.checksum() == before else [*found, "a row or file changed"]


@pytest.mark.parametrize("visitor", [one for one in VISITORS if one != "INSP"])
def test_every_get_leaves_everything_as_it_was(fortress, visitor: str):
    fortress.clock.forward(seconds=90)  # so that the session's last use is due to be written: the one thing allowed
    count, found = changes_of_reads(fortress, visitor, ("",))
    print(f"{visitor}: {count} pages, ledger at {fortress.ledger_size}")
    assert found == []


def test_every_get_of_an_inspector_leaves_its_look_and_nothing_else(fortress):
    """The one read that writes (docs/decisions/011-looks.md): each page one look, and no other act."""
    fortress.clock.forward(seconds=90)
    before, size = looks_in(fortress), fortress.ledger_size
    pages = [path for route, path in every_read(fortress) if route.permission != PUBLIC]
    for path in pages:
        assert fortress.browser("INSP").get(path, headers={"Accept": "text/html"}).status_code < 500, path
    acts = {one["act"] for one in events_since(fortress, size)}
    assert acts == {"inspection.look.taken"}
    assert looks_in(fortress) - before == len(pages) == fortress.ledger_size - size


@pytest.mark.parametrize("visitor", VISITORS)
def test_a_download_of_evidence_is_the_only_other_read_that_writes(fortress, visitor: str):
    """One event for a file that was handed out; none for a refusal."""
    (path,) = (path for route, path in every_read(fortress, with_recorded=True) if route.endpoint in RECORDED)
    size = fortress.ledger_size
    answer = fortress.browser(visitor).get(path)
    acts = [one["act"] for one in events_since(fortress, size) if one["act"] != "inspection.look.taken"]
    assert acts == (["evidence.download.taken"] if answer.status_code == 200 else [])
    assert (answer.status_code == 200) is (visitor in {"SQM", "BPO", "SO", "SME", "ISEC", "QA", "LEAD", "INSP"})
    fortress.restore()


def looks_in(fortress) -> int:
    """Count the looks on record."""
    ((count,),) = list(fortress.eyes.execute("SELECT COUNT(*) FROM inspection_look"))
    return int(count)


def test_hostile_queries_break_and_change_nothing(fortress):
    count, found = changes_of_reads(fortress, "SQM", HOSTILE_QUERIES)
    print(f"{count} pages with hostile queries")
    assert found == []


def test_an_open_page_of_a_panel_changes_nothing(fortress):
    before = fortress.checksum()
    for _, path in every_read(fortress):
        answer = fortress.browser("QA").get(path, headers={"HX-Request": "true"})
        assert answer.status_code < 500, path
    assert fortress.checksum() == before


def test_a_get_that_writes_is_seen(fortress, monkeypatch):
    """The control: were a view to write on GET, past every guard, the eyes above would notice."""

    @policy(PUBLIC)
    def writes() -> str:
        with unguarded_writes(), db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE record_counter SET last = last + 1")
        return "written"

    monkeypatch.setitem(fortress.app.view_functions, "health.alive", writes)
    _, found = changes_of_reads(fortress, "SQM", ("",))
    assert "SQM GET /healthz changed the database" in found
    fortress.restore()

"""An inspector with a chosen scope walks every address, and meets nothing of what lies outside it (T1)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, product

import pytest
from sqlalchemy import select

from app.base import narrowing
from app.base.db import db, transaction
from app.impact.models import Assessment
from app.inspection.actions import scopes
from app.inspection.models import Inspection
from app.inspection.rules import pages
from app.inspection.rules.scopes import WHOLE, WantedScope, wanted
from app.suppliers.actions import tiers
from app.suppliers.models import Service
from app.web.guard import SIGNED_IN, policy
from tests.factories.people import clock_now, person_for
from tests.factories.suppliers import make_fact, make_owned_service, make_workflow
from tests.hands import Hands
from tests.security.access_tables import Route, expected_access, reviewed_routes
from tests.security.conftest import Founded, opened
from tests.security.fortress import Fortress
from tests.security.outside import OUTSIDE, Outside
from tests.security.probes import _choices, _fill, _odd, rule_of

TABLES = {
    "supplier": ("supplier", "number"),
    "service": ("service", "number"),
    "workflow": ("workflow", "number"),
    "tier_choice": ("tier_choice", "number"),
    "tiering": ("tiering", "number"),
    "fact": ("service_fact", "id"),
    "feed": ("feed", "number"),
    "poll": ("poll", "id"),
    "assessment": ("assessment", "number"),
    "request": ("questionnaire_request", "number"),
    "reviewed": ("questionnaire_request", "number"),
    "answer_file": ("answer_upload", "id"),
    "run": ("test_run", "id"),
    "evidence": ("attachment", "id"),
    "file": ("attachment", "id"),
    "script": ("test_script", "number"),
    "defect": ("defect", "number"),
    "use_decision": ("use_decision", "number"),
    "hold": ("legal_hold", "number"),
    "alarm": ("alarm", "number"),
    "event": ("ledger_event", "seq"),
}
"""Where the objects of an address stand."""


@dataclass
class Walk:
    """What an inspector met."""

    statuses: dict[str, int] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    visits: int = 0

    @property
    def endpoints_that_leak(self) -> set[str]:
        return {one.split()[0] for one in self.leaks}


@pytest.fixture(scope="module")
def inspected(founded: Founded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Fortress, Outside]]:
    """The company with a scope of one supplier and one service, and a marked word in everything outside of it."""
    made = opened(founded, tmp_path_factory.mktemp("inspected") / "installation")
    with made.app.app_context():
        submitted = made.company.objects["assessment"][1]
        service = db.session.scalars(select(Assessment).where(Assessment.number == submitted)).one().service
        _make_a_sibling(made, service)
        numbers = f"{made.company.objects['supplier'][0]}, {service.number}"
        _choose(wanted("chosen", numbers))
        with Hands(made.settings, guards_off=True) as hands:
            outside = Outside(hands, _scope(hands, *numbers.split(", ")))
            assert len(set(outside.plant())) > 150, "too little was planted"
            outside.rows  # noqa: B018 - read before the connection closes
    made.company.keep("scope", numbers)
    made.company.objects["event"] = [str(one) for one in list(outside.rows["ledger_event"])[::25]]
    made.company.objects["release"] = [f"REL-{one:04d}" for one in outside.rows["release"]]
    yield made, outside
    made.close()


def _make_a_sibling(made: Fortress, service: Service) -> None:
    """A second service of the supplier whose first service alone is in scope."""
    sibling = make_owned_service("Sibling", service.supplier)
    make_workflow(sibling, "Sibling use")
    make_fact(sibling, "module", "Sibling module", "licensed")
    author = person_for("SQM")
    with transaction(author.actor, clock_now()):
        choice = tiers.draft_choice(sibling, "T2", "Because of its use.", author.actor, clock_now())
        made.company.objects["tier_choice"].append(choice.number)
    made.company.objects["service"].append(sibling.number)


def _scope(hands: Hands, supplier: str, service: str) -> frozenset[tuple[str, int]]:
    (supplier_id,) = hands.execute("SELECT id FROM supplier WHERE number = ?", (supplier,)).fetchone()
    own, of = hands.execute("SELECT id, supplier_id FROM service WHERE number = ?", (service,)).fetchone()
    services = [
        one for (one,) in hands.execute("SELECT id FROM service WHERE supplier_id = ?", (supplier_id,)).fetchall()
    ]
    return frozenset({("supplier", supplier_id), ("supplier", of), *(("service", one) for one in (own, *services))})


def _choose(scope: WantedScope) -> None:
    quality = person_for("QA")
    with transaction(quality.actor, clock_now()):
        inspection = db.session.scalars(select(Inspection).where(Inspection.state == "granted")).one()
        scopes.choose(inspection, scope, "The letter names these.", quality.actor, clock_now())


def test_the_walk_meets_nothing_of_what_lies_outside(inspected):
    walk = _walk(*inspected)
    opened_pages = [name for name, status in walk.statuses.items() if status == 200]
    print(f"{walk.visits} visits, {len(walk.statuses)} endpoints, {len(opened_pages)} opened")
    assert walk.faults == []
    assert walk.leaks == []
    assert walk.differences == []
    assert len(opened_pages) > 55


def test_without_narrowing_the_same_walk_meets_it_on_many_pages(inspected, monkeypatch):
    """The negative control: what is planted is there to be met, and nothing but the narrowing hides it."""
    monkeypatch.setattr(narrowing, "_narrow", lambda _connection: None)
    walk = _walk(*inspected, is_asking=False)
    print(f"{len(walk.leaks)} leaks at {len(walk.endpoints_that_leak)} endpoints, {len(walk.differences)} differences")
    assert len(walk.endpoints_that_leak) > 25, walk.endpoints_that_leak
    assert len(walk.differences) > 40


def test_what_is_in_scope_is_shown_whole(inspected):
    """Narrowing takes nothing away from a record in scope: both inspectors read the same page."""
    fortress, outside = inspected
    routes = [
        one
        for one in reviewed_routes().values()
        if one.method == "GET" and pages.PAGES.get(one.endpoint) == pages.NARROWED
        # an event may be about an account, which is in nobody's scope; a page of evidence tells of each download
        if one.endpoint not in {"ledger.show", "evidence_versions.file"}
    ]
    visits = [
        (one, ids)
        for one in routes
        if one.objects
        for ids in _ids_of(fortress, one)
        if _foreign(outside, one, ids) is None
    ]
    narrow = [_main(_get(fortress, *visit)) for visit in visits]
    with fortress.app.app_context():
        _choose(WHOLE)
    whole = [_main(_get(fortress, *visit)) for visit in visits]
    with fortress.app.app_context():
        _choose(wanted("chosen", fortress.company.objects["scope"][0]))
    assert len(visits) > 30
    differing = [_first_difference(*both) for both in zip(narrow, whole, strict=True) if both[0] != both[1]]
    assert differing == [], "\n".join(differing)


def test_every_page_of_inspectors_is_decided_about(fortress):
    access = expected_access()
    opened_by = {
        one.endpoint
        for one in reviewed_routes().values()
        if one.permission == SIGNED_IN or access.get((one.permission, "INSP"))
    }
    assert opened_by == set(pages.PAGES) | set(pages.CLOSED)
    assert not set(pages.PAGES) & set(pages.CLOSED)


def test_a_page_that_nobody_decided_about_is_refused_with_a_scope(fortress):
    fortress.app._got_first_request = False  # what an extension at run time would do
    fortress.app.add_url_rule("/undecided", "undecided", policy("suppliers.supplier.read")(lambda: "reached"))
    assert fortress.browser("INSP").get("/undecided").text == "reached"
    with fortress.app.app_context():
        _choose(wanted("chosen", fortress.company.objects["supplier"][0]))
    refused = fortress.browser("INSP").get("/undecided")
    assert (refused.status_code, "reached" in refused.text) == (403, False)
    assert fortress.browser("SQM").get("/undecided").text == "reached"


def _walk(fortress: Fortress, outside: Outside, *, is_asking: bool = True) -> Walk:
    walk = Walk()
    for route in reviewed_routes().values():
        if route.method == "GET":
            _walk_route(fortress, outside, route, walk, is_asking=is_asking)
    return walk


def _walk_route(fortress: Fortress, outside: Outside, route: Route, walk: Walk, *, is_asking: bool) -> None:
    for ids in _ids_of(fortress, route):
        text = _visit(fortress, route, ids, walk)
        foreign = _foreign(outside, route, ids)
        if foreign is None:
            for query in _queries(text) if is_asking else ():
                _visit(fortress, route, ids, walk, query)
            continue
        nothing = tuple(_odd(one, "missing") if at == foreign else one for at, one in enumerate(ids))
        if _plain(text, ids) != _plain(_visit(fortress, route, nothing, walk), nothing):
            walk.differences.append(f"{route.endpoint} {ids}")


def _main(answer: str) -> str:
    """Return status, address and what stands on the page, without navigation and banner."""
    before, mark, page = answer.partition("<main")
    return " ".join(answer.split(" ", 2)[:2]) + _plain(page if mark else before, ())


def _first_difference(some: str, every: str) -> str:
    at = next((at for at, (one, other) in enumerate(zip(some, every, strict=False)) if one != other), len(some))
    return f"{some[:60]}: {some[max(at - 60, 0) : at + 60]!r} | {every[max(at - 60, 0) : at + 60]!r}"


def _ids_of(fortress: Fortress, route: Route) -> Iterator[tuple[str, ...]]:
    """Return every choice of ids for an address; one is enough where inspectors have no right at all."""
    rule = rule_of(fortress.app, route)
    is_theirs = route.endpoint in {*pages.PAGES, *pages.CLOSED}
    every = product(
        *((_choices(rule, name) or fortress.company.objects.get(word, ["x"])) for name, word in route.objects)
    )
    return every if is_theirs else islice(every, 1)


def _foreign(outside: Outside, route: Route, ids: tuple[str, ...]) -> int | None:
    """Return which of the ids, the first one, names something outside the scope."""
    return next((at for at, one in enumerate(ids) if _is_foreign(outside, route.objects[at][1], one)), None)


def _get(fortress: Fortress, route: Route, ids: tuple[str, ...], query: str = "") -> str:
    names = (name for name, _ in route.objects)
    path = _fill(rule_of(fortress.app, route), dict(zip(names, ids, strict=True))) + query
    answer = fortress.browser("INSP").get(path)
    return f"{answer.status_code} {path} {answer.get_data().decode('utf-8', 'replace')}"


def _visit(fortress: Fortress, route: Route, ids: tuple[str, ...], walk: Walk, query: str = "") -> str:
    found, path, text = _get(fortress, route, ids, query).split(" ", 2)
    status = int(found)
    walk.visits += 1
    walk.statuses[route.endpoint] = min(walk.statuses.get(route.endpoint, 999), status)
    if status >= 500:
        walk.faults.append(path)
    if OUTSIDE in text:
        walk.leaks.append(f"{route.endpoint} {path}: {text[text.index(OUTSIDE) :][:60]}")
    return f"{status} {text}"


def _is_foreign(outside: Outside, word: str, identifier: str) -> bool:
    if word == "release":
        return outside.is_outside("release", int(identifier.partition("-")[2]))
    if word not in TABLES:
        return False
    table, column = TABLES[word]
    found = [key for key, row in outside.rows[table].items() if str(row[column]) == identifier]
    return any(outside.is_outside(table, one) for one in found)


def _queries(page: str) -> Iterator[str]:
    """Yield every sort, page and filter that a page offers, each filter with the beginning of the marked word."""
    if 'aria-label="Narrow the list"' not in page:
        return
    yield "?format=csv"
    yield from dict.fromkeys(one.replace("&amp;", "&") for one in re.findall(r'href="(\?[^"]+)"', page))
    for name in re.findall(r'<input class="form-control" type="search"[^>]* name="(\w+)"', page):
        yield f"?{name}={OUTSIDE[:-3]}"
        if name != "record":  # a number is refused before the first row
            yield f"?{name}={OUTSIDE[:-3]}&format=csv"
    for name, options in re.findall(
        r'<select class="form-select" id="[^"]+" name="(\w+)">(.*?)</select>', page, re.DOTALL
    ):
        yield from (f"?{name}={one}" for one in re.findall(r'value="([^"]+)"', options))


def _plain(text: str, ids: tuple[str, ...]) -> str:
    """Return an answer without what may differ: tokens, the head of the ledger, and the ids that were asked for."""
    text = re.sub(r'value="[^"]{40,}"|<span>Ledger: .*?</span>|<p class="banner">.*?</p>', "", text, flags=re.DOTALL)
    for one in ids:
        text = text.replace(one, "X") if not one.isdecimal() else text
    return text

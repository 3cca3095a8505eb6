"""Every probe of the access matrix: route x method x visitor x kind of id, and what has to come back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Flask
from werkzeug.test import TestResponse

from app.people.permissions import ROLES
from app.web.guard import PUBLIC, RESPONDENT
from tests.security.access_tables import METHODS, OUTSIDE, Route, holds
from tests.security.changes import events_since
from tests.security.company import MARK, Company
from tests.security.fortress import Fortress

KINDS = ("own", "other", "missing", "malformed", "sql", "overlong")
"""What stands where an address wants an id."""

CHOSEN = {"choice", "digest", "name", "token", "area", "question"}
"""Parameters that name no record of somebody: every existing one is as good as another."""

REFUSED = {401, 403, 404, 405}


@dataclass(frozen=True)
class Probe:
    """One request, and the statuses that may answer it; an empty set means anything below 500."""

    route: Route
    method: str
    visitor: str
    kind: str
    path: str
    has_token: bool
    expected: frozenset[int]

    @property
    def name(self) -> str:
        """The probe in one line."""
        token = " with its token" if self.has_token else ""
        return f"{self.visitor}: {self.method} {self.path[:120]} ({self.kind}{token})"


def faults_of(fortress: Fortress, probe: Probe) -> Iterator[str]:
    """Send a probe and say what is wrong with the answer."""
    before, size = fortress.moves, fortress.ledger_size if probe.visitor == "INSP" else 0
    answer = send(fortress, probe)
    body = answer.get_data(as_text=True)
    if answer.status_code >= 500 or (probe.expected and answer.status_code not in probe.expected):
        yield f"{probe.name} got {answer.status_code}, not {sorted(probe.expected)}"
    if (
        probe.method == "GET"
        and answer.status_code == 303
        and 401 in probe.expected
        and "/sign-in" not in answer.location
    ):
        yield f"{probe.name} was sent to {answer.location}"
    is_own = probe.visitor == "supplier" and probe.route.permission == RESPONDENT
    is_refused = (probe.visitor in OUTSIDE and not is_own) or answer.status_code in REFUSED
    if is_refused and MARK in body and probe.route.permission != PUBLIC:
        yield f"{probe.name} leaked {body[body.index(MARK) :][:40]!r}"
    if probe.expected <= REFUSED | {303, 400} and probe.expected and fortress.moves != before:
        if probe.visitor == "INSP" and {one["act"] for one in events_since(fortress, size)} == {
            "inspection.look.taken"
        }:
            return  # each page that an inspector asks for leaves its look, also one that is refused
        yield f"{probe.name} changed the database"


def send(fortress: Fortress, probe: Probe) -> TestResponse:
    """Send a probe from its visitor's browser."""
    data: dict[str, Any] | None = {"csrf_token": fortress.token} if probe.has_token else None
    answer = fortress.browser(probe.visitor).open(probe.path, method=probe.method, data=data)
    if probe.route.endpoint in {"people.sign_out", "responses.leave"} and probe.has_token and answer.status_code < 400:
        start_again(fortress, probe.visitor)
    return answer


def start_again(fortress: Fortress, visitor: str) -> None:
    """Open the session again that a sign-out ended: the matrix goes on with it."""
    from app.base.db import db, unguarded_writes  # noqa: PLC0415 - only this function writes past the product

    with fortress.app.app_context(), unguarded_writes(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE person_session SET ended_at = NULL, ended_because = NULL")
        connection.exec_driver_sql("UPDATE respondent_session SET ended_at = NULL")
        connection.exec_driver_sql(
            "UPDATE person_session SET ended_at = started_at WHERE person_id IN "
            "(SELECT id FROM person WHERE deactivated_at IS NOT NULL)"
        )
    fortress.renew(visitor)


def probes(
    fortress: Fortress,
    access: dict[tuple[str, str], bool],
    routes: list[Route],
    visitor: str,
    *,
    is_large: bool = False,
) -> Iterator[Probe]:
    """Yield every probe of one visitor: GET and POST with every kind of id, other methods with an existing one.

    ``is_large`` sends HEAD and OPTIONS, which pass the same gate as GET, with every kind of id as well.
    """
    declared = declared_methods(fortress.app)
    for route in routes:
        rule = rule_of(fortress.app, route)
        kinds = KINDS if route.objects else KINDS[:1]
        own_methods = {"GET", "HEAD", "OPTIONS"} if route.method == "GET" else {route.method}
        for method in METHODS:
            if method in own_methods:
                for kind in kinds if method in {"GET", "POST"} or is_large else KINDS[:1]:
                    yield from _declared(fortress, access, route, rule, method, visitor, kind)
            elif method not in declared[rule]:
                path = address(fortress.company, route, rule, "own")
                yield Probe(route, method, visitor, "own", path, method == "POST", frozenset({405}))


def declared_methods(app: Flask) -> dict[str, set[str]]:
    """Return for each address every method that some route of it takes."""
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.rule, set()).update(rule.methods or ())
    return found


def rule_of(app: Flask, route: Route) -> str:
    """Return the address pattern of a route."""
    return next(one.rule for one in app.url_map.iter_rules(route.endpoint) if route.method in (one.methods or ()))


def _declared(
    fortress: Fortress,
    access: dict[tuple[str, str], bool],
    route: Route,
    rule: str,
    method: str,
    visitor: str,
    kind: str,
) -> Iterator[Probe]:
    ids = ids_of(fortress.company, route, kind, rule)
    if ids is None:
        return
    path = _fill(rule, ids)
    for has_token in (False, True) if method == "POST" else (False,):
        expected = frozenset(_expected(access, route, method, visitor, kind, has_token=has_token))
        yield Probe(route, method, visitor, kind, path, has_token, expected)


def _expected(
    access: dict[tuple[str, str], bool], route: Route, method: str, visitor: str, kind: str, *, has_token: bool
) -> set[int]:
    is_unmatched = kind in {"malformed", "sql", "overlong"} or (kind == "missing" and route.objects[-1][1] in CHOSEN)
    if route.permission == PUBLIC:
        return set()
    if route.permission == RESPONDENT and (found := _at_the_door(route, method, visitor, kind, has_token=has_token)):
        return found | ({404, 405} if is_unmatched else set())
    if not holds(access, visitor, route.permission):
        refused = 403 if visitor in ROLES else 303 if method in {"GET", "HEAD"} else 401
        return {refused, 404, 405} if is_unmatched else {refused}
    if method == "OPTIONS":
        return {200, 404, 405} if is_unmatched else {200}
    if method == "POST" and not has_token:
        return {400, 404, 405} if is_unmatched else {400}
    if is_unmatched:
        return {404, 405} if method == "POST" else {404}
    if kind == "missing" or (kind == "other" and _is_crossed(route)):
        return {404}
    seen = {route.own} if kind == "own" else {200, 303, 409, route.own}
    taken = {200, 303, 400, 409, 413, 415, 422} | ({route.own} if route.own else set())
    return taken if method == "POST" else seen


def _at_the_door(route: Route, method: str, visitor: str, kind: str, *, has_token: bool) -> set[int]:
    """Return what the door of outside people answers; nothing for those whom it lets in."""
    if visitor != "supplier":
        return {401}  # nobody of ours opens it, whatever their roles
    is_of_others = kind == "other" and route.objects[-1][1] not in CHOSEN
    if is_of_others or (kind == "missing" and not has_token):
        return {404} if method == "GET" or has_token else {400, 404}
    return set()


def _is_crossed(route: Route) -> bool:
    return len(route.objects) > 1 and route.objects[-1][1] not in {*CHOSEN, "change_position", "factor", "note"}


def ids_of(company: Company, route: Route, kind: str, rule: str) -> dict[str, str] | None:
    """Return what to put into an address; None when the company has no such object. A crossed pair belongs together
    nowhere: the first parameter stays, the last one is another's."""
    found = {}
    for at, (name, word) in enumerate(route.objects):
        existing = _choices(rule, name) or company.objects.get(word, ["x"])
        is_last = at == len(route.objects) - 1
        if kind == "own" or not is_last:
            found[name] = existing[0]
        elif kind == "other":
            if len(existing) < 2:
                return None
            found[name] = existing[1]
        else:
            found[name] = _odd(existing[0], kind)
    return found


def _choices(rule: str, name: str) -> list[str]:
    found = re.search(rf"<any\(([^)]*)\):{name}>", rule)
    return [one.strip(" '\"") for one in found[1].split(",")] if found else []


def _odd(existing: str, kind: str) -> str:
    if kind == "sql":
        return quote(f"{existing}' OR '1'='1", safe="")
    prefix, _, digits = existing.rpartition("-")
    start = f"{prefix}-" if prefix else ""
    if kind == "overlong":
        return start + ("9" * 400 if digits.isdecimal() else "x" * 4000)
    if kind == "missing":
        return start + (
            "9" * max(len(digits) - 1, 6 if not start else 3) + "8" if digits.isdecimal() else "nothing-of-it"
        )
    return f"{start}-1" if digits.isdecimal() else "%00%ff"


def address(company: Company, route: Route, rule: str, kind: str) -> str:
    """Return the address of a route for a kind of id that the company has."""
    return _fill(rule, ids_of(company, route, kind, rule) or {})


def _fill(rule: str, ids: dict[str, str]) -> str:
    for name, value in ids.items():
        before, _, rest = rule.partition("<")
        inner, _, after = rest.partition(">")
        while inner.rpartition(":")[2] != name and "<" in after:  # a list of choices may hold no ">"
            more, _, after = after.partition(">")
            inner += ">" + more
        rule = f"{before}{value}{after}"
    return rule

"""Every form that a person can reach, read from the pages as a browser reads them, and filled in sensibly."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.datastructures import MultiDict

from app.base.clock import to_text
from tests.factories.people import NAMES, PASSWORD
from tests.security.access_tables import Route, holds
from tests.security.fortress import Fortress
from tests.security.probes import address, rule_of

WRITERS = ("SO", "SQM", "BPO", "SME", "QA", "ADM", "INSP", "supplier")
"""Whose pages are looked at, most interesting first."""


@dataclass
class FoundForm:
    """A POST form on a page: where it goes, what it holds, and who saw it."""

    page: str
    action: str
    endpoint: str
    visitor: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """The names of everything that the form sends."""
        return {name for name, _ in self.fields} | set(self.files)

    def data(self, fortress: Fortress, **more: Any) -> MultiDict[str, Any]:
        """Return what a browser would send now, files included."""
        sent: MultiDict[str, Any] = MultiDict(self.fields)
        sent["csrf_token"] = fortress.token
        for name in self.files:
            sent[name] = (io.BytesIO(b"supplier name;country\nNew Vendor;Norway\n"), "list.csv")
        for name, value in more.items():
            sent[name] = value
        return sent


def forms_of(fortress: Fortress, access: dict[tuple[str, str], bool], routes: list[Route]) -> list[FoundForm]:
    """Return one form for every (endpoint, set of fields), from the pages of those who may open them."""
    found: dict[tuple[str, frozenset[str]], FoundForm] = {}
    for route in (one for one in routes if one.method == "GET" and not one.endpoint.startswith("assets.")):
        holders = [one for one in WRITERS if holds(access, one, route.permission)]
        for visitor in holders[:3]:
            for path in _paths(fortress, route):
                for form in forms_on(fortress, visitor, path):
                    found.setdefault((form.endpoint, frozenset(form.names)), form)
    return list(found.values())


def _paths(fortress: Fortress, route: Route) -> list[str]:
    rule, company = rule_of(fortress.app, route), fortress.company
    if len(route.objects) != 1:
        return [address(company, route, rule, "own")]
    word = route.objects[0][1]
    every = company.objects.get(word, ["x"])
    return [address(replace(company, objects={word: [one]}), route, rule, "own") for one in every]


def forms_on(fortress: Fortress, visitor: str, path: str) -> Iterator[FoundForm]:
    """Read one page and return its POST forms, filled in."""
    answer = fortress.browser(visitor).get(path)
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return
    root = html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False)
    for form in root.iter("form"):
        if form.get("method", "get").lower() == "post":
            action = form.get("action") or path
            made = FoundForm(path, action, _endpoint(fortress, action), visitor)
            _fill(fortress, made, form)
            if made.endpoint != "people.sign_out" or path == "/account":
                yield made


def _endpoint(fortress: Fortress, action: str) -> str:
    matched = fortress.app.url_map.bind("127.0.0.1").match(action.partition("?")[0], method="POST")
    return str(matched[0])


def _fill(fortress: Fortress, made: FoundForm, form: Element) -> None:
    radios: set[str] = set()
    for one in form.iter():
        name, kind = one.get("name"), one.get("type", "text")
        if not name or name == "csrf_token" or one.get("disabled") is not None:
            continue
        if one.tag == "textarea":
            made.fields.append((name, "".join(one.itertext()).strip() or _words(name)))
        elif one.tag == "select":
            made.fields += _chosen(name, one)
        elif one.tag == "input" and kind == "file":
            made.files.append(name)
        elif one.tag == "input" and kind in {"radio", "checkbox"}:
            if kind == "checkbox" or name not in radios:
                radios.add(name)
                made.fields.append((name, one.get("value", "y")))
        elif one.tag == "input":
            made.fields.append((name, one.get("value") or _typed(fortress, made, name, kind)))


def _chosen(name: str, select: Element) -> list[tuple[str, str]]:
    options = [one.get("value", "".join(one.itertext())) for one in select.iter("option")]
    selected = [one.get("value", "") for one in select.iter("option") if one.get("selected") is not None]
    full = [one for one in (*selected, *options) if one]
    return [(name, full[0])] if full else []


def _typed(fortress: Fortress, made: FoundForm, name: str, kind: str) -> str:
    now = fortress.clock()
    if kind == "password":
        return (
            PASSWORD if "password" not in made.page and name in {"password", "present"} else "copper meadow 71 violin"
        )
    fixed = {
        "date": now.date().isoformat(),
        "datetime-local": to_text(now)[:16],
        "number": "30",
        "email": "new.person@example.org",
        "url": "https://vendor.example.com/releases.atom",
    }
    if kind in fixed:
        return fixed[kind]
    if name == "username":
        return NAMES[made.visitor][0] if "sign" in made.page or "reject" in made.page else "nell.newman"
    if re.search(r"url|website|address", name):
        return "https://vendor.example.com/releases.atom"
    return "RIA-2026-0001" if name == "number" else _words(name)


def _words(name: str) -> str:
    return f"Because the {name.replace('_', ' ')} of it was reviewed"

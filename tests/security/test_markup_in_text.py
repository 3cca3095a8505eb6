"""Hostile text in every column that people or feeds fill: pages show it as text, and nothing of it runs (T5, T6)."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.security.access_tables import reviewed_routes
from tests.security.company import Company
from tests.security.conftest import found, opened
from tests.security.payloads import CALCULATED, PAYLOADS
from tests.security.probes import _fill as fill
from tests.security.probes import ids_of, rule_of

READERS = ("SQM", "QA", "ADM", "SO")
SCHEMES = re.compile(r"(https?://|/(?!/)|#|\?|$)")
LEAST_SHOWN = 50


@dataclass
class HostileCompany(Company):
    """The company, with a payload in each of its texts."""

    def word(self, what: str) -> str:
        return f"{super().word(what)} {PAYLOADS[len(self.canaries) % len(PAYLOADS)]}"


@pytest.fixture(scope="module")
def hostile(template, tmp_path_factory):
    """An installation whose every text is hostile."""
    founded = found(template, tmp_path_factory.mktemp("hostile") / "installation", HostileCompany())
    made = opened(founded, tmp_path_factory.mktemp("hostile-copy") / "installation")
    yield made
    made.close()


@pytest.fixture(scope="module")
def honest(fortress) -> tuple[set[str], set[str]]:
    """The names of the elements and attributes on the pages of a company without hostile texts."""
    tags, attributes = set(), set()
    for _, answer in pages(fortress):
        one, two = shapes(parsed(answer))
        tags, attributes = tags | one, attributes | two
    return tags, attributes


def pages(fortress):
    """Yield (address, answer) of every page over every object."""
    for route in (one for one in reviewed_routes().values() if one.method == "GET"):
        rule = rule_of(fortress.app, route)
        for kind in ("own", "other"):
            ids = ids_of(fortress.company, route, kind, rule)
            for visitor in READERS if ids is not None else ():
                path = fill(rule, ids or {})
                answer = fortress.browser(visitor).get(path)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    yield path, answer
                    break


def shapes(root: Element) -> tuple[set[str], set[str]]:
    """Return the element names and the attribute names of a page."""
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    return {one.tag for one in elements}, {name for one in elements for name in one.attrib}


def parsed(answer) -> Element:
    return html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False)


def bad_links(root: Element) -> list[str]:
    """Return every address on a page that is neither http(s) nor our own."""
    names = ("href", "src", "action", "formaction", "data", "hx-get", "hx-post")
    found = [
        one.get(name, "") for one in root.iter() for name in names if isinstance(one.tag, str) and name in one.attrib
    ]
    return [
        link for link in found if not SCHEMES.match(link.strip().lower()) and not link.startswith("data:image/svg+xml")
    ]


def test_payloads_stay_text_on_every_page(honest, hostile):
    tags, attributes = honest
    faults, shown, count = [], set(), 0
    for path, answer in pages(hostile):
        root, text = parsed(answer), answer.get_data(as_text=True)
        new_tags, new_attributes = shapes(root)
        words = "".join(root.itertext()) + " ".join(value for one in root.iter() for value in one.attrib.values())
        shown |= {payload for payload in PAYLOADS if payload in words}
        count += 1
        faults += [f"{path}: new elements {sorted(new_tags - tags)}"] if new_tags - tags else []
        faults += (
            [f"{path}: new attributes {sorted(new_attributes - attributes)}"] if new_attributes - attributes else []
        )
        faults += [f"{path}: links to {link[:60]}" for link in bad_links(root)]
        faults += [f"{path}: something calculated"] if CALCULATED in text else []
    print(f"{len(PAYLOADS)} payloads, {count} pages, {len(shown)} payloads seen as text, {len(tags)} kinds of element")
    assert faults == []
    assert len(shown) >= LEAST_SHOWN, sorted(set(PAYLOADS) - shown)


def test_payloads_typed_into_every_form_come_back_as_text(fortress, forms, honest):
    """What a refused form gives back is as hostile as what a stored record shows."""
    tags, faults, count = honest[0] | {"li", "ul", "code"}, [], 0
    for at, form in enumerate(one for one in forms if one.endpoint != "people.sign_out"):
        typed = {name: f"{PAYLOADS[(at * 7 + turn) % len(PAYLOADS)]}" for turn, name in enumerate(sorted(form.names))}
        answer = fortress.browser(form.visitor).post(form.action, data={"csrf_token": fortress.token, **typed})
        count += 1
        if answer.status_code >= 500:
            faults.append(f"{form.action}: {answer.status_code}")
        if answer.mimetype == "text/html":
            root = parsed(answer)
            new_tags, names = shapes(root)
            faults += [f"{form.action}: new elements {sorted(new_tags - tags)}"] if new_tags - tags else []
            faults += [f"{form.action}: {name}" for name in names if name.startswith("on") or name == "data-leak"]
            faults += [f"{form.action}: links to {link[:60]}" for link in bad_links(root)]
            faults += [f"{form.action}: something calculated"] if CALCULATED in answer.get_data(as_text=True) else []
    print(f"{count} forms filled with payloads")
    assert faults == []


@pytest.mark.parametrize(
    "markup", ["<b data-leak='1'>x</b>", "<a href='javascript:alert(1)'>x</a>", "<script>1</script>"]
)
def test_unescaped_markup_would_be_seen(markup: str):
    """The control for the eyes above."""
    root = html5lib.parse(f"<!doctype html><title>x</title><p>{markup}</p>", namespaceHTMLElements=False)
    plain = shapes(html5lib.parse("<!doctype html><title>x</title><p>x</p>", namespaceHTMLElements=False))
    found_now = shapes(root)
    assert found_now[0] - plain[0]
    assert bad_links(root) or "href" not in found_now[1]

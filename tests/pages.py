"""The page inspector: whatever page any test fetches is looked at with the same eyes.

`InspectingClient` is the client of every test; `inspect_page` collects what is wrong with one answer.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from html5lib.constants import E as MESSAGES
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.base.db import db, is_writing

MOST_QUERIES = 12
"""SQL statements that a page may cost, whatever its length."""
CONTROL = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT PG_ADVISORY_XACT_LOCK")
"""How the statements begin that only open and close transactions."""

CANARY = '<i data-leak="1">&</i>'
"""Put this into any text of a record: an unescaped page then holds an element that the inspector finds."""

SUFFIX = " · Qualward"
_WITHOUT_PAGE = {204, 301, 302, 303, 304, 307, 308}
_SILENT = {"hidden", "submit", "button", "image", "reset"}


def inspect_page(response: TestResponse, *, is_fragment: bool = False) -> list[str]:
    """Return every fault of an HTML answer as a sentence; an empty list when there is none."""
    text = response.get_data(as_text=True)
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parseFragment(text) if is_fragment else parser.parse(text)
    elements = list(root.iter())
    found = [f"line {at[0]}: {MESSAGES[code] % more}" for at, code, more in parser.errors]
    if not is_fragment:
        found += _head_faults(root, elements)
    found += [*_id_faults(elements, is_fragment=is_fragment), *_label_faults(root, elements), *_form_faults(elements)]
    found += [*_inline_faults(elements), *_wording_faults(text, elements), *_table_faults(elements)]
    return found + _header_faults(response)


def _head_faults(root: Element, elements: list[Element]) -> Iterator[str]:
    titles = [one for one in elements if one.tag == "title" and not _is_in_svg(one, elements)]
    title = "".join(titles[0].itertext()).strip() if titles else ""
    if len(titles) != 1 or not title.endswith(SUFFIX) or not title.removesuffix(SUFFIX).strip():
        yield f"the title is {title!r}, not words and “{SUFFIX}”"
    if not root.get("lang"):
        yield "the page names no language"
    if (count := sum(one.tag == "h1" for one in elements)) != 1:
        yield f"the page has {count} h1"
    if (count := sum(one.tag == "main" for one in elements)) != 1:
        yield f"the page has {count} main"


def _is_in_svg(title: Element, elements: list[Element]) -> bool:
    return any(title in list(one) for one in elements if isinstance(one.tag, str) and one.tag.endswith("svg"))


def _id_faults(elements: list[Element], *, is_fragment: bool) -> Iterator[str]:
    ids = Counter(found for one in elements if (found := one.get("id")) is not None)
    yield from (f"the id {name!r} occurs {count} times" for name, count in ids.items() if count > 1)
    for one in elements:
        named = [
            (key, one.get(key, "").split()) for key in ("aria-describedby", "aria-labelledby", "aria-controls", "for")
        ]
        if one.tag == "a" and one.get("href", "").startswith("#"):
            named.append(("href", [one.get("href", "")[1:]]))
        if not is_fragment:
            yield from (
                f"<{one.tag}> {key} names {word!r}, which is not there"
                for key, words in named
                for word in words
                if word not in ids
            )


def _label_faults(root: Element, elements: list[Element]) -> Iterator[str]:
    labelled = {one.get("for") for one in elements if one.tag == "label" and "".join(one.itertext()).strip()}
    wrapped = {id(inner) for one in elements if one.tag == "label" for inner in one.iter()}
    for one in elements:
        if one.tag in {"input", "select", "textarea"} and one.get("type", "text") not in _SILENT:
            has_name = one.get("aria-label") or one.get("aria-labelledby") or id(one) in wrapped
            if not has_name and (one.get("id") is None or one.get("id") not in labelled):
                yield f"<{one.tag} name={one.get('name')!r}> has no label"
        if one.tag in {"button", "a"} and not ("".join(one.itertext()).strip() or one.get("aria-label")):
            yield f"<{one.tag} {one.attrib}> says nothing"
        if one.tag == "img" and one.get("alt") is None:
            yield "<img> has no alt"


def _form_faults(elements: list[Element]) -> Iterator[str]:
    for form in (one for one in elements if one.tag == "form"):
        if form.get("method", "get").lower() == "post":
            if not form.get("action"):
                yield "a POST form names no action"
            if not any(one.get("name") == "csrf_token" and one.get("value") for one in form.iter()):
                yield f"the form to {form.get('action')!r} has no csrf_token"


def _inline_faults(elements: list[Element]) -> Iterator[str]:
    for one in elements:
        if one.tag == "style" or (one.tag == "script" and not one.get("src")):
            yield f"an inline <{one.tag}>"
        for name, value in one.attrib.items():
            if name == "style" or name.startswith(("on", "hx-on")):
                yield f"<{one.tag}> has an inline {name}"
            if name in {"href", "src", "action", "formaction"} and re.match(
                r"\s*(javascript|data|vbscript):", value, re.IGNORECASE
            ):
                yield f"<{one.tag}> has {name}={value[:40]!r}"
            if name in {"src", "href"} and one.tag in {"script", "link", "img"} and re.match(r"(https?:)?//", value):
                yield f"<{one.tag}> fetches from elsewhere: {value}"


def _wording_faults(text: str, elements: list[Element]) -> Iterator[str]:
    if any("data-leak" in one.attrib for one in elements):
        yield "a text of a record was written into the page as HTML"
    if "&amp;lt;" in text or "&amp;#3" in text or "&amp;amp;" in text:
        yield "a text was escaped twice"
    for one in elements:
        if one.tag in {"td", "dd", "h1", "h2", "p", "li", "option"} and (one.text or "").strip() in {
            "None",
            "True",
            "False",
        }:
            yield f"<{one.tag}> says {(one.text or '').strip()!r}"


def _table_faults(elements: list[Element]) -> Iterator[str]:
    for table in (one for one in elements if one.tag == "table"):
        heads = [one for one in table.iter() if one.tag == "th"]
        if not heads or any(not one.get("scope") for one in heads):
            yield "a table has headings without scope, or none"


def _header_faults(response: TestResponse) -> list[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    found = []
    if not policy.startswith("default-src 'none'") or "unsafe" in policy or "frame-ancestors 'none'" not in policy:
        found.append(f"the Content-Security-Policy is {policy!r}")
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        found.append("nosniff is missing")
    if "no-store" not in response.headers.get("Cache-Control", ""):
        found.append("the page may be stored by others")
    return found


class InspectingClient(FlaskClient):
    """A browser without a screen: inspects each HTML answer and counts the SQL statements that a GET reads with."""

    queries = 0

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("buffered", True)
        with self._own_context(), self._counting():
            response = super().open(*args, **kwargs)
        is_fragment = "HX-Request" in response.request.headers
        if response.mimetype == "text/html" and response.status_code not in _WITHOUT_PAGE:
            faults = inspect_page(response, is_fragment=is_fragment)
            assert not faults, f"{response.request.method} {response.request.path}: " + "; ".join(faults)
        if response.request.method == "GET":
            assert self.queries <= MOST_QUERIES, f"{response.request.path} cost {self.queries} SQL statements"
        return response

    def token(self, address: str) -> str:
        """Fetch a page and return the form token on it."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(address).get_data(as_text=True))
        assert found, f"{address} has no form"
        return found.group(1)

    @contextmanager
    def _own_context(self) -> Iterator[None]:
        """Give each request a context of its own, as a server does; the test reads afresh afterwards."""
        if self.preserve_context:
            yield
            return
        with self.application.app_context():
            yield
        db.session.rollback()

    @contextmanager
    def _counting(self) -> Iterator[None]:
        self.queries = 0

        def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.lstrip().upper().startswith(CONTROL) and not is_writing():
                self.queries += 1

        event.listen(db.engine, "before_cursor_execute", count)
        try:
            yield
        finally:
            event.remove(db.engine, "before_cursor_execute", count)

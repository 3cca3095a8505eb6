"""Every address: a named permission, a reviewed public list, plural nouns in kebab-case, typed parameters."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from werkzeug.routing import Map, Rule

from app.people.permissions import PERMISSIONS
from app.web.guard import PUBLIC, RESPONDENT, SIGNED_IN, permission_of
from tests.architecture.source_tree import Source, last_word, product_files, sources

REVIEWED = Path(__file__).with_name("public_endpoints.txt")
LARGEST_PUBLIC_LIST = 14
"""Twelve of the house, and the two where a supplier's personal link arrives."""
METHODS = {"GET", "HEAD", "OPTIONS", "POST"}

ONE_OF_A_KIND = {
    "account",
    "people",
    "training",
    "inspection",
    "mail",
    "system",
    "sign-in",
    "sign-out",
    "set-password",
    "respond",
}
"""First words of an address that name a place and not a collection."""
NOT_PAGES = {"static", "vendor", "healthz", "readyz", "favicon.ico"}
UNCOUNTABLE = {"evidence"}
FORM_PAGES = {"new", "edit"}
"""The last word of a GET that shows a form; a form may be sent to the address that showed it."""
VERBS = FORM_PAGES.union(
    """
    approve reject sign submit retire delete remove add create update save store send run poll fetch move close open
    settle triage assess confirm discard withdraw void review cancel start stop change make export import merge
    """.split()  # noqa: SIM905 - a page of words reads better than a list of quotes
)
OPAQUE = {"digest", "name", "token"}
"""Parameters that are looked up as a whole and have no form to check."""


def test_every_endpoint_names_a_known_permission(app):
    known = {*PERMISSIONS, PUBLIC, RESPONDENT, SIGNED_IN}
    named = {name: permission_of(view) for name, view in app.view_functions.items()}
    assert {name: found for name, found in named.items() if found not in known} == {}


def test_public_endpoints_are_the_reviewed_ones(app):
    lines = [line.split(None, 1) for line in REVIEWED.read_text(encoding="utf-8").splitlines()]
    assert len(lines) <= LARGEST_PUBLIC_LIST
    assert all(len(line) == 2 for line in lines), "every public endpoint has its reason on its line"
    assert {name for name, view in app.view_functions.items() if permission_of(view) == PUBLIC} == {
        name for name, _ in lines
    }


def test_policy_stands_directly_above_the_function():
    found = [offence for source in sources("app") for offence in misplaced_policies(source)]
    assert found == []


@pytest.mark.parametrize(
    "view",
    [
        "@blueprint.get('/x')\ndef show(): ...",
        "@policy('a.b.c')\n@blueprint.get('/x')\ndef show(): ...",
        "@blueprint.get('/x')\n@policy('a.b.c')\n@cached\ndef show(): ...",
        "@blueprint.get('/x')\n@policy(chosen())\ndef show(): ...",
        "blueprint.add_url_rule('/x', view_func=show)",
    ],
)
def test_a_misplaced_policy_is_found(view: str):
    assert misplaced_policies(Source("app/planted/views.py", view))


def misplaced_policies(source: Source) -> list[str]:
    """Name the views whose permission does not stand between the route and the function, as a plain word."""
    found = [
        f"{source.path}:{node.lineno} {node.name}"
        for node in source.nodes
        if isinstance(node, ast.FunctionDef) and _is_view(node) and not _has_policy(node)
    ]
    return found + [
        f"{source.path}:{call.lineno} add_url_rule" for name, call in source.calls() if name == "add_url_rule"
    ]


def _is_view(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and one.func.attr in {"get", "post", "put", "patch", "delete", "route"}
        for one in function.decorator_list
    )


def _has_policy(function: ast.FunctionDef) -> bool:
    last = function.decorator_list[-1]
    if not isinstance(last, ast.Call) or last_word(last.func) != "policy" or len(last.args) != 1:
        return False
    said = last.args[0]
    return isinstance(said, ast.Constant) or last_word(said) in {"PUBLIC", "RESPONDENT", "SIGNED_IN"}


def test_addresses_follow_the_house(app):
    assert list(odd_addresses(app.url_map.iter_rules())) == []


@pytest.mark.parametrize(
    ("address", "method"),
    [
        ("/impactAssessments", "GET"),
        ("/impact_assessments", "GET"),
        ("/supplier/<int:number>", "GET"),
        ("/suppliers/<number>", "GET"),
        ("/suppliers/<int:number>/retire", "POST"),
        ("/suppliers/<int:number>/edit", "POST"),
        ("/suppliers/<int:number>", "DELETE"),
        ("/suppliers/<int:number>", "PUT"),
    ],
)
def test_an_odd_address_is_found(address: str, method: str):
    rule = Rule(address, endpoint="planted", methods=[method])
    Map([rule])
    assert list(odd_addresses([rule]))


def odd_addresses(rules: Iterable[Rule]) -> Iterator[str]:
    """Say what is odd about each address."""
    found = list(rules)
    shown = {rule.rule for rule in found if "GET" in (rule.methods or ())}
    for rule in found:
        methods = rule.methods or set()
        if more := methods - METHODS:
            yield f"{rule.rule} takes {sorted(more)}; forms send GET and POST only"
        words = rule.rule.strip("/").split("/")
        if words[0] not in NOT_PAGES:
            yield from (f"{rule.rule}: {problem}" for problem in _odd_words(words))
        is_own_form = words[-1] in FORM_PAGES and rule.rule in shown
        if "POST" in methods and words[-1] in VERBS and not is_own_form:
            yield f"{rule.rule}: {words[-1]} is a verb; post to a noun"


def _odd_words(words: list[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        if word.startswith("<"):
            if ":" not in word and word.strip("<>") not in OPAQUE:
                yield f"{word} has no type"
            if at and not words[at - 1].endswith(("s", ">")) and words[at - 1] not in ONE_OF_A_KIND | UNCOUNTABLE:
                yield f"{words[at - 1]} is not a plural"
        elif word and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word):
            yield f"{word} is not kebab-case"
    if len(words) == 1 and words[0] and not words[0].endswith("s") and words[0] not in ONE_OF_A_KIND | UNCOUNTABLE:
        yield f"{words[0]} is not a plural"


ACTION = re.compile(r"""[?&]action=|(?:args|form|values)(?:\.get\(|\[)["']action["']""")


def test_no_address_carries_its_verb_in_a_query():
    files = [path for path in product_files() if path.suffix in {".py", ".html", ".js"} and "app" in path.parts]
    assert [path.name for path in files if ACTION.search(path.read_text(encoding="utf-8"))] == []
    assert ACTION.search("<a href='/suppliers?action=retire'>")
    assert ACTION.search("request.form['action']")

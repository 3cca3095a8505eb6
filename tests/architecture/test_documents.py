"""Documents that stay true: states equal the tables, links lead somewhere, each promise names a test that exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.records.lifecycle import Lifecycle, Move
from tests.architecture import states_page
from tests.paths import ROOT

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FILE_WORD = re.compile(r"`((?:app|tests|docs|bin|deploy|migrations|questionnaires|verifier|static|bench)/[\w./-]*)`")
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PROMISE = re.compile(r"^- ", re.MULTILINE)
LEAST_PROMISES = 15
LEAST_CHANGES = 40
FAULTS = (*range(1, 8), 9, 10, 12, 18, 20, 21, 22, 24, 25, 27, 28)


def pages() -> list[Path]:
    readme = [path for path in (ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CHANGELOG.md") if path.exists()]
    return sorted([*readme, *(ROOT / "docs").rglob("*.md")])


def test_states_are_those_of_the_tables():
    tables = states_page.lifecycles()
    assert len(tables) >= 5
    text = states_page.PAGE.read_text(encoding="utf-8")
    assert text == states_page.page(tables), "draw it anew: .venv/bin/python -m tests.architecture.states_page"


def test_a_changed_table_changes_the_page():
    old = Lifecycle("x", "a", ("a", "b"), (Move("go", ("a",), "b"),))
    new = Lifecycle("x", "a", ("a", "b"), (Move("go", ("a",), "b", signed=True),))
    assert states_page.page({"x": old}) != states_page.page({"x": new})


def test_no_page_is_empty():
    """An emptied page has no dead link and no broken promise; it would pass everything else here."""
    assert [path.name for path in pages() if not path.read_text("utf-8").startswith("# ")] == []
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8").count("\n- ")
    assert changes >= LEAST_CHANGES, f"{changes} changes are left: the changelog only grows"


def test_every_link_leads_somewhere():
    assert [f"{path.name}: {link}" for path in pages() for link in dead_links(path, path.read_text("utf-8"))] == []


def test_a_dead_link_is_found():
    page = ROOT / "docs" / "house.md"
    text = "[a](ledger.md) [b](missing.md) [c](https://example.org) `app/records/` `app/records/missing.py` [d](#there)"
    assert list(dead_links(page, text)) == ["missing.md", "app/records/missing.py"]


def dead_links(page: Path, text: str) -> Iterator[str]:
    """Name each relative link and each file in code type that is not there."""
    for link in LINK.findall(text):
        target = link.partition("#")[0]
        if target and "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
            yield link
    for word in FILE_WORD.findall(text):
        if not (ROOT / word).exists():
            yield word


def test_every_promise_names_a_test_that_exists():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert list(unproven(text)) == []
    assert len(list(promises(text))) >= LEAST_PROMISES


def test_a_promise_without_its_test_is_found():
    real = "`tests/records/test_trail.py::test_setting_the_same_value_leaves_no_event`"
    assert list(unproven(f"## What we promise\n- It holds.\n  {real}\n")) == []
    assert list(unproven("## What we promise\n- It holds, believe us.\n"))
    assert list(unproven("## What we promise\n- It holds.\n  `tests/records/test_trail.py::test_that_is_not_there`\n"))
    assert list(unproven("## What we promise\n- It holds.\n  `tests/records/test_nothing.py::test_x`\n"))


def test_every_threat_and_fault_names_a_test_that_exists():
    text = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
    assert list(untried(text)) == []
    assert set(sections(text)) == {*(f"T{number}" for number in range(1, 26)), *(f"F{number}" for number in FAULTS)}


def test_a_threat_without_its_test_is_found():
    real = "`tests/records/test_trail.py::test_setting_the_same_value_leaves_no_event`"
    assert list(untried(f"### T1 Reading\nIt is tried.\n{real}\n")) == []
    assert list(untried("### T1 Reading\nNobody ever does.\n"))
    assert list(untried("### F2 A kill\n`tests/records/test_trail.py::test_that_is_not_there`\n"))


def sections(text: str) -> dict[str, str]:
    """Return what stands under each threat and fault, by its code."""
    parts = re.split(r"^### (?=[TF]\d)", text.replace("\n## ", "\n### End "), flags=re.MULTILINE)[1:]
    return {part.split()[0]: part.partition("\n### ")[0] for part in parts}


def untried(text: str) -> Iterator[str]:
    """Name each threat without a test, and each test that is not there."""
    for code, part in sections(text).items():
        proofs = PROOF.findall(part)
        if not proofs:
            yield f"{code} names no test"
        yield from (f"{path}::{name}" for path, name in proofs if name not in _tests_in(ROOT / path))


def promises(text: str) -> Iterator[str]:
    """Yield each promise: a list item of the part that promises."""
    part = text.partition("## What we promise\n")[2].partition("\n## ")[0]
    yield from (one for one in PROMISE.split(part)[1:])


def unproven(text: str) -> Iterator[str]:
    """Name each promise without a test, and each test that is not there."""
    for promise in promises(text):
        proofs = PROOF.findall(promise)
        if not proofs:
            yield f"no test is named: {promise[:60]}"
        yield from (f"{path}::{name}" for path, name in proofs if name not in _tests_in(ROOT / path))


def _tests_in(path: Path) -> set[str]:
    if not path.exists():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}

"""The ground floor knows no trade: no domain noun in any name of app/records or app/base."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source_tree import Source, sources

TRADE = frozenset(
    """
    supplier suppliers vendor vendors feed feeds poll polls release releases impact impacts assessment assessments
    questionnaire questionnaires triage workflow workflows service services tier tiers regulation finding training
    procedure procedures responsibility dossier asl qualification
    """.split()  # noqa: SIM905 - a page of words reads better than a list of quotes
)

OF_THE_LANGUAGE = {
    ("app/base/lease.py", "release"): "to give a lease back",
    ("app/base/outbound/lookup.py", "release"): "to give a lock back",
    ("app/base/outbound/body.py", "feed"): "to hand bytes to a decoder",
    ("app/base/outbound/asking.py", "poll"): "to look whether a socket has something to read",
    ("app/base/limited/reader.py", "poll"): "to look whether a pipe has something to read",
}
"""The same letters as a verb, with its sense."""


def test_the_kernel_names_nothing_of_the_trade():
    found = [offence for source in sources("app/records", "app/base") for offence in trade_words(source)]
    assert found == []


def test_a_word_of_the_trade_is_found():
    planted = (
        "from x import y as Vendor\nclass SupplierRow: ...\ndef open_feed(release_id): self.impact = 1\nf(tier=1)\n"
    )
    assert {one.split()[-1] for one in trade_words(Source("app/records/planted.py", planted))} == {
        "Vendor", "SupplierRow", "open_feed", "release_id", "impact", "tier",
    }  # fmt: skip
    assert list(trade_words(Source("app/records/planted.py", '"""Prose may say supplier."""'))) == []


def test_every_exception_is_still_needed():
    used = {(source.path, name) for source in sources("app/records", "app/base") for name, _ in _names(source)}
    assert set(OF_THE_LANGUAGE) <= used


def trade_words(source: Source) -> Iterator[str]:
    """Name each identifier that holds a word of the trade."""
    for name, line in sorted(set(_names(source))):
        words = set(re.findall(r"[a-z]+", re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()))
        if words & TRADE and (source.path, name) not in OF_THE_LANGUAGE:
            yield f"{source.path}:{line} {name}"


def _names(source: Source) -> Iterator[tuple[str, int]]:
    for node in source.nodes:
        for name in _names_of(node):
            yield name, getattr(node, "lineno", 1)


def _names_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute):
        return [node.attr]
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return [node.name]
    if isinstance(node, ast.arg | ast.keyword):
        return [node.arg or ""]
    return [node.asname or node.name.rpartition(".")[2]] if isinstance(node, ast.alias) else []

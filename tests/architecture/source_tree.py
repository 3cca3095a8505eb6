"""The product's own source, read once: what the architecture tests look at."""

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from tests.paths import ROOT

LEFT_OUT = {".git", ".venv", "instance", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"}
"""Folders of the checkout that are not the product."""


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the top of the repository, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @property
    def room(self) -> str:
        """The second folder or module under app: ``rules``, ``actions``, ``views``, …"""
        return self.path.removesuffix(".py").split("/")[2] if self.path.count("/") > 1 else ""

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Yield every call with the last word of what is called."""
        for node in self.nodes:
            if isinstance(node, ast.Call):
                yield last_word(node.func), node


def last_word(node: ast.AST) -> str:
    """Return ``commit`` for ``db.session.commit``, or nothing for what has no name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Return every Python file under these folders of the repository."""
    return tuple(
        _source(path)
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not LEFT_OUT & set(path.parts)
    )


@cache
def _source(path: Path) -> Source:
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


@cache
def product_files() -> tuple[Path, ...]:
    """Return every file that belongs to the repository."""
    found: list[Path] = []
    waiting = [ROOT]
    while waiting:
        for path in waiting.pop().iterdir():
            if path.name in LEFT_OUT:
                continue
            (waiting if path.is_dir() else found).append(path)
    return tuple(sorted(found))


def import_tables() -> None:
    """Import every module that describes a table, so that the metadata is whole whichever test runs first."""
    for source in sources("app"):
        if "__tablename__" in source.text:
            importlib.import_module(source.path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))

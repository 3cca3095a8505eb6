"""One YAML file, read with the line of every value, so that a fault can be pointed at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Key = str | int
Place = tuple[Key, ...]
"""Where a value stands in a definition, such as ``("routes", 3, "tier")``."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a definition: file, line (from 1) and a sentence for its author."""

    file: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class ContentFaultsError(ValueError):
    """Definitions cannot be used as they are; ``faults`` names each reason with file and line."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True)
class Document:
    """A parsed definition with the SHA-256 of its bytes and the line of each place in it."""

    path: Path
    sha256: str
    content: object
    lines: Mapping[Place, int]
    repeated: tuple[tuple[int, str], ...] = ()

    def fault(self, place: Place, sentence: str) -> Fault:
        """Return a fault at a place, or at the nearest place above it that has a line."""
        while place and place not in self.lines:
            place = place[:-1]
        return Fault(self.path, self.lines.get(place, 1), sentence)


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader written in C where there is one: the same rules, several times as fast."""


def read(path: Path) -> Document | Fault:
    """Read one file. A file that is no YAML gives a fault with the line where reading stopped."""
    return parsed(path, path.read_bytes())


def parsed(path: Path, raw: bytes) -> Document | Fault:
    """Read the bytes of a file; ``path`` is only its name, for faults."""
    try:
        root, content = _composed(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return Fault(path, 1, "This file is not UTF-8 text. Save it as UTF-8.")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return Fault(path, line, f"This is not valid YAML: {error.problem or error.context}.")
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return Fault(path, 1, f"This is not valid YAML: {error}.")
    if root is None:
        return Fault(path, 1, "This file is empty. A definition needs at least its header.")
    lines = dict(_lines(root, ()))
    return Document(path, hashlib.sha256(raw).hexdigest(), content, lines, tuple(_repeated(root)))


def _composed(text: str) -> tuple[yaml.Node | None, object]:
    """Return the tree of nodes, which know their lines, and the content built from it."""
    loader = _LOADER(text)
    try:
        root = loader.get_single_node()
        return root, None if root is None else loader.construct_document(root)
    finally:
        loader.dispose()


def _lines(node: yaml.Node, place: Place) -> Iterator[tuple[Place, int]]:
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*place, str(key.value)))
            yield (*place, str(key.value)), key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield from _lines(value, (*place, position))


def _repeated(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """Yield keys written twice: YAML silently keeps the second, an author means both."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if str(key.value) in seen:
                yield key.start_mark.line + 1, str(key.value)
            seen.add(str(key.value))
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated(value)


def of_kind(documents: Mapping[str, Document], kind: str) -> Iterator[Document]:
    """Return the definitions of a kind that may have many files, each kept under ``kind name-of-the-file``."""
    return (document for name, document in documents.items() if name.startswith(f"{kind} "))

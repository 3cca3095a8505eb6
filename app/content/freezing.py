"""Definitions as they are frozen: one canonical text for one content, whichever file it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import orjson
import yaml

from app.content.definitions import FILES, FOLDERS, load
from app.content.documents import Document, Fault, parsed, read

QUESTIONNAIRE, RISK_MODEL = "questionnaire", "risk_model"
LARGEST_DEFINITION = 1024 * 1024
DEEPEST = 24


@dataclass(frozen=True)
class Shipped:
    """A definition that ships and can be taken in: its kind, and its file as it was read."""

    kind: str
    document: Document

    @property
    def content(self) -> Mapping[str, Any]:
        """Return what the file says."""
        return plain(self.document)


def shipped(folder: Path) -> tuple[Shipped, ...]:
    """Return the definitions under ``folder`` that are signed in the portal. Raises ContentFaultsError."""
    load(folder)  # names every fault before anything is handed out
    banks = sorted((folder / FOLDERS[QUESTIONNAIRE]).glob("*.y*ml"))
    files = [(RISK_MODEL, folder / FILES["risk-model"]), *((QUESTIONNAIRE, path) for path in banks)]
    found = ((kind, read(path)) for kind, path in files)
    return tuple(Shipped(kind, document) for kind, document in found if isinstance(document, Document))


def from_outside(name: str, raw: bytes) -> Document | Fault:
    """Read a definition that somebody uploaded. What would grow or nest without end is refused before it is built."""
    path = Path(name)
    if len(raw) > LARGEST_DEFINITION:
        return Fault(path, 1, "This file is larger than 1 MB. A questionnaire is text; take out what is none.")
    return _endless(path, raw) or parsed(path, raw)


def _endless(path: Path, raw: bytes) -> Fault | None:
    depth = 0
    try:
        for event in yaml.parse(raw.decode("utf-8"), Loader=yaml.SafeLoader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent):
                return Fault(path, line, "This file repeats a part by reference (*). Write it out.")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                return Fault(path, line, f"This file is nested deeper than {DEEPEST} levels.")
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        return None  # the reader names it with its line
    return None


def plain(document: Document) -> Mapping[str, Any]:
    """Return the content with days as texts: what has one canonical spelling."""
    return cast("Mapping[str, Any]", _plain(document.content))


def frozen(content: Mapping[str, Any]) -> bytes:
    """Return the canonical JSON of a content: sorted keys, no spaces. A fraction of it stands as a text."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def thawed(raw: bytes) -> Mapping[str, Any]:
    """Return the content of a frozen copy."""
    return cast("Mapping[str, Any]", orjson.loads(raw))


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value

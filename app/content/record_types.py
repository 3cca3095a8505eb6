"""Which record types there are, whether they are regulated, how long they are kept and which signatures they need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.content.version import Version


@dataclass(frozen=True)
class RetentionClass:
    """How long records of a class are kept: whole years from a day, or for good when ``years`` is None."""

    code: str
    title: str
    years: int | None
    counted_from: str
    source: str


@dataclass(frozen=True)
class RecordType:
    """One record type. A part names the record it is kept with; all others have a class and the day it starts with."""

    record: str
    title: str
    is_regulated: bool
    reason: str
    retention: str | None
    starts: str | None
    part_of: str | None
    signatures: tuple[str, ...]


@dataclass(frozen=True)
class RecordTypes:
    """The registry of one version."""

    version: Version
    classes: tuple[RetentionClass, ...]
    types: tuple[RecordType, ...]


def record_types_of(content: Mapping[str, Any], version: Version) -> RecordTypes:
    """Build the registry from checked content."""
    return RecordTypes(
        version, tuple(map(retention_class_of, content["classes"])), tuple(map(record_type_of, content["types"]))
    )


def retention_class_of(item: Mapping[str, Any]) -> RetentionClass:
    """Build a class from checked content, or from what a signed registry froze."""
    return RetentionClass(item["code"], item["title"], item["years"], item["counted_from"], item["source"])


def record_type_of(item: Mapping[str, Any]) -> RecordType:
    """Build a record type from checked content, or from what a signed registry froze."""
    return RecordType(
        record=item["record"],
        title=item["title"],
        is_regulated=item["regulated"],
        reason=item["reason"],
        retention=item.get("retention"),
        starts=item.get("starts"),
        part_of=item.get("part_of"),
        signatures=tuple(item["signatures"]),
    )

"""Faults of the registry of record types that a JSON schema cannot see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from app.content.documents import Document, Fault, Place

Content = Mapping[str, Any]


def record_type_faults(documents: Mapping[str, Document]) -> Iterator[Fault]:
    """Find unknown classes, meanings and owners, doubles, clocks without a start, and signatures of no account."""
    document = documents.get("record-types")
    if document is None:
        return
    content = cast("Content", document.content)
    types: list[Content] = content["types"]
    classes = {one["code"]: one["years"] for one in content["classes"]}
    roots = {one["record"] for one in types if "retention" in one}
    seen: set[str] = set()
    for number, one in enumerate(types):
        place: Place = ("types", number)
        if one["record"] in seen:
            yield document.fault(place, f"The record type {one['record']} is defined twice. Keep one of them.")
        seen.add(one["record"])
        for sentence in (*_clock(one, classes), *_owner(one, roots), *_signatures(one, _meanings(documents))):
            yield document.fault(place, sentence)


def _clock(one: Content, classes: Mapping[str, int | None]) -> Iterator[str]:
    retention = one.get("retention")
    if retention is None:
        return
    if retention not in classes:
        yield f"{one['record']} names the retention class {retention!r}, which is not defined here."
    elif (classes[retention] is None) is ("starts" in one):
        yield f"{one['record']} needs the day its years start with, and none when it is kept for good."


def _owner(one: Content, roots: set[str]) -> Iterator[str]:
    part_of = one.get("part_of")
    if part_of is not None and part_of not in roots:
        yield f"{one['record']} is part of {part_of}, which has no retention class of its own here."


def _signatures(one: Content, meanings: set[str] | None) -> Iterator[str]:
    if one["signatures"] and not one["regulated"]:
        yield f"{one['record']} needs signatures, so it is a regulated record. Say so, or take the signatures away."
    for code in one["signatures"]:
        if meanings is not None and code not in meanings:
            yield f"{one['record']} needs the signature {code!r}, which is no meaning."


def _meanings(documents: Mapping[str, Document]) -> set[str] | None:
    """Return the codes of signatures; None while the meanings have faults of their own."""
    document = documents.get("meanings")
    if document is None:
        return None
    content = cast("Content", document.content)
    return {one["code"] for one in content["meanings"] if one.get("is_signature", True)}

"""The frozen text of a record, made readable without leaving anything out: what a signer sees is what is signed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.base import canonical
from app.records.regulated import Regulated, record_types
from app.records.revisions import Draft, Signable
from app.records.values import field_names, long_texts

_PART_TITLES = {
    "conclusion": "Conclusion",
    "changes": "Changes",
    "touches": "Workflows touched",
    "planned_tests": "Tests planned or left out",
    "planned_test": "Test",
    "test_runs": "Test runs",
    "run": "Test run",
    "test_step_results": "Test steps",
    "step": "Failed step",
    "defects": "Defects",
    "test_script_versions": "Test scripts",
    "procedures": "Procedures",
    "trainings": "Training",
    "use_decisions": "Use decisions",
    "exposure_reviews": "Exposure reviews",
    "round": "Round",
}
_FACTS = ("service", "release", "note")
"""What a signer reads first; then the parts in the order of their titles, then the rest."""


@dataclass(frozen=True)
class Section:
    """A heading and its entries; an entry is a list of (label, text)."""

    title: str
    entries: tuple[tuple[tuple[str, str], ...], ...]


def readable(record: Regulated, draft: Draft) -> list[Section]:
    """Return every field of a draft as labelled text. Long texts are shown whole, not as their digests."""
    body = canonical.parse(draft.body)
    texts = _texts(record)
    parts = body["parts"]
    names = [one for one in _PART_TITLES if one in parts] + [one for one in parts if one not in _PART_TITLES]
    groups = _grouped(body["content"])
    own = tuple(_lines(_in_order(record.__record__, body["fields"]), texts))
    sections = [
        *(Section(_title(name), (tuple(_lines(groups.pop(name), texts)),)) for name in _FACTS if name in groups),
        *(Section(_title(name), tuple(tuple(_row(one, texts)) for one in parts[name])) for name in names),
        Section(f"{body['number']}, version {body['ver']}", (own,)),
        *(Section(_title(name), (tuple(_lines(value, texts)),)) for name, value in groups.items()),
        Section("Files", tuple(tuple(_lines(one, texts)) for one in body["files"])),
        Section("Signatures so far", tuple(tuple(_lines(one, texts)) for one in body["signatures"])),
    ]
    return [one for one in sections if any(one.entries)]


def _grouped(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Gather single facts under one heading and keep groups of facts as they are."""
    single = {name: value for name, value in content.items() if not isinstance(value, dict)}
    groups: dict[str, Mapping[str, Any]] = {name: value for name, value in content.items() if isinstance(value, dict)}
    return {**groups, "standing_on": single} if single else groups


def _row(row: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from _lines(_in_order(row["type"], row["fields"]), texts)
    yield "record", f"{row['type']} {row['id']}, version {row['ver']}"


def _in_order(record_type: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields in the order in which their record declares them; the canonical text sorts them by name."""
    names = field_names(record_types()[record_type])
    return {name: fields[name] for name in names if name in fields}


def _lines(fields: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        yield name.replace("_", " "), _text(value, texts)


def _text(value: Any, texts: Mapping[str, str]) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        if set(value) == {"sha256", "size", "name"} and value["sha256"] in texts:
            return texts[value["sha256"]]
        return "; ".join(f"{name.replace('_', ' ')}: {_text(one, texts)}" for name, one in value.items())
    if isinstance(value, list):
        is_plain = all(isinstance(one, str | int) for one in value)
        return (", " if is_plain else "\n").join(_text(one, texts) for one in value)
    return str(value)


def _title(name: str) -> str:
    return _PART_TITLES.get(name, name.replace("_", " ").capitalize())


def _texts(record: Regulated) -> dict[str, str]:
    """Return the long texts of a record and its parts by their digests."""
    rows = [record]
    if isinstance(record, Signable):
        rows += [row for group in record.revision_parts().values() for row in group]
    values = (getattr(row, name) for row in rows for name in field_names(type(row)))
    return {canonical.sha256(text): text.decode() for value in values for text in long_texts(value)}

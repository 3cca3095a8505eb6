"""What a new registry of record types may not do: nothing that was signed stops being regulated (21 CFR 11.1(e))."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.content.record_types import RecordType, RetentionClass

STEP_MEANING, STEP_ROLE = "APPROVE-QA", "QA"


@dataclass(frozen=True)
class Registry:
    """A registry as it is shipped, drafted or in force."""

    classes: Sequence[RetentionClass]
    types: Sequence[RecordType]

    def type_named(self, record: str) -> RecordType | None:
        """Return a record type, or None when the registry does not name it."""
        return next((one for one in self.types if one.record == record), None)

    def class_of(self, found: RecordType) -> RetentionClass | None:
        """Return the retention class of a type; that of its record when it is a part."""
        owner = self.type_named(found.part_of) if found.part_of else found
        return next((one for one in self.classes if owner and one.code == owner.retention), None)


def faults(registry: Registry, before: Registry | None, signed: Mapping[str, int], known: Iterable[str]) -> list[str]:
    """Return every sentence against putting a registry in force.

    ``before`` is the one in force; without one every type counts as regulated. ``signed`` counts the signatures of
    each type, ``known`` are the record types of the product.
    """
    return [*_flips(registry, before, signed), *_gaps(registry, set(known))]


def changes(before: Registry | None, after: Registry) -> list[str]:
    """Return in words what a registry changes against the one in force."""
    if before is None:
        return ["It is the first registry to be in force here."]
    return [*_type_changes(before, after), *_class_changes(before, after)]


def _flips(registry: Registry, before: Registry | None, signed: Mapping[str, int]) -> Iterable[str]:
    for one in registry.types:
        earlier = before.type_named(one.record) if before else None
        was_regulated = earlier is None or earlier.is_regulated
        if was_regulated and not one.is_regulated and (count := signed.get(one.record, 0)):
            yield (
                f"{one.title} ({one.record}) cannot become non-regulated: {count} signatures stand on such records. "
                "What was signed stays regulated."
            )


def _gaps(registry: Registry, known: set[str]) -> Iterable[str]:
    named = {one.record for one in registry.types}
    for record in sorted(known - named):
        yield f"The registry does not name {record}. Add it to questionnaires/records/registry.yaml."
    for record in sorted(named - known):
        yield f"The registry names {record}, which this version of the product does not have."


def _type_changes(before: Registry, after: Registry) -> Iterable[str]:
    for record in sorted({one.record for one in (*before.types, *after.types)}):
        old, new = before.type_named(record), after.type_named(record)
        if old is None or new is None:
            yield f"{record}: {'new' if old is None else 'no longer named'}."
        elif old != new:
            pairs = [(name, getattr(old, name), getattr(new, name)) for name in vars(new)]
            shown = "; ".join(f"{name.replace('_', ' ')} {was} → {now}" for name, was, now in pairs if was != now)
            yield f"{record}: {shown}."


def _class_changes(before: Registry, after: Registry) -> Iterable[str]:
    old, new = ({one.code: one for one in registry.classes} for registry in (before, after))
    for code in sorted(old.keys() | new.keys()):
        was, now = old.get(code), new.get(code)
        if was is None or now is None:
            yield f"Class {code}: {'new' if was is None else 'no longer there'}."
        elif was != now:
            years = [f"{one.years} years" if one.years else "for good" for one in (was, now)]
            yield f"Class {code}: {years[0]} → {years[1]}." if was.years != now.years else f"Class {code}: its words."

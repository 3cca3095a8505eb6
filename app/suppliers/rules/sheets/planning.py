"""Rows → a plan. Each row becomes new, changed, same or refused; the same register and file give the same plan.

row | what the cells lack | supplier (match by name, compare) | service (match, compare) | one outcome, one sentence
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.base import canonical
from app.suppliers.rules.owners import service_owner_problems
from app.suppliers.rules.sheets.columns import Row
from app.suppliers.rules.sheets.register import FACT_FIELDS, SERVICE_FIELDS, SUPPLIER_FIELDS, Known, Register, Value

Key = Callable[[str], str]


@dataclass(frozen=True)
class Part:
    """What a row does to one supplier or service. ``id`` and ``version`` are those of the row in the register now."""

    id: int | None
    number: str
    name: str
    version: int
    is_new: bool
    changes: Mapping[str, tuple[Value, Value]]
    modules: tuple[str, ...] = ()

    @property
    def is_touched(self) -> bool:
        """Tell whether the import would write here."""
        return self.is_new or bool(self.changes) or bool(self.modules)


@dataclass(frozen=True)
class RowPlan:
    """What would become of one row. ``outcome`` is new, changed, same or refused."""

    line: int
    outcome: str
    supplier_name: str
    service_name: str
    sentence: str
    supplier: Part | None = None
    service: Part | None = None


@dataclass(frozen=True)
class Plan:
    """What an import would do, line by line."""

    rows: tuple[RowPlan, ...]

    def count(self, outcome: str) -> int:
        """Return how many rows have this outcome."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def rows_to_write(self) -> int:
        """How many rows would change the register."""
        return self.count("new") + self.count("changed")

    @property
    def fingerprint(self) -> str:
        """The SHA-256 over every outcome and over the versions it was judged on; another register gives another one."""
        return canonical.sha256("\n".join(_stand_of_row(row) for row in self.rows))


def plan_rows(rows: Sequence[Row], register: Register, key: Key) -> Plan:
    """Judge every row against the register and the lines before it. ``key`` gives the compared form of a name."""
    return Plan(tuple(_plan_row(row, register, key) for row in rows))


def _plan_row(row: Row, register: Register, key: Key) -> RowPlan:
    problems = list(row.problems)
    supplier_key = key(row.supplier_name)
    supplier = service = None
    if not problems:
        supplier, found = _match(register.suppliers.get(supplier_key, []), row.supplier_name, row.line, "supplier")
        problems += found or _conflicts(supplier, _supplier_values(row), row.line)
    if not problems and row.service_name:
        service_key = (supplier_key, key(row.service_name))
        service, found = _match(register.services.get(service_key, []), row.service_name, row.line, "service")
        problems += found or list(_service_problems(row, service, register))
    if problems or supplier is None:
        return RowPlan(row.line, "refused", row.supplier_name, row.service_name or "", " ".join(problems))
    return _accept(row, supplier, service, register, key)


def _match(found: list[Known], name: str, line: int, noun: str) -> tuple[Known | None, list[str]]:
    """Return the one record of this name, or a new one; retired and doubtful ones are refused."""
    if len(found) > 1:
        numbers = ", ".join(one.number for one in found)
        return None, [f"{len(found)} {noun}s bear the name {name} ({numbers}); change this one on its own page."]
    if not found:
        return Known(None, "", name, 0, is_active=True, values={}, first_line=line), []
    if not found[0].is_active:
        return None, [f"{noun.capitalize()} {found[0].number} {name} is retired. Reactivate it first."]
    return found[0], []


def _conflicts(known: Known | None, values: Mapping[str, Value], line: int) -> list[str]:
    """Return where this line contradicts an earlier line of the same file."""
    if known is None:
        return []
    return [
        f"{name} differs from line {known.stated[name]}, which is about the same record."
        for name, value in values.items()
        if name in known.stated and known.stated[name] != line and known.values.get(name) != value
    ]


def _service_problems(row: Row, service: Known | None, register: Register) -> Iterator[str]:
    if service is None:
        return
    if service.first_line == row.line and row.is_regulated is None:
        yield "A new service needs is_regulated: yes or no."
    owners = {}
    for column, username in (("bpo_username", row.bpo_username), ("so_username", row.so_username)):
        owners[column] = register.people.get(username.casefold()) if username else None
        if username and owners[column] is None:
            yield f"{column}: nobody has the user name {username}."
    for field, problem in service_owner_problems(owners["bpo_username"], owners["so_username"]):
        yield f"{field.removesuffix('_id')}_username: {problem}"
    values = _service_values(row, register)
    kept = {**service.values, **values}
    is_one_person = kept.get("bpo_id") is not None and kept.get("bpo_id") == kept.get("so_id")
    if is_one_person and len(values.keys() & {"bpo_id", "so_id"}) == 1:
        yield "The business process owner and the system owner would be the same person; name two people."
    yield from _conflicts(service, values, row.line)


def _accept(row: Row, supplier: Known, service: Known | None, register: Register, key: Key) -> RowPlan:
    supplier_key = key(row.supplier_name)
    parts = [_part(supplier, _supplier_values(row), (), row.line)]
    if supplier.id is None and supplier.first_line == row.line:
        register.suppliers[supplier_key] = [supplier]
    if service is not None:
        parts.append(_part(service, _service_values(row, register), row.modules, row.line))
        register.services[supplier_key, key(row.service_name or "")] = [service]
    return RowPlan(
        row.line,
        _outcome(parts),
        row.supplier_name,
        row.service_name or "",
        _sentence(parts, service or supplier, row.line, register),
        parts[0],
        parts[1] if len(parts) > 1 else None,
    )


def _part(known: Known, values: Mapping[str, Value], modules: Sequence[str], line: int) -> Part:
    changes = {name: (known.values.get(name), new) for name, new in values.items() if known.values.get(name) != new}
    added = tuple(one for one in modules if one.casefold() not in known.modules)
    is_new = known.id is None and known.first_line == line
    known.values.update(values)
    known.stated.update({name: known.stated.get(name, line) for name in values})
    known.modules.update(one.casefold() for one in added)
    return Part(known.id, known.number, known.name, known.version, is_new, changes, added)


def _supplier_values(row: Row) -> dict[str, Value]:
    return {name: getattr(row, name) for name in SUPPLIER_FIELDS if getattr(row, name) is not None}


def _service_values(row: Row, register: Register) -> dict[str, Value]:
    names = (*SERVICE_FIELDS, *FACT_FIELDS)
    values: dict[str, Value] = {name: getattr(row, name) for name in names if getattr(row, name) is not None}
    for column, username in (("bpo_id", row.bpo_username), ("so_id", row.so_username)):
        person = register.people.get(username.casefold()) if username else None
        if person is not None:
            values[column] = person.id
    return values


_NOUNS = ("supplier", "service")


def _outcome(parts: Sequence[Part]) -> str:
    if any(one.is_new for one in parts):
        return "new"
    return "changed" if any(one.is_touched for one in parts) else "same"


def _sentence(parts: Sequence[Part], last: Known, line: int, register: Register) -> str:
    said = [words for noun, part in zip(_NOUNS, parts, strict=False) if (words := _words(noun, part, register))]
    if said:
        return " ".join(said)
    earlier = last.first_line if last.first_line != line else None
    return f"Stands on line {earlier} already." if earlier else f"{last.number} stands like this already."


def _words(noun: str, part: Part, register: Register) -> str:
    if part.is_new:
        modules = f" with modules {', '.join(part.modules)}" if part.modules else ""
        return f"New {noun} {part.name}{modules}."
    changes = [
        f"{_label(name)} {_shown(name, old, register)} → {_shown(name, new, register)}"
        for name, (old, new) in part.changes.items()
    ]
    changes += [f"module {one} licensed" for one in part.modules]
    return f"{noun.capitalize()} {part.number or part.name}: {'; '.join(changes)}." if changes else ""


def _label(name: str) -> str:
    return {"bpo_id": "business process owner", "so_id": "system owner"}.get(name, name.replace("_", " "))


def _shown(name: str, value: Value, register: Register) -> str:
    if value is None:
        return "(empty)"
    if name in {"bpo_id", "so_id"}:
        return register.names.get(int(value), f"person {value}")
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def _stand_of_row(row: RowPlan) -> str:
    return f"{row.line}|{row.outcome}|{row.sentence}|{_stand(row.supplier)}|{_stand(row.service)}"


def _stand(part: Part | None) -> str:
    if part is None:
        return "-"
    changes = sorted(f"{name}={new!r}<{old!r}" for name, (old, new) in part.changes.items())
    return f"{part.id}:{part.version}:{part.is_new}:{changes}:{list(part.modules)}"

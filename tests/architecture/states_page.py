"""docs/states.md, drawn from the tables of moves. Draw it anew with ``python -m tests.architecture.states_page``."""

import importlib
import sys
from collections.abc import Iterable
from pathlib import Path

from app.records.lifecycle import Lifecycle
from app.records.regulated import record_types
from tests.architecture.source_tree import import_tables, sources
from tests.paths import ROOT

PAGE = ROOT / "docs" / "states.md"

HEAD = """# States

Each record with states moves through one door, `records.moves.move`, by the table drawn here. A move that is not in the
table does not exist. “(signed)” needs a signature in the same transaction; “(clock)” may be made by the portal's clock,
which makes no other. This page is drawn from the tables: `.venv/bin/python -m tests.architecture.states_page`.
"""


def lifecycles() -> dict[str, Lifecycle]:
    """Return every table of moves in the product by the record that uses it, or by its module and name."""
    import_tables()
    used = {
        record: kind.__lifecycle__
        for record, kind in record_types().items()
        if kind.__lifecycle__ is not None and kind.__module__.startswith("app.")
    }
    known = {id(table) for table in used.values()}
    for source in sources("app"):
        if "Lifecycle(" in source.text and source.path != "app/records/lifecycle.py":
            importlib.import_module(source.path.removesuffix(".py").replace("/", "."))
    loose = {
        f"{module}.{name}": table
        for module, found in sorted(sys.modules.items())
        if module.startswith("app.")
        for name, table in vars(found).items()
        if isinstance(table, Lifecycle) and id(table) not in known
    }
    return {**used, **loose}


def page(tables: dict[str, Lifecycle]) -> str:
    """Return the text of docs/states.md."""
    return "\n".join([HEAD, *(part for record in sorted(tables) for part in _part(record, tables[record]))])


def _part(record: str, table: Lifecycle) -> Iterable[str]:
    reasons = [move.name for move in table.moves if move.needs_reason]
    yield f"## {record}\n\n```mermaid\n{table.diagram()}\n```\n"
    if reasons:
        yield f"Moves that need a reason: {', '.join(reasons)}.\n"


def draw(target: Path = PAGE) -> None:
    """Write the page."""
    target.write_text(page(lifecycles()), encoding="utf-8")


if __name__ == "__main__":
    draw()

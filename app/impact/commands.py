"""``releases triage``: what the words of release items suggest. Needs no database, no secret and no installation."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

import click

from app.impact.queries.definitions import library
from app.impact.rules.changes import ChangeText
from app.impact.rules.triage import Proposal, propose

TEXTS = ("id", "product", "version", "section", "title", "text")


class BadLine(click.ClickException):
    """A line of the input cannot be read; says which and why. Exit code 2."""

    exit_code = 2


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line per item and nothing else.")
def triage(file: TextIO, *, as_json: bool) -> None:
    """Propose areas, kind and impact for each line of FILE (JSON lines; - for standard input)."""
    try:
        for item in list(_items(file)) if file is not sys.stdin else _items(file):
            proposal = propose(_change(item), item["product"], library().triage)
            click.echo(json.dumps(_row(item["id"], proposal), ensure_ascii=False) if as_json else _line(item, proposal))
    except UnicodeDecodeError as problem:
        raise BadLine(f"{file.name} is not UTF-8 text ({problem.reason} at byte {problem.start}).") from problem


def _items(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _item(number, line)


def _item(number: int, line: str) -> dict[str, str]:
    try:
        found: Any = json.loads(line)
    except ValueError as problem:
        raise BadLine(f"Line {number} is not JSON ({problem}). Give one object per line.") from problem
    if not isinstance(found, dict) or not isinstance(found.get("id"), str) or not found["id"]:
        raise BadLine(f"Line {number} is no object with an id. Give id, product, version, section, title and text.")
    texts: dict[str, Any] = {name: "" if found.get(name) is None else found[name] for name in TEXTS}
    if wrong := [name for name, text in texts.items() if not isinstance(text, str)]:
        raise BadLine(f"Line {number} ({found['id']}): {wrong[0]} is not a text.")
    return texts


def _change(item: dict[str, str]) -> ChangeText:
    return ChangeText(1, item["section"], item["title"], item["text"] or item["title"])


def _row(identifier: str, proposal: Proposal) -> dict[str, Any]:
    return {
        "id": identifier,
        "areas": list(proposal.area_codes),
        "change_type": proposal.kind,
        "impact": proposal.impact,
        "reasons": [
            {
                "area": match.area,
                "terms": list(match.terms),
                "spans": [{"field": span.field, "start": span.start, "end": span.end} for span in match.spans],
            }
            for match in proposal.areas
        ],
    }


def _line(item: dict[str, str], proposal: Proposal) -> str:
    areas = ", ".join(f"{match.area} ({', '.join(match.terms)})" for match in proposal.areas) or "no area"
    return f"{item['id']}: {proposal.kind}, impact {proposal.impact}: {areas}"

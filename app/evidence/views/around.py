"""What several views of evidence need: the record of an address, and a form on a page of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import abort, render_template, request

from app.evidence import definitions, queries
from app.evidence.dependents import Dependent
from app.evidence.models import Evidence, EvidenceVersion
from app.evidence.rules.reading import LEVELS
from app.suppliers.queries.history import history_of
from app.web.edge import actor
from app.web.forms import Form


def found_evidence(number: str) -> Evidence:
    """Return the evidence of this number; what this person may not read is not there."""
    return queries.evidence(number, actor()) or abort(404)


def found_version(found: Evidence, position: int) -> EvidenceVersion:
    """Return the version of this position, or 404."""
    return next((one for one in found.versions if one.position == position), None) or abort(404)


def history_context(found: Evidence) -> dict[str, Any]:
    """Return the events of a piece for its page, from ``?history=<number>`` downwards when it is asked for."""
    asked = request.args.get("history", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 18 else None
    events, more = history_of(found, before)
    events = [
        replace(one, changes=tuple(_in_words(*told) for told in one.changes if told[0] not in _REPEATED))
        for one in events
    ]
    return {"events": events, "more": more, "is_older": before is not None}


_REPEATED = frozenset({"registered at", "registered by", "withdrawn at", "withdrawn because"})
"""Fields that the line of the event says already."""

_WORDS: Mapping[str, Callable[[str], str]] = {
    "kind": definitions.title_of,
    "confidentiality": lambda code: LEVELS[code].title if code in LEVELS else code,
}


def _in_words(field: str, old: str, new: str) -> tuple[str, str, str]:
    word = _WORDS.get(field)
    return (field, word(old) if old else old, word(new) if new else new) if word else (field, old, new)


def act_page(found: Evidence, form: Form, title: str, submit: str, lead: str, leaning: Sequence[Dependent] = ()) -> str:
    """Show a form on a page of its own, posted to the page's address, with what leans on the evidence."""
    return render_template(
        "evidence/act.html",
        found=found,
        form=form,
        title=title,
        submit=submit,
        lead=lead,
        leaning=leaning,
        action=request.path,
    )

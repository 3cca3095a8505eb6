"""The texts that a submission carries the SHA-256 of. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.base import canonical, clock


@dataclass(frozen=True)
class Row:
    """One save as the journal holds it."""

    question: str
    rev: int
    respondent: int
    sha256: str
    at: datetime


@dataclass(frozen=True)
class File:
    """One file that belongs to an answer."""

    question: str
    input: str | None
    name: str
    sha256: str
    size: int


def journal_text(request: str, rows: Iterable[Row]) -> str:
    """Return the canonical text of every save in the order in which it came."""
    saves = [
        {
            "question": one.question,
            "rev": one.rev,
            "respondent": str(one.respondent),
            "sha256": one.sha256,
            "at": clock.to_text(one.at),
        }
        for one in rows
    ]
    return canonical.canonical({"request": request, "saves": saves})


def answers_text(request: str, bodies: Mapping[str, str], hidden: Sequence[str], files: Iterable[File]) -> str:
    """Return the canonical text of the answers as they stand. What is hidden is kept and named as such."""
    by_question: dict[str, list[dict[str, Any]]] = {}
    for one in files:
        found = {"input": one.input, "name": one.name, "sha256": one.sha256, "size": one.size}
        by_question.setdefault(one.question, []).append(found)
    answers = [
        {
            "question": question,
            "answer": canonical.parse(bodies[question]) if question in bodies else None,
            "files": by_question.get(question, []),
            "is_hidden": question in hidden,
        }
        for question in sorted({*bodies, *by_question})
    ]
    return canonical.canonical({"request": request, "answers": answers})

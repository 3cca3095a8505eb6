"""An answer as the journal keeps it: one canonical text, and back. Pure."""

from collections.abc import Mapping
from typing import Any

from app.base import canonical
from app.questionnaires.rules.answers import Answer


def body_of(answer: Answer) -> str:
    """Return the canonical text of an answer; empty inputs and empty words are left out."""
    values = {name: value if isinstance(value, str) else list(value) for name, value in answer.values.items() if value}
    words = {"not_applicable": answer.not_applicable, "remark": answer.remark}
    return canonical.canonical({"values": values, **{name: text for name, text in words.items() if text}})


def answer_of(body: str) -> Answer:
    """Return the answer that a canonical text holds."""
    content: Mapping[str, Any] = canonical.parse(body)
    values = {name: value if isinstance(value, str) else tuple(value) for name, value in content["values"].items()}
    return Answer(values, content.get("not_applicable"), content.get("remark"))


def texts_differ(first: Answer, second: Answer) -> bool:
    """Tell whether two answers are not the same."""
    return body_of(first) != body_of(second)

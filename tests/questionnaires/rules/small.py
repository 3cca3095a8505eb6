"""Small questionnaires for rules: written like a definition, read like a frozen copy."""

from __future__ import annotations

from typing import Any

from app.content.questions import Questionnaire, questionnaire_of
from app.content.version import Version
from app.questionnaires.rules.answers import Answer, Value

YES_NO = {"code": "answer", "kind": "yes_no_partial", "label": "Answer", "scored": True}


def question(name: str, *inputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A question of the area before the dash; without inputs it takes a plain answer."""
    told = {"text": f"{name}?", "why": "It matters.", "evidence": "A record.", "weight": 4}
    return {"id": name, "area": name[:2], **told, "inputs": list(inputs) or [YES_NO], **more}


def questionnaire(*questions: dict[str, Any]) -> Questionnaire:
    """A questionnaire of these questions, whose areas weigh the same."""
    areas = [
        {"code": code, "name": f"Area {code}", "weight": 10} for code in dict.fromkeys(one["area"] for one in questions)
    ]
    content = {"title": "Small", "areas": areas, "questions": list(questions)}
    return questionnaire_of(content, Version("small", "1", "0" * 64))


def plain(value: Value = "yes", **more: Value) -> Answer:
    """An answer in the input that is scored."""
    return Answer({"answer": value, **more})

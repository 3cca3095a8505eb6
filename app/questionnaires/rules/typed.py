"""An answer out of the fields of its form, and what the form shows of an answer. Pure."""

from collections.abc import Mapping

from app.content.questions import Input, Question
from app.questionnaires.rules.answers import Answer, Value


def answer_typed(question: Question, fields: Mapping[str, str]) -> Answer:
    """Return the answer that stands in a form: ``input-<code>``, ``choice-<code>-<option>``, the reason and the remark.

    Files are no fields; they are kept beside the answer. What the form does not know is passed over.
    """
    reason = fields.get("reason", "").strip() if fields.get("not_applicable") else None
    # whoever says that a question does not apply takes the answer back; it stays in the journal
    filled = {one.code: value for one in question.inputs if (value := _value(one, fields))}
    values = filled if reason is None else {}
    return Answer(values, reason, fields.get("remark", "").strip() or None)


def _value(one: Input, fields: Mapping[str, str]) -> Value:
    if one.kind == "file":
        return ""
    if one.kind == "multiple_choice":
        return tuple(option.code for option in one.options if fields.get(f"choice-{one.code}-{option.code}"))
    return fields.get(f"input-{one.code}", "").strip()

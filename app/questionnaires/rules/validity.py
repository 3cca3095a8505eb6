"""Whether what stands in an input is fit for it: one sentence per fault, nothing repaired in silence.

Empty is no fault here: whether something is missing is a question of completeness.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from app.content.questions import Input, Question
from app.questionnaires.rules.answers import Answer, Value

LONGEST_TEXT = 20_000
EARLIEST = date(1980, 1, 1)
LATEST_YEARS = 20
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def answer_faults(question: Question, answer: Answer, today: date) -> Mapping[str, tuple[str, ...]]:
    """Return the faults of an answer by input code; those of the answer as a whole stand under the empty code."""
    known = {one.code: one for one in question.inputs}
    found: dict[str, tuple[str, ...]] = {}
    for code, value in answer.values.items():
        faults = value_faults(known[code], value, today) if code in known else (f"{question.id} has no input {code}.",)
        if faults:
            found[code] = faults
    if whole := (*_claim_faults(question, answer), *_text_faults("The remark", answer.remark or "")):
        found[""] = whole
    return found


def value_faults(one: Input, value: Value, today: date) -> tuple[str, ...]:
    """Return what is wrong with a value. An input that holds nothing is absent from its answer and comes not here."""
    if one.kind == "multiple_choice":
        return _several_faults(one, value)
    if one.kind == "file":
        return _file_faults(one, value)
    if not isinstance(value, str):
        return (f"{one.label}: give one value, not several.",)
    if one.codes:
        return () if value in one.codes else (f"{one.label}: {value!r} is not among the choices.",)
    if one.kind == "number":
        return _number_faults(one, value)
    if one.kind == "date":
        return _day_faults(one, value, today)
    return _text_faults(one.label, value) if value.strip() else (f"{one.label}: this holds nothing but spaces.",)


def _several_faults(one: Input, value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (f"{one.label}: give a list of choices.",)
    strange = tuple(f"{one.label}: {code!r} is not among the choices." for code in value if code not in one.codes)
    doubled = (f"{one.label}: a choice is given twice.",) if len(set(value)) < len(value) else ()
    return (*strange, *doubled, *(() if value else (f"{one.label}: nothing is chosen.",)))


def _file_faults(one: Input, value: Value) -> tuple[str, ...]:
    digests = (value,) if isinstance(value, str) else value
    strange = [digest for digest in digests if not _SHA256.fullmatch(digest)]
    if strange or not digests:
        return (f"{one.label}: this names no file that was uploaded.",)
    return (f"{one.label}: a file is named twice.",) if len(set(digests)) < len(digests) else ()


def _number_faults(one: Input, value: str) -> tuple[str, ...]:
    number = number_of(value)
    if number is None:
        return (f"{one.label}: {value[:40]!r} is not a number. Write it with digits, such as 4 or 0.5.",)
    if one.minimum is not None and number < one.minimum:
        return (f"{one.label}: {value} is less than {one.minimum}, the least that is possible.",)
    if one.maximum is not None and number > one.maximum:
        return (f"{one.label}: {value} is more than {one.maximum}, the most that is possible.",)
    return ()


def _day_faults(one: Input, value: str, today: date) -> tuple[str, ...]:
    day = day_of(value)
    if day is None:
        return (f"{one.label}: {value[:40]!r} is not a day. Write it as YYYY-MM-DD.",)
    if day < EARLIEST:
        return (f"{one.label}: {day} is before {EARLIEST.year}. Check the year.",)
    if one.partial_after_months is not None and day > today:
        return (f"{one.label}: {day} lies in the future. Give the day on which it was last done.",)
    if day.year > today.year + LATEST_YEARS:
        return (f"{one.label}: {day} is more than {LATEST_YEARS} years ahead. Check the year.",)
    return ()


def _text_faults(label: str, value: str) -> tuple[str, ...]:
    if len(value) > LONGEST_TEXT:
        return (f"{label}: this has {len(value)} characters; {LONGEST_TEXT} fit. Attach a file for more.",)
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\r\t" for sign in value):
        return (f"{label}: this holds a control character. Type it again instead of pasting it.",)
    return ()


def _claim_faults(question: Question, answer: Answer) -> tuple[str, ...]:
    """*Not applicable* is a claim with a reason: something other than an empty answer, and not beside one."""
    if answer.not_applicable is None:
        return ()
    if not answer.not_applicable.strip():
        return (f"Say why {question.id} does not apply to this service.",)
    if answer.values:
        return (f"{question.id} is answered and said not to apply. Clear the answer, or take that back.",)
    return _text_faults("The reason", answer.not_applicable)


def number_of(value: str) -> Decimal | None:
    """Return the number that a text spells with plain digits, or None."""
    try:
        return Decimal(value) if _NUMBER.fullmatch(value) else None
    except InvalidOperation:
        return None


def day_of(value: str) -> date | None:
    """Return the day that a text spells as YYYY-MM-DD, or None."""
    try:
        return date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        return None

"""Separation of duties, by person. Pure: a second role on the same account does not help."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.records.lifecycle import Verdict


@dataclass(frozen=True)
class Step:
    """A signature asked for: its meaning, the role that gives it, and the meanings its signer must not have signed."""

    meaning: str
    role: str
    separate_from: tuple[str, ...] = ()


def may_sign(
    step: Step | None,
    signed: Sequence[tuple[str, str]],
    person_id: str,
    roles: Sequence[str],
    barred: Mapping[str, str],
) -> Verdict:
    """Judge whether a person may sign ``step``. ``signed`` pairs each earlier meaning with its signer's id."""
    return Verdict.of(_obstacles(step, signed, person_id, roles, barred))


def _obstacles(
    step: Step | None,
    signed: Sequence[tuple[str, str]],
    person_id: str,
    roles: Sequence[str],
    barred: Mapping[str, str],
) -> Iterable[str]:
    if step is None:
        yield "No signature is awaited on this record now."
        return
    if step.role not in roles:
        yield f"The next signature ({step.meaning}) is given in the role {step.role}, which you do not hold."
    for meaning, signer in signed:
        if signer == person_id and meaning in step.separate_from:
            yield f"You signed this record as {meaning}; {step.meaning} has to come from another person."
    if person_id in barred:
        yield barred[person_id]

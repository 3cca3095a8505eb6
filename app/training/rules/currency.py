"""Whether training on a procedure is current: the version in force, done, and not run out."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Trained:
    """One training record of a person: which version, from when, until when (None: no end)."""

    procedure_version: str
    completed_on: date
    expires_on: date | None


def gap(in_force: str, records: list[Trained], today: date) -> str | None:
    """Return why training on the version ``in_force`` is missing on ``today``, or None when it is current.

    The last day of a record still counts.
    """
    if not records:
        return "not trained yet"
    of_version = [one for one in records if one.procedure_version == in_force]
    if not of_version:
        return f"trained on version {records[-1].procedure_version}, not on version {in_force}"
    done = [one for one in of_version if one.completed_on <= today]
    if not done:
        return "the training lies in the future"
    if any(one.expires_on is None or one.expires_on >= today for one in done):
        return None
    last = max(one.expires_on for one in done if one.expires_on is not None)
    return f"the training ran out on {last.isoformat()}"


def date_problem(completed_on: date, expires_on: date | None, today: date) -> str | None:
    """Return why these days cannot be recorded on ``today``, or None."""
    if completed_on > today:
        return "The training lies in the future. Record it on the day it was done."
    if expires_on is not None and expires_on < completed_on:
        return "The training would run out before it was done. Check both days."
    return None

"""What is stated about evidence and its versions, and what stands against it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

Problem = tuple[str, str]

LONGEST = {"title": 200, "address": 1_000, "kept_at": 500, "because": 1_000, "note": 4_000, "rationale": 4_000}
"""Characters that fit each field."""


@dataclass(frozen=True)
class KindRules:
    """What the definitions ask of a kind: a period that it speaks for, and whether it carries other evidence on."""

    title: str
    has_period: bool
    is_bridge: bool


@dataclass(frozen=True)
class VersionDetails:
    """One version as stated by who records it."""

    effective_on: date
    expires_on: date | None = None
    no_expiry_because: str | None = None
    period_from: date | None = None
    period_to: date | None = None
    address: str | None = None
    kept_at: str | None = None
    note: str | None = None
    bridges: str | None = None
    """Number of the evidence that a bridge letter carries on."""


def version_problems(found: VersionDetails, kind: KindRules, today: date, *, has_file: bool) -> Iterator[Problem]:
    """Yield each field and the sentence that stands against it."""
    yield from _source(found, has_file=has_file)
    yield from _end(found, kind)
    yield from _period(found, kind, today)
    if kind.is_bridge and not found.bridges:
        yield "bridges", "A bridge letter carries other evidence on. Give its number, such as EVD-2026-0007."
    if found.bridges and not kind.is_bridge:
        yield "bridges", f"Only a bridge letter carries other evidence on; this is: {kind.title}. Leave this empty."


def _source(found: VersionDetails, *, has_file: bool) -> Iterator[Problem]:
    if not has_file and not found.address:
        yield "file", "Choose a file, or give the address where the evidence is kept."
    if not has_file and found.address and not found.kept_at:
        yield "kept_at", "Say where it is kept and who can open it, so that it can be shown when it is asked for."


def _end(found: VersionDetails, kind: KindRules) -> Iterator[Problem]:
    if found.expires_on is None and not found.no_expiry_because:
        yield "expires_on", "Give the last day on which it counts, or say below why it does not expire."
    if found.expires_on is not None and found.no_expiry_because:
        yield "no_expiry_because", "It has a last day, so it expires. Leave this empty, or leave the last day empty."
    if found.expires_on is not None and found.expires_on < found.effective_on:
        yield "expires_on", f"Its last day lies before the day it takes effect, {found.effective_on}."
    if kind.is_bridge and found.expires_on is None:
        yield "expires_on", "A bridge letter has a last day: it carries other evidence on until then, and no further."


def _period(found: VersionDetails, kind: KindRules, today: date) -> Iterator[Problem]:
    if kind.has_period and (found.period_from is None or found.period_to is None):
        yield "period_to", f"Evidence of this kind speaks for a period: {kind.title}. Give its first and its last day."
    elif (found.period_from is None) is not (found.period_to is None):
        yield "period_to", "A period has a first and a last day. Give both, or none."
    if found.period_from and found.period_to and found.period_to < found.period_from:
        yield "period_to", f"The period ends before it begins on {found.period_from}."
    if found.period_to is not None and found.period_to > today:
        yield "period_to", "The period has not ended yet; nobody can vouch for days to come."

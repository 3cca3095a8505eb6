"""When a release goes live, and how surely we know it."""

from collections.abc import Iterator
from datetime import date, datetime

from app.records import trail
from app.releases.actions.refused import Refused, refuse_if
from app.releases.models import Release

CERTAINTIES = ("stated", "assumed", "unknown")
"""Stated by the vendor, assumed by us (from its habit or the contract), or unknown."""

_EARLIEST = date(1990, 1, 1)


def set_production_date(
    release: Release,
    production_on: date | None,
    certainty: str,
    reason: str,
    *,
    is_live_before_announcement: bool = False,
) -> None:
    """Record the day on which the release reaches production, with the reason or source. Raises Refused.

    A day before the announcement is taken only when the person says that it is meant: it is rare, and late notice.
    """
    if release.withdrawn_at is not None:
        raise Refused(("", f"{release.number} was withdrawn, so it has no production date to set."))
    refuse_if(date_problems(production_on, certainty, release.announced_at, is_confirmed=is_live_before_announcement))
    if (release.production_on, release.production_certainty) == (production_on, certainty):
        raise Refused(("production_on", "This production date stands in the record already."))
    release.production_on, release.production_certainty = production_on, certainty
    trail.say(release, "releases.release.production_dated", reason)


def date_problems(
    production_on: date | None, certainty: str, announced_at: datetime | None, *, is_confirmed: bool
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a production date, by field."""
    if certainty not in CERTAINTIES:
        yield "production_certainty", "Say whether the production date is stated, assumed or unknown."
        return
    if production_on is None:
        if certainty != "unknown":
            yield "production_on", f"Enter the day that is {certainty}, or choose “unknown”."
        return
    if certainty == "unknown":
        yield "production_certainty", "A day is given: say whether the vendor stated it or you assume it."
    if production_on < _EARLIEST:
        yield "production_on", "This day lies too far back. Write it as 2026-11-02."
    if announced_at is not None and production_on < announced_at.date() and not is_confirmed:
        told = f"This is before the announcement of {announced_at:%d %b %Y}."
        yield "production_on", f"{told} Correct it, or confirm that the release went live before it was announced."

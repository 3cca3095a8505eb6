"""Which version of a piece of evidence counts on a day, with its class and standing: one statement for any number.

The newest version that has taken effect counts, or the first one while none has. The standing is judged by
`rules/standing.py`; here it is said in SQL as well, so that lists narrow and sort by it. A test compares the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.evidence import definitions
from app.evidence.models import Evidence, EvidenceClass, EvidenceVersion
from app.evidence.rules.reading import readable_levels
from app.evidence.rules.standing import Standing, oldest_trusted, standing
from app.records.actor import Actor

VERSION = aliased(EvidenceVersion, name="counted_version")
CLASS = aliased(EvidenceClass, name="counted_class")


@dataclass(frozen=True)
class Line:
    """A piece of evidence as a list or panel shows it on a day."""

    evidence: Evidence
    version: EvidenceVersion
    class_code: str | None
    standing: Standing


@dataclass(frozen=True)
class Counted:
    """The expressions for one day."""

    day: date

    @cached_property
    def bridged_until(self) -> ColumnElement[Any]:
        """The last day of the bridge letters that carry the version on and have taken effect."""
        letter, holder = aliased(EvidenceVersion), aliased(Evidence)
        query = select(func.max(letter.expires_on)).join(holder, holder.id == letter.evidence_id)
        is_standing = and_(letter.effective_on <= self.day, holder.state == "current")
        return query.where(letter.bridges_id == VERSION.id, is_standing).scalar_subquery()

    @cached_property
    def until(self) -> ColumnElement[Any]:
        """The last day on which it counts."""
        return case((self.bridged_until > VERSION.expires_on, self.bridged_until), else_=VERSION.expires_on)

    @cached_property
    def standing(self) -> ColumnElement[str]:
        """The code of the standing, weighed in the order of the rule."""
        limits = definitions.limits()
        speaks_for = func.coalesce(VERSION.period_to, VERSION.effective_on)
        soon = self.day + timedelta(days=limits.expiring_within_days)
        return case(
            (Evidence.state == "withdrawn", "withdrawn"),
            (VERSION.effective_on > self.day, "not_yet_effective"),
            (self.until < self.day, "expired"),
            (speaks_for < oldest_trusted(self.day, limits.old_after_months), "old"),
            (self.until <= soon, "expiring"),
            (VERSION.expires_on < self.day, "bridged"),
            else_="current",
        )

    def select(self) -> Select[Any]:
        """Select evidence, the version that counts, its class and the end of its bridge letters."""
        of_it = aliased(EvidenceVersion)
        begun = select(func.max(of_it.position)).where(of_it.evidence_id == Evidence.id, of_it.effective_on <= self.day)
        first = aliased(EvidenceVersion)
        earliest = select(func.min(first.position)).where(first.evidence_id == Evidence.id)
        position = func.coalesce(begun.scalar_subquery(), earliest.scalar_subquery())
        given = aliased(EvidenceClass)
        newest = select(func.max(given.id)).where(given.evidence_version_id == VERSION.id).scalar_subquery()
        return (
            select(Evidence, VERSION, CLASS.code, self.bridged_until.label("bridged_until"))
            .select_from(Evidence)
            .join(VERSION, and_(VERSION.evidence_id == Evidence.id, VERSION.position == position))
            .outerjoin(CLASS, CLASS.id == newest)
        )

    def line(self, row: Sequence[Any]) -> Line:
        """Return a row of `select` as a line, judged by the rule."""
        found, version, code, bridged_until = row[:4]
        return Line(found, version, code, standing(version.dated(bridged_until), self.day, definitions.limits()))


def readable(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of what this person may read: by confidentiality, and everything that they own."""
    owned = Evidence.owner_id == int(actor.id)
    return or_(Evidence.confidentiality.in_(readable_levels(actor.roles)), owned)

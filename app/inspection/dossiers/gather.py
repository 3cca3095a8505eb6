"""What belongs to a record: every row that an inspector would ask for, found by one table of relations."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.access.models import AccessReview
from app.base.db import db
from app.impact.models import Assessment
from app.inspection.models import TrailReview
from app.inspection.queries import trail_reviews
from app.inspection.rules import judging
from app.inspection.rules.exceptions import RULES
from app.records import attachments, kernel, removals
from app.records.approvals import ApprovalRoute
from app.records.attachments import Attachment
from app.records.regulated import Regulated
from app.records.removals import Removal
from app.records.signature import Signature, SigningRefusal
from app.web.errors import Sentence

FOLLOWED: Mapping[str, tuple[str, ...]] = {
    "impact.assessment": ("release", "service", "rounds", "use_decisions", "exposure_reviews", "merged_into"),
    "impact.assessment_round": ("note", "changes", "planned_tests", "procedures", "trainings", "conclusions"),
    "impact.change": ("touches",),
    "impact.workflow_touch": ("workflow",),
    "impact.planned_test": ("script_version", "runs"),
    "impact.test_script_version": ("script",),
    "impact.test_run": ("step_results",),
    "impact.test_step_result": ("defects",),
    "releases.release": ("feed", "notes"),
    "suppliers.service": ("supplier", "facts"),
    "access.review": ("lines",),
    "access.review_line": ("decisions",),
    "inspection.trail_review": ("items",),
}
"""Which relations lead to rows of the same story. Everything else is another record's own."""


Recorded = Assessment | AccessReview | TrailReview


@dataclass(frozen=True)
class Kind:
    """A kind of record that dossiers are made of: its page, whose rows are its own, and who may read it.

    ``beside`` gives what the page shows of rows that are not the record's own.
    """

    model: type[Recorded]
    own: str
    template: str
    permission: str
    beside: Callable[[Any], Mapping[str, Any]] = lambda _: {}

    def find(self, number: str) -> Recorded | None:
        """Return the record of this number."""
        query: Select[Any] = select(self.model).where(self.model.number == number)
        found: Recorded | None = db.session.scalar(query)
        return found


def _looked_at(review: TrailReview) -> Mapping[str, Any]:
    """Return the events that the items of a trail review name, in words."""
    return {"looked_at": trail_reviews.looked_at(review), "rules": RULES, "judgements": judging.JUDGEMENTS}


KINDS: Mapping[str, Kind] = {
    "RIA": Kind(Assessment, "impact.", "inspection/dossier.html", "impact.assessment.read"),
    "ACR": Kind(AccessReview, "access.", "inspection/dossier_access_review.html", "access.review.read"),
    "TRR": Kind(
        TrailReview,
        "inspection.trail_review",
        "inspection/dossier_trail_review.html",
        "inspection.ledger.read",
        _looked_at,
    ),
}
"""The kinds by the first letters of their numbers."""


class NoDossier(Sentence):
    """There is no dossier of this; the message says of what there is."""

    status = 404


@dataclass(frozen=True)
class Gathered:
    """A record with everything that belongs to it."""

    kind: Kind
    record: Recorded
    rows: tuple[Regulated, ...]
    files: tuple[Attachment, ...]
    routes: tuple[ApprovalRoute, ...]
    signatures: tuple[Signature, ...]
    refusals: tuple[SigningRefusal, ...]

    @property
    def kin(self) -> list[Assessment]:
        """The voided assessment that this one replaces, and the one that replaces this: both dossiers prove it."""
        if not isinstance(self.record, Assessment):
            return []
        return [one for one in (self.record.replaces, self.record.replaced_by) if one is not None]

    @cached_property
    def disposed(self) -> Mapping[str, Removal]:
        """The files that are gone, with the removal that says under which signed decision."""
        store = kernel.of(db.session()).files
        return removals.of([one.sha256 for one in self.files if not store.path(one.sha256).exists()])

    @property
    def keys(self) -> list[tuple[str, int]]:
        """Type and id of every row, the kernel's rows included."""
        steps = [step for route in self.routes for step in route.steps]
        every = (*self.rows, *self.files, *self.routes, *steps, *self.signatures, *self.refusals, *self.kin)
        return [(row.__record__, row.id) for row in every]


def gather(number: str) -> Gathered:
    """Return the record of this number with all that belongs to it. Raises NoDossier."""
    kind = kind_of(number)
    found = kind.find(number)
    if found is None:
        raise _none(number)
    rows = tuple(_walk(found))
    own = [row for row in rows if row.__record__.startswith(kind.own)]
    return Gathered(
        kind=kind,
        record=found,
        rows=rows,
        files=tuple(attachments.of_all(rows)),
        routes=tuple(
            db.session.scalars(select(ApprovalRoute).where(_about(ApprovalRoute, own)).order_by(ApprovalRoute.id))
        ),
        signatures=tuple(db.session.scalars(select(Signature).where(_about(Signature, own)).order_by(Signature.id))),
        refusals=tuple(
            db.session.scalars(select(SigningRefusal).where(_about(SigningRefusal, own)).order_by(SigningRefusal.id))
        ),
    )


def kind_of(number: str) -> Kind:
    """Return which kind of record a number names. Raises NoDossier for one without dossiers."""
    kind = KINDS.get(number.partition("-")[0])
    if kind is None:
        raise _none(number)
    return kind


def _none(number: str) -> NoDossier:
    return NoDossier(
        f"There is no dossier of {number}. Dossiers are made of assessments, access reviews and reviews of the audit "
        "trail; give a number like RIA-2026-0001, ACR-2026-0001 or TRR-2026-0001."
    )


def _walk(start: Regulated) -> Iterable[Regulated]:
    seen: set[tuple[str, int]] = set()
    waiting = [start]
    while waiting:
        row = waiting.pop(0)
        if (row.__record__, row.id) in seen or (row is not start and row.__record__ == start.__record__):
            continue
        seen.add((row.__record__, row.id))
        yield row
        for relation in FOLLOWED.get(row.__record__, ()):
            found = getattr(row, relation)
            waiting.extend(found if isinstance(found, list) else [found] if found is not None else [])


def _about(
    kind: type[ApprovalRoute] | type[Signature] | type[SigningRefusal], rows: Iterable[Regulated]
) -> ColumnElement[bool]:
    return or_(*(and_(kind.record_type == name, kind.record_id.in_(ids)) for name, ids in _by_type(rows).items()))


def _by_type(rows: Iterable[Regulated]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(row.__record__, []).append(row.id)
    return found

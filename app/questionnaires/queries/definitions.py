"""Definitions: which there are, which is in force on a day, and what their frozen content says."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.base import canonical
from app.base.db import db
from app.content.freezing import thawed
from app.content.questions import Questionnaire, questionnaire_of
from app.content.risk_model import RiskModel, risk_model_of
from app.content.version import Version
from app.questionnaires.models import Definition
from app.questionnaires.models.definition import KINDS
from app.records import kernel
from app.records.approvals import ApprovalRoute
from app.web.errors import Sentence
from app.web.filters import Choice, Contains
from app.web.listing import Column, Listing

PURPOSE = "definition"
"""What the route of a definition is for."""

_COLUMNS = Definition.__table__.c


class ContentLost(Sentence):
    """The file store has lost the content of a definition, or holds something else; nothing is made up in its place."""


def definition(number: str) -> Definition | None:
    """Return the definition of this number with the person who took it in."""
    query = select(Definition).where(Definition.number == number)
    return db.session.scalar(query.options(joinedload(Definition.drafted_by)))


def effective(kind: str, definition_id: str, day: date) -> Definition | None:
    """Return the version in force on a day: the newest that was signed and whose day has come by then.

    A version that was retired since was in force until another one took its place.
    """
    query = (
        select(Definition)
        .where(
            Definition.kind == kind,
            Definition.definition_id == definition_id,
            Definition.state.in_(("approved", "effective", "retired")),
            Definition.effective_from <= day,
        )
        .order_by(Definition.effective_from.desc(), Definition.id.desc())
    )
    return db.session.scalar(query.limit(1))


def versions_of(kind: str, definition_id: str) -> Sequence[Definition]:
    """Return every definition of this name, newest first."""
    query = select(Definition).where(Definition.kind == kind, Definition.definition_id == definition_id)
    return db.session.scalars(query.order_by(Definition.id.desc())).all()


def earlier_of(found: Definition) -> Definition | None:
    """Return the signed version that came before this one, or None: what this one is compared with."""
    query = (
        select(Definition)
        .where(
            Definition.kind == found.kind,
            Definition.definition_id == found.definition_id,
            Definition.state.in_(("approved", "effective", "retired")),
            Definition.id < found.id,
        )
        .order_by(Definition.id.desc())
    )
    return db.session.scalar(query.limit(1))


def open_route_of(found: Definition) -> ApprovalRoute | None:
    """Return the route whose signatures are still awaited, with its steps."""
    query = select(ApprovalRoute).where(
        ApprovalRoute.record_type == found.__record__,
        ApprovalRoute.record_id == found.id,
        ApprovalRoute.purpose == PURPOSE,
        ApprovalRoute.closed_at.is_(None),
    )
    return db.session.scalars(query.options(joinedload(ApprovalRoute.steps))).unique().one_or_none()


def waiting() -> Sequence[Definition]:
    """Return every definition that waits for somebody, oldest first."""
    query = select(Definition).where(Definition.state.in_(("draft", "in_approval")))
    return db.session.scalars(query.order_by(Definition.id)).all()


def due(day: date) -> Sequence[Definition]:
    """Return the signed definitions whose day has come, oldest first."""
    query = select(Definition).where(Definition.state == "approved", Definition.effective_from <= day)
    return db.session.scalars(query.order_by(Definition.effective_from, Definition.id)).all()


def content_of(found: Definition) -> Mapping[str, Any]:
    """Return the frozen content. Raises ContentLost when the store does not hold what was signed."""
    return thawed(raw_content_of(found))


def raw_content_of(found: Definition) -> bytes:
    """Return the bytes of the frozen content. Raises ContentLost."""
    files = kernel.of(db.session()).files
    raw = files.read(found.content_sha256) if files.path(found.content_sha256).exists() else b""
    if canonical.sha256(raw) != found.content_sha256:
        raise ContentLost(f"The content of {found.number} is missing or damaged. Restore it from a backup.")
    return raw


def version_of(found: Definition) -> Version:
    """Return what is kept with everything that leans on this definition."""
    return Version(found.definition_id, found.content_version, found.content_sha256)


def questionnaire(found: Definition) -> Questionnaire:
    """Return a questionnaire from its frozen content. Raises ContentLost."""
    return questionnaire_of(content_of(found), version_of(found))


def risk_model(found: Definition) -> RiskModel:
    """Return a risk model from its frozen content. Raises ContentLost."""
    return risk_model_of(content_of(found), version_of(found))


def all_definitions() -> Select[Any]:
    """Return every definition, to be narrowed by the list."""
    return select(Definition)


def _url(row: Definition) -> str:
    return url_for("definitions.show", number=row.number)


DEFINITIONS = Listing(
    columns=(
        Column("number", "Number", lambda row: row.number, _COLUMNS.id, href=_url),
        Column("title", "Title", lambda row: row.title, kind="name", href=_url),
        Column("kind", "Kind", lambda row: KINDS[row.kind]),
        Column("name", "Id", lambda row: row.definition_id, kind="code"),
        Column("content_version", "Version", lambda row: row.content_version, kind="code"),
        Column("effective_from", "Effective from", lambda row: row.effective_from, kind="date"),
        Column("state", "State", lambda row: row.state, kind="chip"),
    ),
    key=_COLUMNS.id,
    sort="-number",
    filters=(
        Contains("q", "Title, id or number", (Definition.title, Definition.definition_id, Definition.number)),
        Choice("kind", "Kind", _COLUMNS.kind, tuple(KINDS.items())),
        Choice(
            "state",
            "State",
            _COLUMNS.state,
            tuple((one, one.replace("_", " ")) for one in Definition.__lifecycle__.states),
        ),
    ),
)
"""Definitions by name, kind and state."""

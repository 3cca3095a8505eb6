"""Statements: which there are, which one is in force, and what changed since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.people.models import Person
from app.records import attachments
from app.records.actor import Actor
from app.records.attachments import Attachment
from app.records.lifecycle import Verdict
from app.records.separation import may_sign
from app.system.models import Statement
from app.system.queries.configuration import Configuration, configuration
from app.system.rules import statements as rules
from app.system.rules.configuration import Difference, Item, differences, items_of
from app.web.filters import Choice
from app.web.listing import Column, Listing


@dataclass(frozen=True)
class Changes:
    """What is not as it was signed: items, and files of the product by path."""

    items: list[Difference]
    files: list[Difference]

    @property
    def count(self) -> int:
        """How many differences there are. All files together are one item, so it counts for them."""
        return len(self.items)


def statement(number: str) -> Statement | None:
    """Return the statement of this number with who drafted it."""
    query = select(Statement).where(Statement.number == number).options(joinedload(Statement.drafted_by))
    return db.session.scalar(query)


def signed_statement() -> Statement | None:
    """Return the statement in force."""
    query = select(Statement).where(Statement.state == "signed").options(joinedload(Statement.drafted_by))
    return db.session.scalar(query.order_by(Statement.id.desc()).limit(1))


def open_draft() -> Statement | None:
    """Return the draft that waits for a signature."""
    return db.session.scalar(select(Statement).where(Statement.state == "draft").order_by(Statement.id).limit(1))


def changes(before: Statement, now: Configuration) -> Changes:
    """Return what changed since a statement was frozen."""
    files = [{"path": path, "sha256": digest} for path, digest in now.files.items()]
    return _changes(before, now.items, files)


def changes_between(before: Statement, after: Statement) -> Changes:
    """Return what one frozen configuration has changed against an earlier one."""
    return _changes(before, items_of(after.items), after.source_files)


def letter_files(found: Statement) -> list[Attachment]:
    """Return the files of the non-repudiation letter that a statement carries."""
    return attachments.of(found.__record__, [found.id])


def verdict(found: Statement, actor: Actor) -> Verdict:
    """Judge whether this person may sign now."""
    if found.state != "draft":
        return Verdict.of([f"{found.number} is {found.state}; only a draft is signed."])
    return may_sign(rules.STEP, [], actor.id, actor.roles, rules.barred(str(found.drafted_by_id)))


def warnings() -> list[str]:
    """Return what QA has to deal with: a changed configuration, a missing letter. For the banner, so it is quick."""
    columns = (Statement.number, Statement.fingerprint, Statement.letter_reference)
    row = db.session.execute(
        select(*columns).where(Statement.state == "signed").order_by(Statement.id.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return rules.warnings(None, "")
    standing = rules.Standing(row.number, row.fingerprint, bool(row.letter_reference))
    return rules.warnings(standing, configuration(is_quick=True).fingerprint)


def stamp() -> dict[str, str]:
    """Return with what a copy is made: version, commit, configuration, and the statement that speaks for it."""
    found, signed = configuration(is_quick=True), signed_statement()
    is_signed = signed is not None and signed.fingerprint == found.fingerprint
    return {
        "product": f"Qualward {found.value('product', 'version')}",
        "commit": found.value("product", "commit"),
        "configuration_fingerprint": found.fingerprint,
        "statement": signed.number if signed else "none",
        "is_as_signed": "yes" if is_signed else "no",
    }


def every_statement() -> Select[Any]:
    """Return all statements, to be narrowed by the list."""
    query = select(Statement).join(Person, Person.id == Statement.drafted_by_id)
    return query.options(joinedload(Statement.drafted_by))


def listing() -> Listing:
    """Return the statements as a list, newest first."""
    states = [(one, one) for one in ("draft", "signed", "superseded", "dropped")]
    return Listing(
        columns=(
            Column("number", "Number", lambda row: row.number, Statement.number, href=_address),
            Column("state", "State", lambda row: row.state, Statement.state, kind="chip"),
            Column("version", "Version", lambda row: row.product_version, Statement.product_version),
            Column("fingerprint", "Fingerprint", lambda row: row.fingerprint[:12]),
            Column("deployment", "Deployment", lambda row: row.deployment),
            Column("drafted_by", "Drafted by", lambda row: row.drafted_by, Person.name, kind="person"),
            Column("drafted", "Drafted", lambda row: row.drafted_at, Statement.drafted_at, kind="time"),
            Column("decided", "Decided", lambda row: row.decided_at, kind="time"),
        ),
        key=Statement.id,
        sort="-number",
        filters=(Choice("state", "State", Statement.state, lambda: states),),
    )


def _changes(before: Statement, items: Iterable[Item], files: Iterable[Mapping[str, Any]]) -> Changes:
    return Changes(
        differences(items_of(before.items), items), differences(_as_items(before.source_files), _as_items(files))
    )


def _as_items(files: Iterable[Mapping[str, Any]]) -> list[Item]:
    return [Item("file", one["path"], one["sha256"]) for one in files]


def _address(row: Statement) -> str:
    return url_for("system_statements.show", number=row.number)

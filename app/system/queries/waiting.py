"""What waits for a person on the system pages: drafts to sign, one's own drafts, decisions to carry out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import defer

from app.base.db import db
from app.people.permissions import allows
from app.records.actor import Actor
from app.records.lifecycle import Verdict
from app.records.signature import Signature
from app.system.models import Disposal
from app.system.queries import disposals, registries, statements
from app.system.rules.statements import STEP

DRAFTED = "You drafted it; somebody else signs it. Drop it when it is not wanted any more."


@dataclass(frozen=True)
class Waiting:
    """One line of somebody's work, in the words of the first page."""

    what: str
    record: str
    name: str
    due: date | None
    why: str
    link: str
    is_late: bool


def waiting_for(actor: Actor, _now: datetime) -> list[Waiting]:
    """Return the drafts of the system that this person may sign or made, and what is decided and not carried out."""
    return [*_statements(actor), *_registries(actor), *_disposals(actor)]


def _statements(actor: Actor) -> Iterator[Waiting]:
    if not allows(actor.roles, "system.statement.draft") or (found := statements.open_draft()) is None:
        return
    link = url_for("system_statements.show", number=found.number)
    may = allows(actor.roles, "system.statement.sign")
    yield from _line(
        found,
        actor,
        statements.verdict(found, actor) if may else None,
        (STEP.meaning, STEP.role),
        "Configuration",
        link,
    )


def _registries(actor: Actor) -> Iterator[Waiting]:
    if not allows(actor.roles, "system.registry.draft") or (found := registries.open_draft()) is None:
        return
    link, step = url_for("record_types.show", number=found.number), registries.STEP
    may = allows(actor.roles, "system.registry.sign")
    verdict = registries.verdict(found, registries.in_force(), actor) if may else None
    yield from _line(found, actor, verdict, (step.meaning, step.role), "Registry of record types", link)


def _line(
    found: Any, actor: Actor, verdict: Verdict | None, step: tuple[str, str], name: str, link: str
) -> Iterator[Waiting]:
    if verdict is not None and verdict.is_allowed:
        yield Waiting(
            f"Sign as {step[0]}", found.number, name, None, f"Your role {step[1]} is next.", link, is_late=False
        )
    elif str(found.drafted_by_id) == actor.id:
        yield Waiting("Your draft waits for a signature", found.number, name, None, DRAFTED, link, is_late=False)


def _disposals(actor: Actor) -> Iterator[Waiting]:
    if not allows(actor.roles, "system.disposal.preview"):
        return
    unread = (Disposal.items, Disposal.counts, Disposal.outcome)
    query = select(Disposal).where(Disposal.state.in_(("previewed", "requested", "decided")))
    found = db.session.scalars(query.options(*(defer(one) for one in unread)).order_by(Disposal.id)).all()
    signed: dict[int, list[tuple[str, str]]] = {one.id: [] for one in found}
    columns = (Signature.record_id, Signature.meaning, Signature.signer_id)
    if found:
        of_these = (Signature.record_type == Disposal.__record__, Signature.record_id.in_(signed))
        for record_id, meaning, signer in db.session.execute(select(*columns).where(*of_these).order_by(Signature.id)):
            signed[record_id].append((meaning, signer))
    for one in found:
        line = _of_disposal(one, actor, signed[one.id])
        if line is not None:
            yield line


def _of_disposal(found: Disposal, actor: Actor, signed: list[tuple[str, str]]) -> Waiting | None:
    link, name = url_for("disposals.show", number=found.number), f"Disposal of {found.due_count or 0} records"
    if found.state == "decided":
        why = f"Two people signed it; {found.file_count} files are to go."
        return Waiting("Carry it out", found.number, name, None, why, link, is_late=False) if found.file_count else None
    step = disposals.next_step(found)
    if step is not None and found.due_count and disposals.judged(found, actor, signed).is_allowed:
        why = f"Your role {step.role} is next."
        return Waiting(f"Sign as {step.meaning}", found.number, name, None, why, link, is_late=False)
    if str(found.previewed_by_id) == actor.id:
        return Waiting("Your preview waits for a signature", found.number, name, None, DRAFTED, link, is_late=False)
    return None

"""Disposals: the list, one of them, and whose signature is awaited."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import defer, joinedload

from app.base.db import db
from app.people.models import Person
from app.records.actor import Actor
from app.records.lifecycle import Verdict
from app.records.revisions import signatures_of
from app.records.separation import Step, may_sign
from app.system.models import Disposal
from app.system.rules import retention as rules
from app.web.listing import Column, Listing


def disposal(number: str) -> Disposal | None:
    """Return the disposal of this number with who previewed it."""
    query = select(Disposal).where(Disposal.number == number)
    return db.session.scalar(query.options(joinedload(Disposal.previewed_by)))


def every_disposal() -> Select[Any]:
    """Return all disposals, to be narrowed by the list. Their records, tens of thousands perhaps, stay unread."""
    query = select(Disposal).join(Person, Person.id == Disposal.previewed_by_id)
    unread = (Disposal.items, Disposal.counts, Disposal.outcome)
    return query.options(joinedload(Disposal.previewed_by), *(defer(one) for one in unread))


def listing() -> Listing:
    """Return the disposals as a list, newest first."""
    return Listing(
        columns=(
            Column("number", "Number", lambda row: row.number, Disposal.number, href=_address),
            Column("state", "State", lambda row: row.state, Disposal.state, kind="chip"),
            Column("due", "Due", lambda row: row.due_count, kind="number"),
            Column("kept", "Past, but kept", lambda row: row.kept_count, kind="number"),
            Column("by", "Previewed by", lambda row: row.previewed_by, Person.name, kind="person"),
            Column("at", "Previewed", lambda row: row.previewed_at, Disposal.previewed_at, kind="time"),
        ),
        key=Disposal.id,
        sort="-number",
    )


def next_step(found: Disposal) -> Step | None:
    """Return the signature that is awaited now."""
    return {"previewed": rules.STEPS[0], "requested": rules.STEPS[1]}.get(found.state)


def verdict(found: Disposal, actor: Actor) -> Verdict:
    """Judge whether this person may give the signature that is awaited now."""
    asked = judged(found, actor, [(one.meaning, one.signer_id) for one in signatures_of(found)])
    empty = [] if found.due else [f"Nothing in {found.number} is due, so there is nothing to dispose of."]
    return Verdict.of([*asked.reasons, *empty])


def judged(found: Disposal, actor: Actor, signed: Sequence[tuple[str, str]]) -> Verdict:
    """Judge whether it is this person's turn after these signatures (meaning and signer)."""
    step = next_step(found)
    own = {str(found.previewed_by_id): "You made this preview; somebody else of QA approves it."}
    barred = own if step is rules.STEPS[1] else {}
    return may_sign(step, signed, actor.id, actor.roles, barred)


def _address(row: Disposal) -> str:
    return url_for("disposals.show", number=row.number)

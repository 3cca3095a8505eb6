"""The one door through which a record's state changes."""

from app.base.db import current_transaction
from app.records import trail
from app.records.actor import Actor
from app.records.regulated import Regulated


class MoveRefused(RuntimeError):  # noqa: N818 - reads as the sentences it carries
    """The move is not possible from where the record stands; the message says why."""


def move(record: Regulated, name: str, act: str, reason: str | None = None, *, is_signed: bool = False) -> None:
    """Move ``record`` by the row ``name`` of its lifecycle table and say so in the trail.

    ``is_signed`` is claimed by the action that has just made the signature. Raises MoveRefused with every obstacle.
    An operator's command never moves a record; the clock makes only the moves that the table gives it.
    """
    lifecycle = record.__lifecycle__
    opened = current_transaction()
    if lifecycle is None or opened is None:
        raise MoveRefused(f"{record.__record__} has no states to move through here.")
    actor = opened.actor
    if isinstance(actor, Actor) and actor.kind == "operator":
        raise MoveRefused("A command on the server never moves a record; a signed-in person has to.")
    state: str = record.state  # type: ignore[attr-defined]  # every record with a lifecycle has a column of this name
    is_clock = isinstance(actor, Actor) and actor.kind == "clock"
    verdict = lifecycle.allows(
        name, state, has_reason=bool((reason or "").strip()), is_signed=is_signed, is_clock=is_clock
    )
    if not verdict.is_allowed:
        raise MoveRefused(" ".join(verdict.reasons))
    target = lifecycle.move(name).to
    trail.allow_move(record, target)
    trail.say(record, act, reason)
    record.state = target  # type: ignore[attr-defined]  # the one place that sets it

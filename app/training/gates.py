"""May this person sign, as far as training goes? (21 CFR 11.10(i))"""

from collections.abc import Sequence
from datetime import datetime

from app.records.actor import Actor
from app.training import queries


def training_is_current(actor: Actor, now: datetime) -> str | None:
    """Return a sentence while training on a procedure that signing requires is missing or has run out.

    Where no procedure is named as required, nobody is trained, so nobody signs.
    """
    today = now.date()
    required = queries.required_procedures(today) if actor.id.isdecimal() else []
    if not required:
        return "No procedure on signing is in force yet. QA registers it under Training and records who was trained."
    gaps = queries.gaps_of(int(actor.id), today, required)
    if not gaps:
        return None
    named = "; ".join(f"{procedure.number} {procedure.title}: {why}" for procedure, why in gaps)
    return f"Your training is not current ({named}). Ask QA to record it."


def held_back(actors: Sequence[Actor], now: datetime) -> set[str]:
    """Return the ids of those whose training is not current, in as many queries for many as for one."""
    trained = queries.ids_trained([int(one.id) for one in actors if one.id.isdecimal()], now.date())
    return {one.id for one in actors if not one.id.isdecimal() or int(one.id) not in trained}


GATES = (training_is_current,)
CROWD_GATES = (held_back,)

"""What people are told about tierings: a signature that awaits them. Once each."""

from collections.abc import Iterator
from datetime import datetime

from app.notices.door import path_to
from app.notices.rules.causes import News
from app.notices.watching import Errand
from app.people.queries import active_people
from app.qualification import queries
from app.qualification.actions.signing import judged


def signatures_awaited(_now: datetime) -> Iterator[News]:
    """Yield who may give the awaited signature of each tiering; its author, who is at work on it, is not told."""
    people, tierings = active_people(), queries.waiting()
    routes = queries.open_routes_of(tierings)
    for tiering in tierings:
        if tiering.state != "in_approval":
            continue
        for person in people:
            step, verdict = judged(tiering, routes.get(tiering.id), person.actor)
            if step is not None and verdict.is_allowed:
                yield News(
                    kind="signature",
                    key=f"signature:{tiering.number}:{step.meaning}:{person.id}",
                    person_id=person.id,
                    values={"number": tiering.number, "what": f"Tier {tiering.tier} of {tiering.service.name}."},
                    record=tiering.number,
                    link=path_to("tierings.show", number=tiering.number),
                )


SIGNATURES = Errand("tiering signatures", signatures_awaited)

"""What people are told about tier choices: a signature that awaits them. Once each."""

from collections.abc import Iterator
from datetime import datetime

from app.notices.door import path_to
from app.notices.rules.causes import News
from app.notices.watching import Errand
from app.people.queries import active_people
from app.suppliers.actions.tiers import next_step, signing_of
from app.suppliers.queries import choices_waiting


def signatures_awaited(_now: datetime) -> Iterator[News]:
    """Yield who may give the awaited signature of each choice; its author, who has the draft open, is not told."""
    people = active_people()
    for choice in choices_waiting():
        step = next_step(choice) if choice.state == "in_approval" else None
        if step is None:
            continue
        for person in people:
            if step.role in person.roles and signing_of(choice, person.actor).is_allowed:
                yield News(
                    kind="signature",
                    key=f"signature:{choice.number}:{step.meaning}:{person.id}",
                    person_id=person.id,
                    values={"number": choice.number, "what": f"Tier {choice.tier} of {choice.service.name}."},
                    record=choice.number,
                    link=path_to("tier_choices.show", number=choice.number),
                )


SIGNATURES = Errand("tier signatures", signatures_awaited)

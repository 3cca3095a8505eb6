"""What owners of evidence are told: that it expires, on the days of its kind, and once when it has. Once each."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from app.evidence import definitions
from app.evidence.queries import Line, expiring
from app.evidence.rules.reminders import Reminder, reminder
from app.notices.door import path_to
from app.notices.rules.causes import News
from app.notices.watching import Errand
from app.people import queries as people
from app.people.models import Person


def expiries(now: datetime) -> Iterator[News]:
    """Yield which owner is told what today. The day is one of UTC, like every last day."""
    today = now.date()
    furthest = max(max(one.remind_before_days) for one in definitions.kinds().values())
    for one in expiring(today + timedelta(days=furthest), today):
        until = one.standing.until
        found = reminder(until, today, definitions.reminder_days(one.evidence.kind)) if until else None
        for person in _looking_after(one) if found else ():
            if found is not None:
                yield _news(one, found, person)


def _looking_after(one: Line) -> Sequence[Person]:
    """Return the owner; once that account is closed, every supplier quality manager, who may hand it over."""
    return [one.evidence.owner] if one.evidence.owner.is_active else people.holders("SQM")


def _news(one: Line, found: Reminder, person: Person) -> News:
    about, number = one.evidence, one.evidence.number
    what = f"{about.title}, {about.service.name if about.service else 'for all services'} of {about.supplier.name}."
    return News(
        kind="expiry",
        key=f"expiry:{number}:{one.version.position}:{one.standing.until}:{found.stage}:{person.id}",
        person_id=person.id,
        values={"number": number, "when": found.when, "what": what},
        record=number,
        link=path_to("evidence.show", number=number),
    )


EXPIRIES = Errand("expiry of evidence", expiries)

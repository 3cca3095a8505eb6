"""What owners of evidence are told: that it expires, on the days of its kind, and once when it has. Once each."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.evidence import definitions
from app.evidence.queries import Line, expiring
from app.evidence.rules.reminders import Reminder, reminder
from app.notices.door import path_to
from app.notices.rules.causes import News
from app.notices.watching import Errand


def expiries(now: datetime) -> Iterator[News]:
    """Yield which owner is told what today. The day is one of UTC, like every last day."""
    today = now.date()
    furthest = max(max(one.remind_before_days) for one in definitions.kinds().values())
    for one in expiring(today + timedelta(days=furthest), today):
        until, owner = one.standing.until, one.evidence.owner
        found = reminder(until, today, definitions.reminder_days(one.evidence.kind)) if until else None
        if found is not None and owner.is_active:
            yield _news(one, found)


def _news(one: Line, found: Reminder) -> News:
    about, number = one.evidence, one.evidence.number
    what = f"{about.title}, {about.service.name if about.service else 'for all services'} of {about.supplier.name}."
    return News(
        kind="expiry",
        key=f"expiry:{number}:{one.version.position}:{one.standing.until}:{found.stage}:{about.owner_id}",
        person_id=about.owner_id,
        values={"number": number, "when": found.when, "what": what},
        record=number,
        link=path_to("evidence.show", number=number),
    )


EXPIRIES = Errand("expiry of evidence", expiries)

"""Raising, acknowledging and ending alarms. Raising twice adds nothing; nothing is edited and nothing goes away."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.base.db import db
from app.notices.actions.telling import tell
from app.notices.models import Alarm
from app.notices.queries import alarms as queries
from app.notices.rules.causes import Cause, News
from app.notices.rules.kinds import KINDS, acknowledgement_problem
from app.people import queries as people
from app.people.models import Person
from app.records import moves, trail
from app.records.actor import Actor
from app.records.numbers import next_number
from app.web.errors import Sentence

NAMED_AT_MOST = 20
"""Alarms named in one notice; the list shows all."""


class AlarmRefused(Sentence):
    """An alarm was not acknowledged; the message says why."""


def raise_alarms(causes: Iterable[Cause], now: datetime) -> list[Alarm]:
    """Raise an alarm for each cause that has none open, and tell whoever acknowledges them: one notice each for all."""
    raised = [one for cause in causes if (one := raise_alarm(cause, now)) is not None]
    for alarm in raised:
        _tell_subject(alarm, now)
    for person in people.active_people() if raised else ():
        theirs = [one for one in raised if _is_for(one, person)]
        if theirs:
            tell(_news(theirs, person), now)
    return raised


def raise_alarm(cause: Cause, now: datetime) -> Alarm | None:
    """Raise the alarm of a cause. Returns None when one is open for it already."""
    if queries.open_alarm(cause.key) is not None:
        return None
    alarm = Alarm(
        number=next_number("ALM", now.year),
        kind=cause.kind,
        severity=KINDS[cause.kind].severity,
        subject_type=cause.subject_type,
        subject_id=cause.subject_id,
        subject_name=cause.subject_name,
        link=cause.link,
        sentence=cause.sentence,
        since=cause.since,
        raised_at=now,
        state="raised",
        open_key=cause.key,
    )
    db.session.add(alarm)
    trail.say(alarm, "notices.alarm.raised")
    db.session.flush()
    return alarm


def acknowledge(alarm: Alarm, comment: str, actor: Actor, now: datetime) -> None:
    """Put on record that somebody saw the alarm, with their comment (draft Annex 11, 8). Raises AlarmRefused."""
    person = people.person_of(actor)
    if person is None:
        raise AlarmRefused("Only a signed-in person acknowledges an alarm.")
    is_about_self = queries.is_about(alarm, actor)
    if problem := acknowledgement_problem(alarm.kind, actor.roles, is_about_self=is_about_self, comment=comment):
        raise AlarmRefused(problem)
    roles = sorted(KINDS[alarm.kind].acknowledgers.intersection(actor.roles))
    moves.move(alarm, "acknowledge", "notices.alarm.acknowledged", comment.strip())
    alarm.acknowledged_at, alarm.acknowledged_by_id = now, person.id
    alarm.acknowledged_as, alarm.comment = ", ".join(roles), comment.strip()
    db.session.flush()


def end_alarm(alarm: Alarm, now: datetime) -> None:
    """Say that the cause has gone. Only the clock does; an alarm that is over already stays as it is."""
    if not alarm.is_open:
        return
    moves.move(alarm, "end", "notices.alarm.ended", "The clock looked again, and the cause no longer stands.")
    alarm.over_at, alarm.open_key = now, None
    db.session.flush()


def _is_for(alarm: Alarm, person: Person) -> bool:
    kind = KINDS[alarm.kind]
    return not kind.acknowledgers.isdisjoint(person.roles) and not queries.is_about(alarm, person.actor)


def _news(alarms: Sequence[Alarm], person: Person) -> News:
    first, last = alarms[0], alarms[-1]
    is_one = len(alarms) == 1
    lines = [f"{one.number} {one.title}: {one.subject_name}\n{one.sentence}" for one in alarms[:NAMED_AT_MOST]]
    if len(alarms) > NAMED_AT_MOST:
        lines.append(f"And {len(alarms) - NAMED_AT_MOST} more; the list of alarms shows all.")
    title = f"{first.number} {first.title}: {first.subject_name}" if is_one else f"{len(alarms)} alarms were raised"
    return News(
        kind="alarm",
        key=f"alarm:{first.number}:{last.number}:{person.id}",
        person_id=person.id,
        values={"title": title, "what": "\n\n".join(lines)},
        record=first.number if is_one else f"{first.number} … {last.number}",
        link=f"/alarms/{first.number}" if is_one else "/alarms?state=raised",
        is_mailed=any(KINDS[one.kind].is_mailed for one in alarms),
    )


def _tell_subject(alarm: Alarm, now: datetime) -> None:
    """Tell the person whose account was locked (P11-31)."""
    if alarm.kind == "account_locked":
        tell(News("account_locked", f"locked:{alarm.number}", int(alarm.subject_id), {}, alarm.number), now)

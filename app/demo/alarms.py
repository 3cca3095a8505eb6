"""What the clock sees in the story: alarms that are raised and end, and what people are told."""

from sqlalchemy import select

from app.base.db import db, transaction
from app.demo.stage import Stage
from app.jobs import ERRANDS, WATCHES
from app.notices import actions, watching
from app.notices.models import Alarm
from app.people import queries as people
from app.people.actions.attempts import PORCH
from app.people.actions.sign_ins import Attempt, Checked, admit
from app.people.rules.throttle import NAME_LIMIT
from app.records.actor import CLOCK


def clock_looks(stage: Stage) -> None:
    """Raise, end and tell, as the clock does every minute."""
    for watch in WATCHES:
        found = watching.changes(watch, stage.clock())
        if found:
            with transaction(CLOCK, stage.clock()) as opened:
                watching.settle(found, opened.now)
    for errand in ERRANDS:
        with transaction(CLOCK, stage.clock()) as opened:
            watching.run_errand(watching.untold(errand, opened.now), opened.now)


def somebody_forgets_a_password(stage: Stage, username: str) -> None:
    """Five wrong passwords in a row; the clock sees the lock-out."""
    checked = Checked(people.password_hash(stage.person(username)), is_right=False)
    for _ in range(NAME_LIMIT):
        with transaction(PORCH, stage.later(1)) as opened:
            admit(Attempt(username, "", "203.0.113.7", "Browser"), checked, opened.now)
    clock_looks(stage)


def is_acknowledged(stage: Stage, kind: str, username: str, comment: str) -> None:
    """Somebody looks at the newest raised alarm of a kind and says what they found."""
    query = select(Alarm).where(Alarm.kind == kind, Alarm.state == "raised").order_by(Alarm.id.desc()).limit(1)
    with stage.acting(username) as opened:
        actions.acknowledge(db.session.scalars(query).one(), comment, opened.actor, opened.now)

"""The stage of the replay: a clock that only goes forward, and people who act and sign as themselves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from app.base.db import Transaction, transaction
from app.inspection.actions.record_reviews import Outcome, review_record
from app.inspection.queries import record_trails
from app.people import queries
from app.people.models import Person
from app.people.signing import prove
from app.records import signatures
from app.records.regulated import Regulated
from app.records.signatures import Proof, Shown

PASSWORD = "qualward-demo-only"  # noqa: S105 - the demo's one password, refused outside demo mode
APPROVES = "APPROVE-QA"
Record = TypeVar("Record", bound=Regulated)


class Stage:
    """Where the story plays. ``today`` is the day of loading; the story tells everything in days before it."""

    def __init__(self, now: datetime) -> None:
        self.today: date = now.date()
        self._end = now
        self._at = now - timedelta(days=800)

    def clock(self) -> datetime:
        """Return the time of the story."""
        return self._at

    def go(self, days_ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """Turn to a day and hour; never backwards, never past the present."""
        wanted = datetime.combine(self.today - timedelta(days=days_ago), time(hour, minute), UTC)
        self._at = min(max(wanted, self._at + timedelta(seconds=1)), self._end)
        return self._at

    def later(self, minutes: int = 5) -> datetime:
        """Let some minutes pass."""
        self._at = min(self._at + timedelta(minutes=minutes), self._end)
        return self._at

    def person(self, username: str) -> Person:
        """Return a person of the company."""
        found = queries.person(username)
        if found is None:
            raise LookupError(f"The demo company has nobody called {username}.")
        return found

    @contextmanager
    def acting(self, username: str) -> Iterator[Transaction]:
        """Open the transaction of one deed of one person."""
        with transaction(self.person(username).actor, self.later()) as opened:
            yield opened

    def sign(
        self, username: str, record: Record, act: Callable[[Record, Proof, Shown, object, datetime], object]
    ) -> None:
        """Let a person read what is shown and sign it with their user name and password."""
        person = self.person(username)
        if signatures.record_reasons(record, APPROVES, person.actor, self._at) and "QA" in person.roles:
            self._reviews_trail(record, username)
        _, shown = signatures.show(record, person.actor, self.later(20))
        with self.acting(username) as opened:
            proof = prove(opened.actor, username, PASSWORD, opened.now)
            act(record, proof, shown, opened.actor, opened.now)

    def _reviews_trail(self, record: Regulated, username: str) -> None:
        """Let QA read the record's trail before signing, as the signing page asks."""
        last = record_trails.trail_of(record).own[-1].seq
        self.later(15)
        with self.acting(username) as opened:
            review_record(record, Outcome(last, has_findings=False), opened.actor, opened.now)

"""Sign-ins as evidence, sessions and failure counters as working memory."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.base.db import Model
from app.people.models.person import Person
from app.records.regulated import Regulated


class SignIn(Regulated):
    """One attempt to sign in, or the end of a session by signing out.

    ``outcome`` is succeeded, failed, locked or signed_out. A name that belongs to nobody is kept as a keyed digest
    only: people type passwords into the wrong field.
    """

    __tablename__ = "sign_in"
    __record__ = "people.sign_in"
    __is_append_only__ = True

    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    typed_digest: Mapped[str | None]
    outcome: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class PersonSession(Model):
    """A signed-in browser. The cookie carries a random id, this row its SHA-256. ``last_seen_at`` is to the minute."""

    __tablename__ = "person_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None]
    address: Mapped[str]
    agent: Mapped[str]

    person: Mapped[Person] = relationship()

    @property
    def sid(self) -> str:
        """What the trail shows of a session: enough to tell two apart, nothing to enter with."""
        return self.sha256[:16]


class SignInThrottle(Model):
    """Failures counted for one user name (known or not) or one address. In the database, so every process counts."""

    __tablename__ = "sign_in_throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    counted_since: Mapped[datetime]
    locked_until: Mapped[datetime | None]

"""A person with an account. Accounts are deactivated, never deleted, and a user name is never given twice."""

from datetime import datetime

from sqlalchemy import ColumnElement, case
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.records.actor import Actor
from app.records.regulated import Regulated

ACTIVE, DEACTIVATED = "active", "deactivated"


class Person(Regulated):
    """A named account (21 CFR 11.100(a)): who it is, which roles they hold, since when and why they may not enter.

    ``password_digest`` is the SHA-256 of the stored password hash: the trail shows that a password changed and notices
    a hash that was swapped in the database, but nobody can guess a password from it. The hash is in `Credential`.
    ``second_factor_digest`` is the same for the secret of one-time codes, which is in `SecondFactorSecret`.
    """

    __tablename__ = "person"
    __record__ = "people.person"

    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str]
    roles: Mapped[list[str]]
    created_at: Mapped[datetime]
    password_digest: Mapped[str | None]
    password_set_at: Mapped[datetime | None]
    second_factor_digest: Mapped[str | None]
    second_factor_since: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    deactivated_because: Mapped[str | None]

    @hybrid_property
    def state(self) -> str:
        """``active`` or ``deactivated``; readable in queries as well."""
        return ACTIVE if self.deactivated_at is None else DEACTIVATED

    @state.inplace.expression
    @classmethod
    def _state(cls) -> ColumnElement[str]:
        return case((cls.deactivated_at.is_(None), ACTIVE), else_=DEACTIVATED)

    @property
    def is_active(self) -> bool:
        """Tell whether this person may sign in at all."""
        return self.deactivated_at is None

    @property
    def label(self) -> str:
        """The person as shown everywhere: two people may look alike, two user names never do (T17)."""
        return f"{self.name} ({self.username})"

    @property
    def actor(self) -> Actor:
        """The person as the kernel knows them, outside any session."""
        return self.actor_in(None)

    def actor_in(self, sid: str | None) -> Actor:
        """Return the person as the kernel knows them in the session ``sid`` (a digest's beginning, never the id)."""
        return Actor(str(self.id), self.username, self.name, "person", tuple(self.roles), sid)

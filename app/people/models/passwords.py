"""Passwords: the hash, apart from everything that is exported, and the one-time links to set one."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.base.db import Model
from app.people.models.person import Person
from app.records.regulated import Regulated


class Credential(Model):
    """The Argon2id hash of a person's password. Not in the trail, because the trail leaves the house in dossiers.

    Its SHA-256 stands in ``Person.password_digest``; a hash that does not fit it opens nothing.
    """

    __tablename__ = "credential"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    password_hash: Mapped[str]


class PasswordLink(Regulated):
    """A link that lets its person set a password, once, within thirty minutes. Only its SHA-256 is kept."""

    __tablename__ = "password_link"
    __record__ = "people.password_link"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    token_sha256: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

"""The optional second factor: the sealed secret, apart from everything that is exported, and the recovery codes."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Model
from app.people.models.person import Person
from app.records.regulated import Regulated


class SecondFactorSecret(Model):
    """The sealed secret of a person's one-time codes, and the last step that was used: a code works once.

    Not in the trail, because the trail leaves the house in dossiers. The SHA-256 of ``sealed`` stands in
    ``Person.second_factor_digest``; a secret that does not fit it proves nothing.
    """

    __tablename__ = "second_factor_secret"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    sealed: Mapped[str]
    last_step: Mapped[int]


class RecoveryCode(Regulated):
    """One of ten codes that stand in for a lost phone, each once. 80 random bits, so its SHA-256 tells nothing."""

    __tablename__ = "recovery_code"
    __record__ = "people.recovery_code"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    code_sha256: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

"""What has to be on record before somebody can sign: a verified identity and an accepted attestation."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models.person import Person
from app.records.regulated import Regulated


class IdentityVerification(Regulated):
    """Somebody else has verified who this person is (21 CFR 11.100(b))."""

    __tablename__ = "identity_verification"
    __record__ = "people.identity_verification"
    __is_append_only__ = True

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    verified_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    method: Mapped[str]
    verified_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    verified_by: Mapped[Person] = relationship(foreign_keys=[verified_by_id])


class Attestation(Regulated):
    """This person has accepted one version of the text that makes their signature binding (21 CFR 11.10(j))."""

    __tablename__ = "attestation"
    __record__ = "people.attestation"
    __is_append_only__ = True
    __table_args__ = (UniqueConstraint("person_id", "text_version"),)

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    text_version: Mapped[str]
    text_sha256: Mapped[str]
    text: Mapped[str]
    accepted_at: Mapped[datetime]

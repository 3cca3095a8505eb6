"""A signature as a row: who, in which role, with which meaning, when, over exactly what (21 CFR 11.50, 11.70)."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.records.regulated import Regulated


class Signature(Regulated):
    """One electronic signature. Name, role and the text of the meaning stand here as they were at signing."""

    __tablename__ = "signature"
    __record__ = "records.signature"
    __is_append_only__ = True
    __table_args__ = (UniqueConstraint("record_type", "record_id", "record_version", "meaning", "signer_id"),)

    record_type: Mapped[str] = mapped_column(index=True)
    record_id: Mapped[int] = mapped_column(index=True)
    record_version: Mapped[int]
    revision_sha256: Mapped[str]
    meaning: Mapped[str]
    statement: Mapped[str]
    reason: Mapped[str | None]
    signer_id: Mapped[str] = mapped_column(index=True)
    signer_username: Mapped[str]
    signer_name: Mapped[str]
    signer_role: Mapped[str]
    factors: Mapped[list[str]]
    auth_at: Mapped[datetime]
    challenge: Mapped[str] = mapped_column(unique=True)
    signed_at: Mapped[datetime]

    @property
    def signer(self) -> dict[str, Any]:
        """The signer as printed at signing."""
        return {
            "id": self.signer_id,
            "username": self.signer_username,
            "name": self.signer_name,
            "role": self.signer_role,
        }


class SigningRefusal(Regulated):
    """An attempt to sign that was refused. It is evidence as well, so it has its own row and transaction."""

    __tablename__ = "signing_refusal"
    __record__ = "records.signing_refusal"
    __is_append_only__ = True

    record_type: Mapped[str] = mapped_column(index=True)
    record_id: Mapped[int] = mapped_column(index=True)
    meaning: Mapped[str]
    person_id: Mapped[str] = mapped_column(index=True)
    cause: Mapped[str]
    sentence: Mapped[str]
    refused_at: Mapped[datetime]

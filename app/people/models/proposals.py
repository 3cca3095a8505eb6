"""What needs two administrators: proposals, and the suspension of signing that follows a reset."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models.identity import IdentityVerification
from app.people.models.person import Person
from app.people.rules.proposals import KINDS, Parties
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated

PROPOSAL = Lifecycle(
    "account proposal",
    "proposed",
    ("proposed", "approved", "refused", "withdrawn"),
    (
        Move("approve", ("proposed",), "approved"),
        Move("refuse", ("proposed",), "refused", needs_reason=True),
        Move("withdraw", ("proposed",), "withdrawn", needs_reason=True),
    ),
)


class Proposal(Regulated):
    """What one administrator asks for on the account of somebody who signs or administers; another one decides.

    ``roles_before`` are the roles that the account held when it was proposed, ``roles`` those it would hold.
    """

    __tablename__ = "account_proposal"
    __record__ = "people.proposal"
    __lifecycle__ = PROPOSAL
    __table_args__ = (Index("ix_account_proposal_state", "state", "id"),)

    number: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    kind: Mapped[str]
    roles_before: Mapped[list[str]]
    roles: Mapped[list[str]]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(default="proposed")
    proposed_by_id: Mapped[str]
    proposed_by_name: Mapped[str]
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[str | None]
    decided_by_name: Mapped[str | None]
    decided_because: Mapped[str | None]
    decided_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    @property
    def is_open(self) -> bool:
        """Tell whether another administrator still has to decide."""
        return self.state == "proposed"

    @property
    def words(self) -> str:
        """What is proposed, in words."""
        return KINDS[self.kind]

    @property
    def parties(self) -> Parties:
        """Who proposed it, whom it concerns, and whether it waits."""
        return Parties(self.proposed_by_id, str(self.person_id), self.is_open)


class SigningSuspension(Regulated):
    """This person signs nothing until somebody who took no part in the reset has verified their identity anew.

    ``because`` says what happened, who did it and what it waits for; the actors in ``barred_ids`` may not lift it.
    """

    __tablename__ = "signing_suspension"
    __record__ = "people.signing_suspension"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    because: Mapped[str]
    barred_ids: Mapped[list[str]]
    suspended_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    verification_id: Mapped[int | None] = mapped_column(ForeignKey(IdentityVerification.id), index=True)

    person: Mapped[Person] = relationship()

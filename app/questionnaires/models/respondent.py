"""Respondents: outside people who answer by a personal link, and see one request or one area of it."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.base.db import Model
from app.questionnaires.models.request import Request
from app.records.actor import Actor
from app.records.regulated import Regulated


class Respondent(Regulated):
    """Somebody whom the supplier answers through. A *lead* sees all areas and submits, a *colleague* sees one area."""

    __tablename__ = "respondent"
    __record__ = "questionnaires.respondent"

    request_id: Mapped[int] = mapped_column(ForeignKey(Request.id), index=True)
    name: Mapped[str]
    email: Mapped[str]
    role: Mapped[str]
    area: Mapped[str | None]
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("respondent.id"), index=True)
    invited_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str | None]

    request: Mapped[Request] = relationship(back_populates="respondents")
    invited_by: Mapped["Respondent | None"] = relationship(remote_side="Respondent.id")
    links: Mapped[list["RespondentLink"]] = relationship(back_populates="respondent", order_by="RespondentLink.id")

    @property
    def is_lead(self) -> bool:
        """Tell whether this person answers for the whole request and submits it."""
        return self.role == "lead"

    def actor_in(self, sid: str | None) -> Actor:
        """Return who acts, as the trail prints it: an outside person, without any role of ours."""
        return Actor(f"respondent:{self.id}", f"respondent {self.id}", self.name, "respondent", (), sid)


class RespondentLink(Regulated):
    """A personal link: the SHA-256 of its 256-bit token, and until when it opens the request."""

    __tablename__ = "respondent_link"
    __record__ = "questionnaires.respondent_link"

    respondent_id: Mapped[int] = mapped_column(ForeignKey(Respondent.id), index=True)
    token_sha256: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    first_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    respondent: Mapped[Respondent] = relationship(back_populates="links")


class RespondentSession(Model):
    """An outside browser that came in by a link. The cookie carries a random id, this row its SHA-256."""

    __tablename__ = "respondent_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    link_id: Mapped[int] = mapped_column(ForeignKey(RespondentLink.id), index=True)
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    link: Mapped[RespondentLink] = relationship()

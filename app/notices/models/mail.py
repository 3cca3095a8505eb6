"""The outbox: one mail for one notice, written in the transaction that made the notice."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.base.db import Model
from app.notices.models.notice import Notice
from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated

MAIL = Lifecycle(
    "notices.mail",
    "waiting",
    ("waiting", "sent", "refused", "given_up"),
    (
        Move("send", ("waiting",), "sent", by_clock=True),
        Move("refuse", ("waiting",), "refused", needs_reason=True, by_clock=True),
        Move("give_up", ("waiting",), "given_up", needs_reason=True, by_clock=True),
        Move("try_again", ("refused", "given_up"), "waiting"),
    ),
)


class Mail(Regulated):
    """A notice on its way by mail. ``message_id`` is made with the row and kept: a mail that leaves twice, because a
    crash came between the server's yes and our commit, is recognised by it."""

    __tablename__ = "mail"
    __record__ = "notices.mail"
    __lifecycle__ = MAIL
    __table_args__ = (Index("ix_mail_state", "state", "id"),)

    notice_id: Mapped[int] = mapped_column(ForeignKey(Notice.id), unique=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    queued_at: Mapped[datetime]
    state: Mapped[str]
    done_at: Mapped[datetime | None]
    sentence: Mapped[str | None]
    asked_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)

    notice: Mapped[Notice] = relationship()
    asked_by: Mapped[Person | None] = relationship()

    @property
    def waits_since(self) -> datetime:
        """Since when it waits: its queueing, or the last time that somebody asked for another try."""
        return self.asked_at or self.queued_at


class MailTry(Model):
    """Where a waiting mail stands: tries so far, the next one, and what the server said last.

    ``sealed_link`` is a personal link, encrypted with a key that is not in the database, until the mail has left.
    """

    __tablename__ = "mail_try"

    mail_id: Mapped[int] = mapped_column(ForeignKey(Mail.id), primary_key=True)
    tries: Mapped[int]
    next_at: Mapped[datetime] = mapped_column(index=True)
    last_sentence: Mapped[str | None]
    sealed_link: Mapped[str | None]

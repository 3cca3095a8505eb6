"""A lease row with a fencing number: of many processes, one at a time acts."""

import copy
import os
import secrets
import socket
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.base.clock import Clock
from app.base.db import Model, db, transaction


class JobLease(Model):
    """Who acts under a name just now. ``fence`` grows with every hand-over; work done under an older one is refused."""

    __tablename__ = "job_lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    fence: Mapped[int]
    expires_at: Mapped[datetime]


class LeaseLost(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """Another process acts now; what this one was about to write is dropped."""


class Lease:
    """One process's claim on a name."""

    def __init__(self, name: str, lifetime: timedelta, clock: Clock) -> None:
        self.name = name
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.fence = 0
        self._lifetime = lifetime
        self._clock = clock

    def hold(self) -> bool:
        """Take or renew the lease; tell whether it is ours."""
        with transaction(None, self._clock()):
            now = self._clock()  # whoever waited for another writer looks again
            row = db.session.execute(
                select(JobLease.holder, JobLease.fence, JobLease.expires_at).where(JobLease.name == self.name)
            ).one_or_none()
            if row is not None and row.holder != self.holder and row.expires_at > now:
                return False
            is_renewal = row is not None and row.holder == self.holder
            fence = 1 if row is None else row.fence if is_renewal else row.fence + 1
            self._write(row is None, fence, now)
            self.fence = fence
        return True

    def as_it_stands(self) -> "Lease":
        """Return the claim under its present number, for one piece of work.

        The next handover ends it for good: a process that slept, lost the lease and took it again must not finish
        under the new number what it began under the old one.
        """
        return copy.copy(self)

    def is_ours(self) -> bool:
        """Tell whether the lease is still ours; a paused process may have lost it."""
        query = select(JobLease.fence).where(JobLease.name == self.name, JobLease.holder == self.holder)
        return db.session.scalar(query) == self.fence and self.fence > 0

    def require(self) -> None:
        """Check inside a writing transaction that the lease is still ours. Raises LeaseLost."""
        if not self.is_ours():
            raise LeaseLost("Another process is the clock now; this one wrote nothing.")

    def release(self) -> None:
        """Give the lease back, so that the next process need not wait."""
        with transaction(None, self._clock()):
            db.session.execute(
                update(JobLease)
                .where(JobLease.name == self.name, JobLease.holder == self.holder)
                .values(expires_at=self._clock())
            )

    def _write(self, is_new: bool, fence: int, now: datetime) -> None:
        values = {"holder": self.holder, "fence": fence, "expires_at": now + self._lifetime}
        try:
            if is_new:
                db.session.execute(insert(JobLease).values(name=self.name, **values))
            else:
                db.session.execute(update(JobLease).where(JobLease.name == self.name).values(**values))
        except IntegrityError as problem:
            raise LeaseLost("Another process took the lease at the same moment.") from problem

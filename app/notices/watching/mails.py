"""Mail that cannot be delivered: one alarm for the outbox, not one for each mail."""

from collections.abc import Iterator
from datetime import datetime

from app.notices.door import path_to
from app.notices.queries.mails import waiting_too_long
from app.notices.rules.causes import Cause
from app.notices.watching import Watch


def causes(now: datetime) -> Iterator[Cause]:
    """Yield the outbox while a mail waits in it for hours."""
    late = waiting_too_long(now)
    if late:
        count = "1 mail waits" if len(late) == 1 else f"{len(late)} mails wait"
        yield Cause(
            kind="mail_undelivered",
            subject_type="notices.mail",
            subject_id="outbox",
            subject_name="Outgoing mail",
            link=path_to("mails.index", state="waiting"),
            sentence=f"{count} for more than four hours. The outbox says what the mail server answered.",
            since=min(one.waits_since for one in late),
        )


MAILS = Watch("mail", ("mail_undelivered",), causes)

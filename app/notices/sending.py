"""Sending what is due: claim in one transaction, speak to the server in none, write down the outcome in another.

At least once: between the server's yes and our commit lies a moment in which a crash makes the mail go out again, under
the same Message-ID. Never not at all: a mail is marked as sent only after the server took it.
"""

import logging
from collections.abc import Callable

from app.base.clock import Clock
from app.base.db import transaction
from app.base.mail import Letter, LetterRefused, MailFailed, ServerUnreachable
from app.notices.actions import outbox
from app.notices.queries import mails
from app.records.actor import CLOCK

LOG = logging.getLogger("qualward.mail")

Send = Callable[[Letter], None]


def send_due(send: Send, clock: Clock, require: Callable[[], None] = lambda: None) -> int:
    """Send the mails whose time has come; return how many the server took. A silent server ends the turn.

    ``require`` checks inside the claiming transaction that this process is still the one that sends.
    """
    taken = 0
    for mail_id in mails.due(clock()):
        with transaction(CLOCK, clock()) as opened:
            require()
            letter = outbox.claim(mail_id, opened.now)
        if letter is None:
            continue
        try:
            send(letter)
        except LetterRefused as refused:
            with transaction(CLOCK, clock()) as opened:
                outbox.mark_refused(mail_id, str(refused), opened.now)
        except MailFailed as failed:
            LOG.warning("Mail %s waits for its next try. %s", mail_id, failed)
            with transaction(CLOCK, clock()) as opened:
                outbox.put_off(mail_id, str(failed), opened.now)
            if isinstance(failed, ServerUnreachable):
                break
        else:
            # the lease is not asked for here: that the server took the mail is true whoever is the clock by now
            with transaction(CLOCK, clock()) as opened:
                outbox.mark_sent(mail_id, opened.now)
            taken += 1
    return taken

"""Personal links on their way: sealed while a mail waits, so that a copy of the database alone opens nothing."""

from app.base.db import db
from app.notices.models import MailTry
from app.people import second_factor
from app.records import kernel


def sealed(path: str, mail_id: int) -> str:
    """Return the path of a personal link, encrypted for this one mail."""
    return second_factor.seal(path, kernel.of(db.session()).challenge_secret, _bound_to(mail_id))


def opened(waiting: MailTry) -> str | None:
    """Return the path of the personal link that a mail carries; None when it carries none."""
    if waiting.sealed_link is None:
        return None
    return second_factor.unseal(
        waiting.sealed_link, kernel.of(db.session()).challenge_secret, _bound_to(waiting.mail_id)
    )


def _bound_to(mail_id: int) -> str:
    return f"mail {mail_id}"

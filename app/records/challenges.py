"""One-time challenges: a signature can be made only from a page that was shown, by its person, within five minutes.

A challenge is bound to person, session and the digest shown. It needs no row before it is used (a GET changes
nothing); once used it stands in the signature, where it is unique.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from app.base import clock

LIFETIME = timedelta(minutes=5)


def issue(secret: bytes, person_id: str, sid: str | None, sha256: str, now: datetime) -> str:
    """Return a challenge for one person, session and digest."""
    head = f"{clock.to_text(now)}.{secrets.token_hex(16)}"
    return f"{head}.{_seal(secret, head, person_id, sid, sha256)}"


def problem(secret: bytes, challenge: str, person_id: str, sid: str | None, sha256: str, now: datetime) -> str | None:
    """Return why a challenge does not hold, as a sentence, or None when it does."""
    head, _, seal = challenge.rpartition(".")
    expected = _seal(secret, head, person_id, sid, sha256)
    if not hmac.compare_digest(seal.encode(), expected.encode()):
        return "This signing page belongs to another person, session or text. Open the record again and sign there."
    issued = clock.from_text(head.rpartition(".")[0])
    if now - issued > LIFETIME or issued > now + LIFETIME:
        return "This signing page is older than five minutes. Read the record again, then sign."
    return None


def _seal(secret: bytes, head: str, person_id: str, sid: str | None, sha256: str) -> str:
    text = "\n".join(("qualward-signing-challenge", head, person_id, sid or "", sha256))
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()

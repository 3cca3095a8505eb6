"""Asking a feed's address, through the outbound guard. Whatever happens is a value; nothing is parsed or kept here.

address, validators | outbound guard | 200 Fetched | 304 NotModified | everything else Failed, with its sentence
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from app.base.outbound import Outbound, Refusal, Reply
from app.releases.rules.backoff import wished_delay

LONGEST_VALIDATOR: Final = 500
"""Characters of an ETag or Last-Modified that are kept and sent back; a longer one is not used."""
ACCEPT: Final = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Validators:
    """What the last answer said about itself (RFC 9110 §8.8), to be asked whether it still holds."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> Mapping[str, str]:
        """Return the headers of a request that wants an answer only when something changed."""
        wanted = {"Accept": ACCEPT, "If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in wanted.items() if value}


NO_VALIDATORS: Final = Validators()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole answer. ``sha256`` is that of the decoded ``body``; ``url`` is where it came from in the end."""

    status: int
    url: str
    body: bytes
    sha256: str
    content_type: str | None
    validators: Validators
    milliseconds: int


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing changed since the answer whose validators were sent."""

    status: int
    validators: Validators
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no answer to read, and the pause the server wishes for, if it named one."""

    sentence: str
    status: int | None = None
    retry_after: timedelta | None = None
    milliseconds: int = 0


Fetch = Fetched | NotModified | Failed


def fetch(outbound: Outbound, url: str, validators: Validators, now: datetime) -> Fetch:
    """Ask ``url`` once. ``now`` is what a Retry-After date is measured against. Never raises."""
    return told(outbound.get(url, validators.headers()), validators, now)


def told(answer: Reply | Refusal, validators: Validators, now: datetime) -> Fetch:
    """Return what an answer means to somebody who asked with these validators."""
    if isinstance(answer, Refusal):
        return Failed(answer.sentence)
    if answer.status == 304 and validators != NO_VALIDATORS:
        return NotModified(304, _validators(answer.headers, validators), answer.milliseconds)
    if answer.status == 200:
        kept = _validators(answer.headers, NO_VALIDATORS)
        kind = answer.headers.get("content-type")
        return Fetched(200, answer.url, answer.body, answer.sha256, kind, kept, answer.milliseconds)
    wish = wished_delay(answer.headers.get("retry-after", ""), now) if answer.status in _BUSY else None
    return Failed(_sentence(answer, wish), answer.status, wish, answer.milliseconds)


_BUSY = frozenset({429, 503})
_SENTENCES: Mapping[int, str] = MappingProxyType(
    {
        204: "that answer is empty, which is not “no releases”. Ask the vendor whether the feed moved",
        304: "it said that nothing changed, though it was not asked for changes. The next poll asks again",
        401: "it wants somebody to sign in. Ask the vendor for an address that can be read without an account",
        403: "it refuses to answer us. Ask the vendor whether reading by machine is allowed from here",
        404: "there is nothing at this address any more. Ask the vendor where the feed moved",
        410: "the vendor took this feed away for good. Ask where release news is told now",
        429: "it was asked too often. The next poll waits",
    }
)


def _sentence(answer: Reply, wish: timedelta | None) -> str:
    if answer.status in _SENTENCES:
        why = _SENTENCES[answer.status]
    elif answer.status >= 500:
        why = "the vendor's server is in trouble. The next poll tries again"
    else:
        why = "that is no feed. Check the address with the vendor"
    asked = f" It asked for a pause of {_span(wish)}." if wish else ""
    return f"The address answered with status {answer.status}: {why}.{asked}"


def _span(wish: timedelta) -> str:
    minutes = max(1, round(wish.total_seconds() / 60))
    return f"{minutes} minutes" if minutes > 1 else "1 minute"


def _validators(headers: Mapping[str, str], before: Validators) -> Validators:
    """Return what may be sent back next time; a 304 need not repeat them (RFC 9110 §15.4.5)."""
    found = Validators(_fit(headers.get("etag")), _fit(headers.get("last-modified")))
    return before if found == NO_VALIDATORS else found


def _fit(value: str | None) -> str | None:
    """Refuse what the outbound guard would not send: one odd ETag must not fail every later poll."""
    if value is None or not 0 < len(value) <= LONGEST_VALIDATOR:
        return None
    is_plain = value.isascii() and value.isprintable() and value == value.strip()
    return value if is_plain else None

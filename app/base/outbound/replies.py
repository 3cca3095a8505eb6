"""What a fetch gives back: a reply, or a refusal with one plain sentence. Never an exception."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

SHOWN_CHARACTERS = 200
"""How much of an address a sentence shows; hostile redirects can be thousands of characters long."""

_USERINFO = re.compile(r"(?<=//)[^/?#]*@")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")


class Reason(StrEnum):
    """Why nothing was taken. Stored with the poll, so a value is never renamed."""

    URL = "url"
    SCHEME = "scheme"
    USERINFO = "userinfo"
    HOST = "host"
    PORT = "port"
    HEADER = "header"
    NO_ANSWER = "no_answer"
    ADDRESS = "address"
    CONNECT = "connect"
    CERTIFICATE = "certificate"
    TLS = "tls"
    REDIRECT = "redirect"
    DOWNGRADE = "downgrade"
    REDIRECTS = "redirects"
    READ_TIMEOUT = "read_timeout"
    DEADLINE = "deadline"
    HEADERS_SIZE = "headers_size"
    BODY_SIZE = "body_size"
    RATIO = "ratio"
    ENCODING = "encoding"
    CUT_SHORT = "cut_short"
    PROTOCOL = "protocol"
    PROCESS = "process"


_CORRECT = "correct the address and try again"
_LATER = "try again later, and ask the vendor if it stays like this"
_ADMINISTRATOR = "if this is an internal feed, an administrator can name it in QUALWARD_OUTBOUND_ALLOW"
_OTHERS = "ask the vendor for another address, or enter the release by hand"

_NEXT_STEP: Mapping[Reason, str] = {
    Reason.URL: _CORRECT,
    Reason.SCHEME: "use an address that begins with https://",
    Reason.USERINFO: "enter the address without a user name and password",
    Reason.HOST: _CORRECT,
    Reason.PORT: _ADMINISTRATOR,
    Reason.HEADER: "remove that header",
    Reason.NO_ANSWER: "check the spelling of the host name",
    Reason.ADDRESS: _ADMINISTRATOR,
    Reason.CERTIFICATE: _OTHERS,
    Reason.REDIRECT: _OTHERS,
    Reason.DOWNGRADE: _OTHERS,
    Reason.REDIRECTS: _OTHERS,
    Reason.HEADERS_SIZE: _OTHERS,
    Reason.BODY_SIZE: _OTHERS,
    Reason.RATIO: _OTHERS,
    Reason.ENCODING: _OTHERS,
}


@dataclass(frozen=True)
class Reply:
    """A whole answer.

    ``headers`` has lower-case names. ``body`` is decoded, ``sha256`` is its hex digest.
    ``redirects`` are the addresses passed on the way, in order, without the last one (``url``).
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes
    sha256: str
    redirects: tuple[str, ...]
    milliseconds: int


@dataclass(frozen=True)
class Refusal:
    """Why nothing was taken from ``url`` (shown without user name and password)."""

    reason_code: Reason
    sentence: str
    url: str


class StoppedError(Exception):
    """Carries a refusal through the HTTP libraries; it never leaves this package."""

    def __init__(self, reason: Reason, why: str) -> None:
        super().__init__(why)
        self.reason = reason
        self.why = why


def refuse(reason: Reason, url: str, why: str) -> Refusal:
    """Say in one sentence what happened, to which address, and what to do."""
    seen = shown(url)
    return Refusal(reason, f"{seen} was not fetched: {why}; {_NEXT_STEP.get(reason, _LATER)}.", seen)


def shown(url: str) -> str:
    """Return the address fit for a page or a log: one line, no password, not endless."""
    plain = _UNPRINTABLE.sub("?", _USERINFO.sub("***@", url))
    return plain if len(plain) <= SHOWN_CHARACTERS else plain[: SHOWN_CHARACTERS - 1] + "…"

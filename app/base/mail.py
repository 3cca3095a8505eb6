"""The only door for mail: one letter to one address over SMTP, with limits, and an answer in words.

The address of the server is a setting: ``smtp://user:word@host:587?from=portal@acme.example`` upgrades to TLS before it
says anything (STARTTLS), ``smtps://`` begins with it, ``?tls=none`` goes without; so does a loopback address. Headers
are built by `email.message.EmailMessage`, whose policy refuses every line end in them.
"""

import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from unicodedata import category
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

SECONDS = 15
"""How long the server may take for each answer."""
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_LINE_ENDS = {"Cc", "Zl", "Zp"}
"""Categories of characters that end a line, or control something else."""
_PORTS = {"smtp": 587, "smtps": 465}


class MailSettingsRefused(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """The address of the mail server cannot be used; the message says why."""


class MailFailed(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """The letter was not taken. It may be tried again."""


class ServerUnreachable(MailFailed):
    """The server did not answer, or lets nobody in: no other letter would fare better now."""


class LetterRefused(MailFailed):
    """The server will never take this letter for this address; trying again without a change is no use."""


@dataclass(frozen=True)
class Letter:
    """What is sent: to whom, under which Message-ID, and the words."""

    to: str
    name: str
    message_id: str
    subject: str
    body: str
    at: datetime


@dataclass(frozen=True)
class MailServer:
    """A mail server, as the setting names it."""

    host: str
    port: int
    tls: str
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)

    @staticmethod
    def of(url: str, default_sender: str) -> "MailServer":
        """Read the setting. Raises MailSettingsRefused with a sentence that never repeats the password."""
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        if parts.scheme not in _PORTS or not parts.hostname or set(options) - {"tls", "from"}:
            raise MailSettingsRefused(
                "QUALWARD_MAIL_URL reads like smtp://user:word@host:587?from=portal@acme.example."
            )
        sender = options.get("from", default_sender)
        try:
            Address(addr_spec=sender)
            port = parts.port or _PORTS[parts.scheme]
        except (ValueError, IndexError, MessageError) as problem:
            raise MailSettingsRefused("QUALWARD_MAIL_URL names no usable sender or port.") from problem
        words = (unquote(parts.username or ""), unquote(parts.password or ""))
        return MailServer(parts.hostname, port, _tls_of(parts, options.get("tls")), sender, *words)

    @property
    def place(self) -> str:
        """Host and port, for sentences."""
        return f"{self.host}:{self.port}"

    def send(self, letter: Letter, seconds: float = SECONDS) -> None:
        """Send one letter; return when the server took it. Raises MailFailed with what it said."""
        message = written(letter, self.sender)
        server = self._greeted(seconds)
        try:
            server.send_message(message, self.sender, [letter.to])
        except smtplib.SMTPRecipientsRefused as refused:
            raise _judged(*next(iter(refused.recipients.values()))) from refused
        except smtplib.SMTPDataError as refused:
            raise _judged(refused.smtp_code, refused.smtp_error) from refused
        except smtplib.SMTPNotSupportedError as refused:
            raise LetterRefused("The mail server does not take addresses with letters beyond ASCII.") from refused
        except smtplib.SMTPResponseException as refused:
            raise MailFailed(_said(refused.smtp_code, refused.smtp_error)) from refused
        except (smtplib.SMTPException, OSError) as broken:
            raise ServerUnreachable(f"The mail server {self.place} broke off: {_words(broken)}.") from broken
        finally:
            _close(server)

    def _greeted(self, seconds: float) -> smtplib.SMTP:
        server: smtplib.SMTP | None = None
        try:
            if self.tls == "tls":
                server = smtplib.SMTP_SSL(self.host, self.port, timeout=seconds, context=ssl.create_default_context())
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=seconds)
            server.ehlo_or_helo_if_needed()
            if self.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.username:
                server.login(self.username, self.password)
        except (smtplib.SMTPException, OSError) as broken:
            if server is not None:
                server.close()
            raise ServerUnreachable(f"The mail server {self.place} cannot be used: {_words(broken)}.") from broken
        return server


def written(letter: Letter, sender: str) -> EmailMessage:
    """Return the letter as a message. Raises LetterRefused when a header cannot be written safely."""
    message = EmailMessage(policy=SMTP)
    if any(category(one) in _LINE_ENDS for one in letter.to + letter.name + letter.subject + letter.message_id):
        # the policy below lets a carriage return pass at the end of a heading
        raise LetterRefused("The address or a heading holds a control character. Correct it.")
    try:
        message["From"] = Address("Qualward", addr_spec=sender)
        message["To"] = Address(letter.name, addr_spec=letter.to)
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(letter.at)
        message["Message-ID"] = letter.message_id
        message["Auto-Submitted"] = "auto-generated"
    except (ValueError, IndexError, MessageError) as problem:
        raise LetterRefused(
            "The address or a heading cannot be written as a mail header. Correct the address."
        ) from problem
    message.set_content(letter.body, cte="quoted-printable")
    return message


def _tls_of(parts: SplitResult, wanted: str | None) -> str:
    if parts.scheme == "smtps":
        return "tls"
    if wanted not in {None, "starttls", "none"}:
        raise MailSettingsRefused("QUALWARD_MAIL_URL knows tls=starttls and tls=none.")
    return wanted or ("none" if parts.hostname in _LOOPBACK else "starttls")


def _judged(code: int, said: bytes | str) -> MailFailed:
    """Return what an answer means: 5xx is for good, 4xx for now."""
    return LetterRefused(_said(code, said)) if code >= 500 else MailFailed(_said(code, said))


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    shown = "".join(one if one.isprintable() else " " for one in text)[:200].strip()
    return f"The mail server answered {code} {shown}".rstrip(". ") + "."


def _words(problem: BaseException) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        return _said(problem.smtp_code, problem.smtp_error).rstrip(".")
    text = "".join(one if one.isprintable() else " " for one in str(problem))[:200].strip(" .")
    return text or type(problem).__name__


def _close(server: smtplib.SMTP) -> None:
    """Say goodbye; what the server answers to that changes nothing about the letter."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()

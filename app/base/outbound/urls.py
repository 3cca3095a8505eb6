"""One parser for web addresses. What it gives back is all that the fetch uses; nothing is parsed twice."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import quote, urljoin

from app.base.outbound.addresses import Address
from app.base.outbound.allow import Allow
from app.base.outbound.hosts import host_address, host_name
from app.base.outbound.replies import Reason, Refusal, refuse

LONGEST_URL = 4096

_SHAPE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*))?([^?#]*)(\?[^#]*)?(?:#.*)?", re.DOTALL)
_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]*))?")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\\\u2028\u2029\ufeff\ud800-\udfff]")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_KEPT = "/:@!$&'()*+,;=-._~%?"
_DEFAULT_PORT = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Target:
    """A checked address: where to connect, whom to ask for, what to ask.

    ``host`` is an ASCII name or an address without brackets, ``literal`` that address; ``path`` has its
    query and is percent-encoded ASCII. The fragment is dropped.
    """

    scheme: str
    host: str
    port: int
    path: str
    literal: Address | None

    @property
    def authority(self) -> str:
        """Return the Host header: brackets around IPv6, the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if isinstance(self.literal, IPv6Address) else self.host
        return host if self.port == _DEFAULT_PORT[self.scheme] else f"{host}:{self.port}"

    @property
    def text(self) -> str:
        """Return the canonical address."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return what a connection may be shared by."""
        return self.scheme, self.host, self.port


def parse(text: str, allow: Allow) -> Target | Refusal:
    """Read an absolute https (or, where allowed, http) address, or say why not."""
    if len(text) > LONGEST_URL:
        return refuse(Reason.URL, text, f"the address is longer than {LONGEST_URL} characters")
    if _FORBIDDEN.search(text):
        return refuse(Reason.URL, text, "the address holds a blank, a backslash or a control character")
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        return refuse(Reason.URL, text, "it is not a web address")
    scheme, authority, path, query = shape[1].lower(), shape[2], shape[3], shape[4] or ""
    if scheme not in _DEFAULT_PORT:
        return refuse(Reason.SCHEME, text, f"{scheme}: is not allowed")
    if not authority:
        return refuse(Reason.HOST, text, "the address names no host")
    if "@" in authority:
        return refuse(Reason.USERINFO, text, "the address carries a user name or password")
    return _target(text, scheme, authority, _encoded(path or "/") + _encoded(query), allow)


def _target(text: str, scheme: str, authority: str, path: str, allow: Allow) -> Target | Refusal:
    parts = _AUTHORITY.fullmatch(authority)
    literal = host_address(parts[1]) if parts else None
    host = str(literal) if literal is not None else host_name(parts[1]) if parts else None
    if parts is None or host is None:
        return refuse(Reason.HOST, text, "its host is neither a proper name nor a plainly written address")
    port = int(parts[2][:6]) if parts[2] else _DEFAULT_PORT[scheme]
    if not allow.opens_port(host, literal, port):
        return refuse(Reason.PORT, text, f"port {port} is not allowed, only 80 and 443")
    if scheme == "http" and not allow.opens_plain_http(host, literal, port):
        return refuse(Reason.SCHEME, text, "http without encryption is not allowed")
    return Target(scheme, host, port, path, literal)


def _encoded(text: str) -> str:
    """Percent-encode what may not stand in a request line; what is encoded already stays as it is."""
    return quote(_LONE_PERCENT.sub("%25", text), safe=_KEPT)


def follow(base: Target, location: str, allow: Allow) -> Target | Refusal:
    """Judge a redirect from scratch. A Location without a scheme may only stay on the same host."""
    if _FORBIDDEN.search(location) or location.startswith("//") or len(location) > LONGEST_URL:
        why = f"{base.text} redirects to an address without a scheme, too long, or with forbidden characters"
        return refuse(Reason.REDIRECT, location, why)
    is_absolute = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", location) is not None
    found = parse(location if is_absolute else urljoin(base.text, location), allow)
    if isinstance(found, Refusal):
        return Refusal(found.reason_code, f"{base.text} redirects elsewhere: {found.sentence}", found.url)
    if not is_absolute and found.origin != base.origin:
        return refuse(Reason.REDIRECT, location, f"{base.text} redirects to another host in disguise")
    if base.scheme == "https" and found.scheme == "http":
        return refuse(Reason.DOWNGRADE, found.text, f"{base.text} redirects from https to http")
    return found

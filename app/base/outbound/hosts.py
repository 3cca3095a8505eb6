"""Host names: one canonical spelling, or none."""

import re
from ipaddress import IPv4Address, IPv6Address

import idna  # comes with requests

_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_LONGEST = 253
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def host_name(text: str) -> str | None:
    """Return the lower-case ASCII (IDNA 2008) name without its trailing dot, or None if it is none.

    Strict on purpose: full-width digits, circled digits and foreign dots are not mapped but refused,
    and so is every name whose last label is a number (resolvers read 2130706433, 0x7f.1 and 0177.0.0.1
    as addresses).
    """
    name = text.lower().removesuffix(".")
    if not name.isascii() or "xn--" in name:
        name = _ascii_name(name) or ""
    if len(name) > _LONGEST or not _NAME.fullmatch(name) or is_number_shaped(name):
        return None
    return name


def _ascii_name(name: str) -> str | None:
    try:
        return idna.encode(name, strict=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return None


def is_number_shaped(name: str) -> bool:
    """Say whether a resolver could read the name as an address (its last label is a number)."""
    return _NUMBER.fullmatch(name.rpartition(".")[2]) is not None


def host_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address that a host spells in the one canonical way: 1.2.3.4, or [::1] in brackets."""
    try:
        if text.startswith("[") and text.endswith("]"):
            return None if "%" in text else IPv6Address(text[1:-1])
        return IPv4Address(text.removesuffix("."))
    except ValueError:
        return None

"""How a setting is written so that a change shows and a secret does not.

A secret becomes twelve digits of an HMAC under the installation's own secret key: without that key nobody can try
passwords against them, and a changed secret shows as a changed digest.
"""

import hashlib
import hmac
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_SECRET_WORDS = ("secret", "password", "token", "passphrase")


def written(name: str, value: object, key: str) -> str:
    """Return a setting in words; whatever is secret in it only as a keyed digest."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return ", ".join(_without_secret(str(one), key) for one in value) or "none"
    text = "" if value is None else str(value)
    if not text:
        return "not set"
    if any(word in name for word in _SECRET_WORDS) and not isinstance(value, Path):
        return f"set, digest {digest(text, key)}"
    return _without_secret(text, key)


def digest(secret: str, key: str) -> str:
    """Return twelve digits that change with the secret and tell nothing of it."""
    return hmac.new(key.encode(), b"qualward configuration\0" + secret.encode(), hashlib.sha256).hexdigest()[:12]


def _without_secret(text: str, key: str) -> str:
    """Take a password out of an address, wherever it stands; what cannot be read as one is shown as a digest."""
    if "://" not in text:
        return text
    try:
        parts = urlsplit(text)
        password, user, host = parts.password, parts.username, parts.netloc.rpartition("@")[2]
    except ValueError:
        return f"set, digest {digest(text, key)}"
    if "@" in text.partition("://")[2] and "@" not in parts.netloc:
        return f"set, digest {digest(text, key)}"  # a password with a slash in it: nothing of it may be shown
    query = parse_qsl(parts.query, keep_blank_values=True)
    if not password and not any(_is_secret(name) for name, _ in query):
        return text
    place = f"{user or ''}:(set, digest {digest(password, key)})@{host}" if password else parts.netloc
    shown = [(name, f"(set, digest {digest(value, key)})" if _is_secret(name) else value) for name, value in query]
    return urlunsplit(parts._replace(netloc=place, query=urlencode(shown, safe="(), ")))


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in ("pass", "secret", "token", "key"))

"""Where a sign-in may lead: to a path of this portal and nowhere else."""

from urllib.parse import urlsplit


def local_path(wanted: str | None, fallback: str = "/") -> str:
    """Return ``wanted`` when it is a path on this host, else ``fallback``. Browsers read a backslash as a slash."""
    if not wanted or not wanted.startswith("/") or "\\" in wanted or any(ord(one) < 33 for one in wanted):
        return fallback
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return fallback
    return wanted if not parts.scheme and not parts.netloc and not wanted.startswith("//") else fallback

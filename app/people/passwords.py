"""Argon2id, and the two checks that always take the same time (OWASP profile: 19 MiB, t=2, p=1)."""

from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.people.rules.passwords import tidy_password

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16)


def hashed(password: str) -> str:
    """Return the Argon2id hash of ``password`` with a fresh salt."""
    return _HASHER.hash(tidy_password(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Tell whether ``password`` belongs to the hash. Without a hash it takes as long and is never right."""
    try:
        fits = _HASHER.verify(password_hash or _dummy(), tidy_password(password))
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Tell whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def warm_up() -> None:
    """Make the dummy hash and read the list now, so that the first unknown name takes no longer than the second."""
    _dummy()
    common()


@cache
def common() -> frozenset[str]:
    """Return the words of `blocklist.txt`."""
    lines = Path(__file__).with_name("blocklist.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def _dummy() -> str:
    """Return a hash of nobody's password, so that an unknown name costs the same work."""
    return _HASHER.hash("nobody's password")

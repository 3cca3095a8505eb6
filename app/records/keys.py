"""The Ed25519 key that signs every head of the ledger, in a file of its own that only the service may read."""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.base.files import make_folder, sync_folder


class KeyUnreadable(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """The signing key is missing, open to others, or not an Ed25519 key; nothing can be recorded."""


@dataclass
class SigningKey:
    """The private key, its 32 public bytes, and the file that it came from."""

    private: Ed25519PrivateKey
    public: bytes
    path: Path
    _stamp: tuple[int, ...] = ()

    def sign(self, content: bytes) -> bytes:
        """Return the 64 bytes of the RFC 8032 signature."""
        return self.private.sign(content)

    @property
    def problem(self) -> str | None:
        """Why nothing may be signed just now, as a sentence: its file is gone, unreadable, or holds another key.

        The file is read again only when it was touched. Once it is back as it was, signing goes on.
        """
        stamp = _stamp(self.path)
        if stamp and stamp == self._stamp:
            return None
        try:
            found = load(self.path)
        except KeyUnreadable as unreadable:
            return f"{unreadable} Until then everything can be read, and nothing can be changed or signed."
        if found.public != self.public:
            return f"{another_key(self.path)} Until then everything can be read, and nothing can be changed or signed."
        self._stamp = stamp
        return None


def another_key(path: Path) -> str:
    """Return the sentence about a key that did not sign this ledger."""
    return f"The signing key {path} is not the one that signed this ledger so far. Restore the right one from its copy."


def _stamp(path: Path) -> tuple[int, ...]:
    """Return what changes when somebody touches the file; nothing when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def make(path: Path) -> None:
    """Write a new key to ``path``, readable by its owner only. Never replaces a key."""
    private = Ed25519PrivateKey.generate()
    text = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    make_folder(path.parent)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(path.parent)


def load(path: Path) -> SigningKey:
    """Read the key. Raises KeyUnreadable with a sentence that says what to do."""
    try:
        mode = path.stat().st_mode & 0o777
        private = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as problem:
        raise KeyUnreadable(
            f"The signing key {path} cannot be read ({problem}). Restore it from its safe copy; never make a new one "
            "for an existing ledger."
        ) from problem
    if mode & 0o077:
        raise KeyUnreadable(f"The signing key {path} is open to others (mode {mode:o}). Set it to 600.")
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyUnreadable(f"The file {path} holds another kind of key; the ledger needs Ed25519.")
    return SigningKey(private, private.public_key().public_bytes_raw(), path)

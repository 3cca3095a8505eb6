"""The file store: content-addressed, written once, never changed."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True)
class Stored:
    """A file as the store knows it: SHA-256 in lower-case hexadecimal, size in bytes."""

    sha256: str
    size: int


class FileStore:
    """Files under ``root``, named by their SHA-256. A file is on disk (fsync) before its name is handed out."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._sure: set[Path] = set()

    def put(self, content: bytes) -> Stored:
        """Store ``content``; the same content twice is one file. Raises OSError when the disk refuses."""
        stored = Stored(hashlib.sha256(content).hexdigest(), len(content))
        target = self.path(stored.sha256)
        self._have_folder(target.parent)
        if target.exists():
            # whoever wrote it may have been stopped before its name was on the disk
            sync_folder(target.parent)
        else:
            write_whole(target, content)
        return stored

    def put_back(self, content: bytes) -> Stored:
        """Store ``content`` from a backup, also over a damaged file of its name."""
        stored = Stored(hashlib.sha256(content).hexdigest(), len(content))
        if not self.is_whole(stored.sha256):
            target = self.path(stored.sha256)
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, content)
        return stored

    def names(self) -> list[str]:
        """Return the digest of every file in the store, in order."""
        return sorted(path.name for path in self.root.glob("??/*") if not path.name.startswith("."))

    def path(self, sha256: str) -> Path:
        """Return where the file with this digest stands, there or not."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError(f"{sha256!r} is not a SHA-256.")
        return self.root / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """Return the content. Raises FileNotFoundError when it is missing; the caller verifies the digest."""
        return self.path(sha256).read_bytes()

    def is_whole(self, sha256: str) -> bool:
        """Tell whether the file is there and its content still has this digest."""
        path = self.path(sha256)
        if not path.exists():
            return False
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256

    @contextmanager
    def open(self, sha256: str) -> Iterator[BinaryIO]:
        """Open the content for reading."""
        with self.path(sha256).open("rb") as stream:
            yield stream

    def _have_folder(self, folder: Path) -> None:
        """Make the folder. Its own name is on the disk before a file stands in it, whichever process made it."""
        if folder in self._sure and folder.exists():
            return
        folder.mkdir(parents=True, exist_ok=True)
        for above in (self.root.parent, self.root):
            sync_folder(above)
        self._sure.add(folder)


def write_whole(target: Path, content: bytes) -> None:
    """Write beside, fsync, rename, fsync the folder: after a power cut the name means the whole content or nothing."""
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).rename(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def make_folder(folder: Path) -> None:
    """Make a folder, and what is missing above it, so that they survive a power cut."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in missing:
        sync_folder(one.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in ``folder`` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

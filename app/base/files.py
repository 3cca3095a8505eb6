"""The file store: content-addressed, written once, never changed.

Whoever takes files out of it holds its door alone; whoever relies on what stands in it (a copy, a verification, a file
that is put) holds it with others. The door is a lock of the operating system on the folder: a kill opens it.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

_TEMPORARY = ".new-"


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
        with self.keeping():
            if target.exists():
                # put again, it is young again: nobody takes it for a leftover before its row comes
                os.utime(target)
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

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Let nobody take a file out of the store meanwhile. Any number of callers may hold this at once."""
        with self._door() as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            yield

    @contextmanager
    def removing(self) -> Iterator[bool]:
        """Be the only one in the store. Yields False, without waiting, while others rely on what stands in it."""
        with self._door() as descriptor:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                is_alone = True
            except BlockingIOError:
                is_alone = False
            yield is_alone

    def remove(self, sha256: str) -> None:
        """Take a file out for good; one that is not there is no fault. The caller holds `removing`."""
        target = self.path(sha256)
        if target.exists():
            target.unlink()
            sync_folder(target.parent)

    def put_at(self, sha256: str) -> datetime | None:
        """Return when the file was last put, or None when it is not there."""
        return _changed_at(self.path(sha256))

    def leftovers(self, before: datetime) -> list[Path]:
        """Return the half-written files of writers that were stopped, if nobody touched them since ``before``."""
        found = ((path, _changed_at(path)) for path in sorted(self.root.glob(f"??/{_TEMPORARY}*")))
        return [path for path, at in found if at is not None and at < before]

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

    @contextmanager
    def _door(self) -> Iterator[int]:
        if not self.root.exists():
            make_folder(self.root)
        descriptor = os.open(self.root, os.O_RDONLY)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

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
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=_TEMPORARY)
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


def _changed_at(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


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

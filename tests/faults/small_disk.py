"""A disk that is really full: a small file system in memory, with ballast that leaves as much room as a trial wants."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class SmallDisk:
    """A mounted file system of some megabytes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._ballast = root / "ballast"
        self._ballast.touch()

    def leave(self, room: int) -> None:
        """Leave about so many bytes, to whole pages of the file system."""
        found = os.statvfs(self.root)
        size = max(0, self._ballast.stat().st_size + found.f_bavail * found.f_bsize - room)
        os.truncate(self._ballast, size)
        if size:
            with self._ballast.open("r+b") as stream:
                os.posix_fallocate(stream.fileno(), 0, size)

    def make_room(self) -> None:
        """Take the ballast away."""
        os.truncate(self._ballast, 0)


@contextmanager
def mounted(megabytes: int) -> Iterator[SmallDisk]:
    """Mount one until the block ends; skips the test where this machine lets nobody mount."""
    root = Path(tempfile.mkdtemp(prefix="qualward-disk-"))
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(root)]
    if os.getuid() or subprocess.run(["mount", *options], check=False, capture_output=True).returncode:
        root.rmdir()
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        yield SmallDisk(root)
    finally:
        subprocess.run(["umount", "--lazy", str(root)], check=True)
        root.rmdir()

"""The witness: heads of the ledger kept outside the database and its backups.

A signed log alone does not notice that its tail was cut back to an earlier, properly signed head. A later head held
elsewhere does. One line of JSON per head: ``{"at": "…Z", "note": "…"}``.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.base import clock
from app.base.files import make_folder, sync_folder

AT_MOST_EVERY = timedelta(minutes=1)
"""How often a head without a signature is kept."""

LONGEST_LINES = 16 * 1024
"""Bytes at the end of the file that hold its newest whole line for certain."""


@dataclass(frozen=True)
class Witnessed:
    """A head that was seen at one time."""

    at: datetime
    note: str


class Witness:
    """The append-only witness file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._last: datetime | None = None

    def keep(self, note: str, at: datetime, *, must: bool) -> None:
        """Append a head; without ``must`` at most once a minute. Raises OSError when the file cannot be written."""
        if not must and self._last is not None and at - self._last < AT_MOST_EVERY and at >= self._last:
            return
        make_folder(self.path.parent)
        is_new = not self.path.exists()
        line = json.dumps({"at": clock.to_text(at), "note": note}, ensure_ascii=False) + "\n"
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            sync_folder(self.path.parent)
        self._last = at

    def heads(self) -> Iterator[Witnessed]:
        """Yield every head, oldest first. A torn last line (power cut while writing) is passed over."""
        if not self.path.exists():
            return
        yield from _read(self.path.read_bytes())

    def newest(self) -> Witnessed | None:
        """Return the newest head, from the end of the file: it grows by some hundred bytes with every signature."""
        if not self.path.exists():
            return None
        with self.path.open("rb") as stream:
            stream.seek(max(0, stream.seek(0, os.SEEK_END) - LONGEST_LINES))
            return max(_read(stream.read()), key=lambda one: one.at, default=None)


def _read(content: bytes) -> Iterator[Witnessed]:
    for line in content.decode("utf-8", "replace").splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        yield Witnessed(clock.from_text(found["at"]), found["note"])

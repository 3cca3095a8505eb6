"""The witness: heads of the ledger kept outside the database and its backups.

A signed log alone does not notice that its tail was cut back to an earlier, properly signed head. A later head held
elsewhere does. One line of JSON per head: ``{"at": "…Z", "note": "…"}``.

Where two people declared that events are lost (decision page 012), the head of their declaration stands here with
``"declares_lost": {"after", "through", "event"}``. Heads before that line, of sizes beyond ``after`` and up to
``through``, are given up; they stay in the file. All other heads bind, and all that follow.
"""

import errno
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.base import clock
from app.base.files import make_folder, sync_folder
from app.records import notes

AT_MOST_EVERY = timedelta(minutes=1)
"""How often a head without a signature is kept."""

LONGEST_LINES = 16 * 1024
"""Bytes at the end of the file that hold its newest whole line for certain."""


class WitnessUnwritten(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """A head was committed and could not be witnessed; the message says that the work was saved, and what to do."""


@dataclass(frozen=True)
class Lost:
    """Events that were declared lost: those after ``after`` up to ``through``, declared in ``event``."""

    after: int
    through: int
    event: int


@dataclass(frozen=True)
class Witnessed:
    """A head that was seen at one time, and the declaration that it is the end of, if it is one."""

    at: datetime
    note: str
    declares: Lost | None = None

    @property
    def size(self) -> int | None:
        """How many events the head covers, or None where the note cannot be read."""
        try:
            return notes.read(self.note)[0].size
        except ValueError:
            return None


class Witness:
    """The append-only witness file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._last: datetime | None = None
        self._owed: tuple[str, datetime] | None = None

    def keep(self, note: str, at: datetime, *, must: bool) -> None:
        """Append a head that was committed; without ``must`` at most once a minute.

        Raises WitnessUnwritten when the file cannot be written; the head is owed then, and nothing else is recorded
        before it stands there.
        """
        if not must and self._last is not None and at - self._last < AT_MOST_EVERY and at >= self._last:
            return
        self._owed = (note, at)
        if (sentence := self.problem) is not None:
            raise WitnessUnwritten(f"Your input was saved. {sentence}")

    @property
    def problem(self) -> str | None:
        """Why nothing may be recorded just now, as a sentence: a head is owed to the file, and it cannot be written."""
        if self._owed is None:
            return None
        note, at = self._owed
        try:
            self._append({"at": clock.to_text(at), "note": note})
        except OSError as problem:
            return (
                f"The witness file {self.path} cannot be written ({problem.strerror}), so everything can be read, and "
                "nothing can be changed or signed. Tell the administrator; when it can be written, work goes on."
            )
        self._owed, self._last = None, at
        return None

    def declare_lost(self, note: str, at: datetime, lost: Lost) -> None:
        """Append the head of a declaration that events are lost; the heads it gives up stay in the file."""
        self._append({"at": clock.to_text(at), "note": note, "declares_lost": asdict(lost)})
        self._last = at

    def _append(self, line: Mapping[str, object]) -> None:
        make_folder(self.path.parent)
        is_new = not self.path.exists()
        content = f"{json.dumps(line, ensure_ascii=False)}\n".encode()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                content = b"\n" + content  # a line that was cut off stays by itself
            if os.write(descriptor, content) < len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            sync_folder(self.path.parent)

    def heads(self) -> list[Witnessed]:
        """Return every head that binds, oldest first: those given up by a declaration are left out."""
        found: list[Witnessed] = []
        for line in self._lines():
            if (lost := line.declares) is not None:
                found = [one for one in found if not lost.after < (one.size or 0) <= lost.through]
            found.append(line)
        return found

    def newest(self) -> Witnessed | None:
        """Return the head that binds and covers the most events."""
        return max(self.heads(), key=lambda one: one.size or 0, default=None)

    def last_written(self) -> Witnessed | None:
        """Return the head kept last, from the end of the file: it grows by some hundred bytes with every signature."""
        if not self.path.exists():
            return None
        with self.path.open("rb") as stream:
            stream.seek(max(0, stream.seek(0, os.SEEK_END) - LONGEST_LINES))
            return max(_read(stream.read()), key=lambda one: one.at, default=None)

    def _lines(self) -> Iterator[Witnessed]:
        """Yield every head, oldest first."""
        if self.path.exists():
            yield from _read(self.path.read_bytes())


def _read(content: bytes) -> Iterator[Witnessed]:
    """Yield the heads in these lines. A torn line (power cut while writing) is passed over."""
    for line in content.decode("utf-8", "replace").splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        lost = found.get("declares_lost")
        yield Witnessed(clock.from_text(found["at"]), found["note"], Lost(**lost) if lost else None)

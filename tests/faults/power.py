"""What survives a power cut: only what was synced is sure; everything else may be there, be lost or be torn.

`Disk` hears SQLite's files (`sqlite_layer`) and the file store's own calls, keeps them as one list in the order in
which they came, and gives back the files as they might stand after a cut at any place of that list.
"""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

SECTOR = 512


@dataclass
class Content:
    """The bytes of one file: those on the disk, and the writes that only the operating system has."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        """Let everything be on the disk."""
        for offset, content in self.pending:
            _put(self.durable, offset, content)
        self.pending.clear()

    def after_cut(self, chance: random.Random, mood: str) -> bytes:
        """Return the bytes after a cut: without the rest, with all of it, or with sectors missing here and there."""
        found = bytearray(self.durable)
        for offset, content in self.pending:
            if mood == "lost" or (mood == "torn" and content is None and chance.random() < 0.5):
                continue
            if mood == "kept" or content is None:
                _put(found, offset, content)
                continue
            for at, sector in _sectors(offset, content):
                if chance.random() < 0.5:
                    _put(found, at, sector)
        return bytes(found)


def _put(target: bytearray, offset: int, content: bytes | None) -> None:
    if content is None:
        del target[offset:]
        return
    target.extend(bytes(max(0, offset - len(target))))
    target[offset : offset + len(content)] = content


def _sectors(offset: int, content: bytes) -> Iterator[tuple[int, bytes]]:
    at = offset
    while at < offset + len(content):
        end = min((at // SECTOR + 1) * SECTOR, offset + len(content))
        yield at, content[at - offset : end - offset]
        at = end


class Disk:
    """The installation's folder, and everything that was done to it since, in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.steps: list[tuple[str, Any, Any, Any]] = []
        self.full_at: dict[str, int] = {}
        self._first = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def _hear(self, what: str, path: Path, *more: Any) -> None:
        """Keep one step, unless it belongs to another installation."""
        if path.is_relative_to(self.folder):
            self.steps.append((what, path, *more, *(None,) * (2 - len(more))))

    def mark(self, what: object) -> None:
        """Remember that something was acknowledged here."""
        self.steps.append(("mark", what, None, None))

    # what the layer under SQLite tells

    def refuses(self, path: Path) -> bool:
        """Count down to the write that finds no room; from then on none does."""
        kind = "wal" if path.name.endswith("-wal") else "db"
        if kind not in self.full_at:
            return False
        self.full_at[kind] -= 1
        return self.full_at[kind] <= 0

    def created(self, path: Path) -> None:
        """A new name, not yet sure."""
        self._hear("create", path)

    def wrote(self, path: Path, offset: int, content: bytes) -> None:
        """Bytes, not yet sure."""
        self._hear("write", path, offset, content)

    def cut(self, path: Path, size: int) -> None:
        """A truncation, not yet sure."""
        self._hear("write", path, size)

    def synced(self, path: Path) -> None:
        """Bytes are sure; SQLite syncs the folder of a new file as well."""
        self._hear("sync", path)
        self._hear("sync folder", path.parent)

    def deleted(self, path: Path) -> None:
        """A name is gone, but for a cut."""
        self._hear("delete", path)

    # what Python's own calls tell

    @contextmanager
    def hears_python(self) -> Iterator[None]:
        """Hear fsync, mkdir and rename while the block runs."""
        real_sync, real_folder, real_rename = os.fsync, os.mkdir, Path.rename

        def sync(descriptor: int) -> None:
            path = Path(f"/proc/self/fd/{descriptor}").readlink()
            real_sync(descriptor)
            if path.is_dir():
                self._hear("sync folder", path)
            else:
                self._hear("whole", path, 0, path.read_bytes())
                self._hear("sync", path)

        def folder(path: Any, *arguments: Any, **named: Any) -> None:
            real_folder(path, *arguments, **named)
            self._hear("folder", Path(path))

        def rename(path: Path, target: Path) -> Path:
            if not any(step[:2] == ("whole", path) for step in self.steps[-3:]):
                self._hear("whole", path, 0, path.read_bytes())
            found = real_rename(path, target)
            self._hear("rename", path, Path(target))
            return found

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(os, "fsync", sync)
            patched.setattr(os, "mkdir", folder)
            patched.setattr(Path, "rename", rename)
            yield

    def survivors(self, at: int, chance: random.Random) -> tuple[dict[Path, bytes], list[object], bool]:
        """Return the files after a cut before step ``at``, what was acknowledged, and whether anything was unsure."""
        found = _State({path: Content(bytearray(content)) for path, content in self._first.items()})
        acknowledged = []
        for what, path, offset, content in self.steps[:at]:
            if what == "mark":
                acknowledged.append(path)
            else:
                found.take(what, path, offset, content)
        mood = chance.choice(("lost", "lost", "kept", "torn", "torn"))
        is_unsure = bool(found.unsure) or any(one.pending for one in found.names.values())
        return found.after_cut(chance, mood), acknowledged, is_unsure


class _State:
    """Names and contents; ``unsure`` are the changes of names that no sync of their folder has made sure."""

    def __init__(self, names: dict[Path, Content]) -> None:
        self.names, self.sure = dict(names), dict(names)
        self.sure_folders: set[Path] = set()
        self.unsure: list[tuple[Path, str, Content | None]] = []

    def take(self, what: str, path: Path, *more: Any) -> None:
        """Let one step happen."""
        getattr(self, f"_{what.replace(' ', '_')}")(path, *more)

    def _create(self, path: Path, *_: Any) -> None:
        self._name(path, Content())

    def _folder(self, path: Path, *_: Any) -> None:
        self.unsure.append((path, "folder", None))

    def _delete(self, path: Path, *_: Any) -> None:
        self.names.pop(path, None)
        self.unsure.append((path, "gone", None))

    def _write(self, path: Path, offset: int, content: bytes | None) -> None:
        self.names[path].pending.append((offset, content))

    def _whole(self, path: Path, _offset: int, content: bytes) -> None:
        if path not in self.names:
            self._name(path, Content())
        self.names[path].pending += [(0, None), (0, content)]

    def _rename(self, path: Path, target: Path, *_: Any) -> None:
        moved = self.names[path]
        self._delete(path)
        self._name(target, moved)

    def _sync(self, path: Path, *_: Any) -> None:
        self.names[path].sync()

    def _sync_folder(self, path: Path, *_: Any) -> None:
        for change in [one for one in self.unsure if one[0].parent == path]:
            self._make_sure(*change)
            self.unsure.remove(change)

    def _name(self, path: Path, held: Content) -> None:
        self.names[path] = held
        self.unsure.append((path, "there", held))

    def _make_sure(self, path: Path, what: str, held: Content | None) -> None:
        if what == "folder":
            self.sure_folders.add(path)
        elif held is not None:
            self.sure[path] = held
        else:
            self.sure.pop(path, None)

    def after_cut(self, chance: random.Random, mood: str) -> dict[Path, bytes]:
        for change in self.unsure:
            if mood == "kept" or (mood == "torn" and chance.random() < 0.5):
                self._make_sure(*change)
        return {path: held.after_cut(chance, mood) for path, held in self.sure.items() if self._is_reached(path)}

    def _is_reached(self, path: Path) -> bool:
        """Tell whether every folder above is there: those that were made, and those that always were."""
        made = {one for one, what, _ in self.unsure if what == "folder"} - self.sure_folders
        return made.isdisjoint(path.parents)

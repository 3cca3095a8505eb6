"""The manifest of a backup: what is in it, and the SHA-256 of every part. A backup without a fitting one is none."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.base import canonical

NAME, SEAL = "manifest.json", "manifest.sha256"
SQLITE, POSTGRESQL = "database.sqlite", "database.dump"
FILES = "files"


class BackupUnreadable(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """What was named is no backup; the message says why."""


@dataclass(frozen=True)
class Part:
    """One file of a backup, by its path inside."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. ``size`` and ``head_note`` are the end of the ledger in it."""

    v: int
    product: str
    schema: str
    database: str
    origin: str
    size: int
    head_note: str
    made_at: str
    made_by: str
    counts: Mapping[str, int]
    parts: tuple[Part, ...]

    @property
    def bytes(self) -> int:
        """How many bytes its parts have together."""
        return sum(one.size for one in self.parts)

    @property
    def digests(self) -> list[str]:
        """The SHA-256 of each file of the file store in it."""
        return [Path(one.path).name for one in self.parts if one.path.startswith(f"{FILES}/")]


def part_of(folder: Path, path: Path) -> Part:
    """Return what a file of the backup in ``folder`` is."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Part(path.relative_to(folder).as_posix(), digest, path.stat().st_size)


def write(manifest: Manifest, folder: Path) -> str:
    """Write the manifest and its seal; return its SHA-256, by which the backup is known."""
    text = json.dumps(asdict(manifest), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    digest = canonical.sha256(text)
    (folder / NAME).write_text(text, encoding="utf-8")
    (folder / SEAL).write_text(_seal(digest), encoding="utf-8")
    return digest


def digest_of(folder: Path) -> str:
    """Return the SHA-256 by which a backup is known. Raises BackupUnreadable where no manifest is."""
    path = folder / NAME
    if not path.is_file():
        raise BackupUnreadable(f"{folder} is not a backup: it has no {NAME}. Name the folder that was made.")
    return canonical.sha256(path.read_bytes())


def is_sealed(folder: Path) -> bool:
    """Tell whether the manifest is the one that was sealed, to the byte."""
    seal = folder / SEAL
    return seal.is_file() and seal.read_bytes() == _seal(digest_of(folder)).encode()


def read(folder: Path) -> Manifest:
    """Return the manifest of a backup. Raises BackupUnreadable when it is not one of this version."""
    digest_of(folder)
    try:
        found: dict[str, Any] = json.loads((folder / NAME).read_bytes())
        parts = tuple(Part(**one) for one in found.pop("parts"))
        manifest = Manifest(parts=parts, **found)
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise BackupUnreadable(f"The manifest in {folder} cannot be read: {problem}. Take another backup.") from problem
    if manifest.v != 1 or manifest.database not in {SQLITE, POSTGRESQL}:
        raise BackupUnreadable(f"The manifest in {folder} is of another version. Use the version that made it.")
    return manifest


def damage(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Name every part that is missing, changed or not listed, in a sentence each."""
    listed = {one.path for one in manifest.parts}
    for one in manifest.parts:
        path = folder / one.path
        if not path.is_file():
            yield f"{one.path} is missing from the backup."
        elif part_of(folder, path) != one:
            yield f"{one.path} was changed after the backup was made."
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(present - listed - {NAME, SEAL}):
        yield f"{name} stands in the backup, but its manifest does not list it."


def _seal(digest: str) -> str:
    return f"{digest}  {NAME}\n"

"""The product's own files and their digests: a file that was patched in place shows."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.base import canonical

PARTS = (
    "app",
    "questionnaires",
    "migrations",
    "static",
    "verifier",
    "bin",
    "deploy",
    "config.py",
    "wsgi.py",
    "pyproject.toml",
    "requirements.lock",
)
"""What belongs to the running product; tests, documents and benchmarks do not."""

COMMIT_FILE = "app/system/installation/commit.txt"
"""Written when a release is packed, so it is no part of what it names."""

_known: dict[Path, tuple[tuple[int, ...], str]] = {}


def source_files(root: Path, *, is_quick: bool = False) -> dict[str, str]:
    """Return the SHA-256 of every file of the product by its path under ``root``.

    ``is_quick`` reads only files whose size, times or place changed since they were last read; it is for the banner.
    """
    return {path.relative_to(root).as_posix(): _digest(path, is_quick=is_quick) for path in _files(root)}


def tree_digest(files: Mapping[str, str]) -> str:
    """Return one SHA-256 over all files: ``<digest>  <path>`` for each, in order of path."""
    return canonical.sha256("".join(f"{digest}  {path}\n" for path, digest in sorted(files.items())))


def _files(root: Path) -> Iterator[Path]:
    for part in PARTS:
        top = root / part
        found = [top] if top.is_file() else sorted(top.rglob("*"))
        yield from (path for path in found if path.is_file() and _belongs(path, root))


def _belongs(path: Path, root: Path) -> bool:
    place = path.relative_to(root)
    is_made_here = "__pycache__" in place.parts or path.suffix == ".pyc" or path.name.startswith(".")
    return not is_made_here and place.as_posix() != COMMIT_FILE


def _digest(path: Path, *, is_quick: bool) -> str:
    found = path.stat()
    mark = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    known = _known.get(path)
    if is_quick and known is not None and known[0] == mark:
        return known[1]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    _known[path] = (mark, digest)
    return digest

"""Which commit of the source this is: as packed into the release, else as the checkout says, else unknown."""

import re
from pathlib import Path

from app.system.installation.source_files import COMMIT_FILE

UNKNOWN = "unknown"
_COMMIT = re.compile(r"[0-9a-f]{40}")


def commit_of(root: Path) -> str:
    """Return the commit in 40 digits, or ``unknown``. A release archive carries it in a file that git fills in."""
    packed = _text(root / COMMIT_FILE)
    if _COMMIT.fullmatch(packed):
        return packed
    folder = _git_folder(root / ".git")
    head = _text(folder / "HEAD")
    if head.startswith("ref: "):
        name = head.removeprefix("ref: ")
        shared = folder / (_text(folder / "commondir") or ".")
        head = _text(folder / name) or _text(shared / name) or _packed_ref(shared, name)
    return head if _COMMIT.fullmatch(head) else UNKNOWN


def _git_folder(path: Path) -> Path:
    """Follow the file that stands in the place of the folder in a further working tree."""
    text = _text(path)
    return path.parent / text.removeprefix("gitdir: ") if text.startswith("gitdir: ") else path


def _packed_ref(folder: Path, name: str) -> str:
    lines = _text(folder / "packed-refs").splitlines()
    return next((line.split()[0] for line in lines if line.endswith(f" {name}")), "")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return ""

"""What `feeds preview` shows of a file: read in a limited child, written nowhere, needing no database and no secret."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from app.releases.feeds.entries import Entry, Parsed, refused
from app.releases.feeds.pool import ParserChild


@dataclass(frozen=True, slots=True)
class Preview:
    """One source and what it says."""

    source: str
    parsed: Parsed


def preview_files(paths: Iterable[Path], content_type: str | None = None) -> Iterator[Preview]:
    """Yield a preview of each file in turn; a file that cannot be opened is a preview with a sentence."""
    with ParserChild() as child:
        for path in paths:
            yield Preview(source=str(path), parsed=_read(child, path, content_type))


def json_line(preview: Preview) -> str:
    """Return the preview as the one JSON line that interface.md promises (without the line end)."""
    parsed = preview.parsed
    line = {
        "source": preview.source.encode("utf-8", "replace").decode(),
        "kind": parsed.kind,
        "ok": parsed.is_ok,
        "error": parsed.error or None,
        "entries": [_entry(entry) for entry in parsed.entries],
    }
    return orjson.dumps(line).decode()


def sentence(preview: Preview) -> str:
    """Return the preview as one line for a person."""
    parsed = preview.parsed
    if not parsed.is_ok:
        return f"{preview.source}: {parsed.error}"
    count = len(parsed.entries)
    cut = "" if parsed.is_whole else "; the document is cut off inside the last one"
    return f"{preview.source}: {parsed.kind}, {count} {'entry' if count == 1 else 'entries'}{cut}"


def _read(child: ParserChild, path: Path, content_type: str | None) -> Parsed:
    try:
        body = path.read_bytes()
    except OSError as fault:
        return refused("unknown", f"The file could not be opened ({fault.strerror}). Check its name and your rights.")
    return child.parse(body, content_type=content_type)


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "uid": entry.uid,
        "title": entry.title,
        "version": entry.version or None,
        "url": entry.url or None,
        "published": _moment(entry.published),
        "updated": _moment(entry.updated),
        "prerelease": entry.is_prerelease,
        "text": entry.text,
        "sha256": entry.sha256,
    }


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None

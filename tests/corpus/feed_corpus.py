"""Every feed document of the shared corpus with the count a peer expects of it."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from tests.paths import shared_data

_HEADER = re.compile(rb"^\s*Header:\s*Content-type:[ \t]*(\S[^\r\n]*?)\s*$", re.IGNORECASE | re.MULTILINE)
EXCEPTIONS = Path(__file__).with_name("feed_exceptions.tsv")


@dataclass(frozen=True)
class Document:
    """One file, the Content-Type its first comment asks for, and the least number of entries expected."""

    name: str
    path: Path
    expected: int

    @property
    def body(self) -> bytes:
        return self.path.read_bytes()

    @property
    def content_type(self) -> str | None:
        if not self.name.startswith("kurtmckee__feedparser/"):
            return None
        match = _HEADER.search(self.body[:4000].replace(b"\0", b""))
        return match[1].decode("ascii") if match else None


def documents() -> list[Document]:
    folder = shared_data() / "feeds"
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        rows = list(csv.DictReader(index, delimiter="\t"))
    return [
        Document(row["file"], folder / row["file"], int(row["peer_expected_entries"] or row["feedparser_entries"] or 0))
        for row in rows
    ]


def exceptions() -> dict[str, int]:
    lines = [line for line in EXCEPTIONS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t"))
    assert all(row["reason"].strip() for row in rows), "Each exception needs its reason."
    return {row["file"]: int(row["entries"]) for row in rows}

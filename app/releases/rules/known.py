"""What novelty is judged from: an entry as it came, and what is kept of an earlier one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Candidate(Protocol):
    """What is asked of an entry here; `feeds.entries.Entry` satisfies it."""

    @property
    def uid(self) -> str:
        """The vendor's id, else the address, else a digest of the words."""

    @property
    def title(self) -> str:
        """One line."""

    @property
    def version(self) -> str:
        """As the vendor counts, or ""."""

    @property
    def url(self) -> str:
        """http(s), or ""."""

    @property
    def published(self) -> datetime | None:
        """UTC."""

    @property
    def is_prerelease(self) -> bool:
        """Beta and the like."""

    @property
    def sha256(self) -> str:
        """Digest of everything it says."""

    @property
    def note_sha256(self) -> str:
        """Digest of title, version and text."""

    @property
    def is_whole(self) -> bool:
        """False when the document ended inside it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of an entry that an earlier poll brought, as its latest note revision has it."""

    uid: str
    title: str
    version: str
    url: str
    published: datetime | None
    sha256: str
    note_sha256: str

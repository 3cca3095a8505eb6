"""What a watch hands over: a cause that stands, in words, with the record it is about. Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Cause:
    """Something that is wrong now. ``link`` is the path of the page where people see it, if any."""

    kind: str
    subject_type: str
    subject_id: str
    subject_name: str
    link: str
    sentence: str
    since: datetime

    @property
    def key(self) -> str:
        """Kind and subject: at most one open alarm has them."""
        return f"{self.kind}:{self.subject_type}/{self.subject_id}"


@dataclass(frozen=True)
class News:
    """Something that one person is told once. ``values`` fill the text of the kind; ``key`` makes it once."""

    kind: str
    key: str
    person_id: int
    values: dict[str, str]
    record: str | None = None
    link: str | None = None
    address_event: int | None = None
    is_mailed: bool = True


@dataclass(frozen=True)
class Outside:
    """Something that somebody without an account is told. ``path`` is a personal link: it stands in no row as it is."""

    kind: str
    key: str
    name: str
    email: str
    values: dict[str, str]
    record: str
    path: str

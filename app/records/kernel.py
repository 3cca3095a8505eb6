"""What the kernel needs to write: its origin, its key, its witness and its file store. One per database engine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.base.files import FileStore
from app.records.actor import Actor
from app.records.closing import Closing
from app.records.keys import SigningKey
from app.records.regulated import Regulated
from app.records.witness import Witness

Gate = Callable[[Actor, datetime], str | None]
"""A check that a higher room registers: returns a sentence when this person may not sign now, else None."""

RecordGate = Callable[[Regulated, str, Actor, datetime], str | None]
"""A check on one signature: given the record and the code of the meaning, returns a sentence that stands against it."""


CrowdGate = Callable[[Sequence[Actor], datetime], set[str]]
"""The same check over many people at once, in as many queries as for one: returns the ids of those it holds back."""


Stamp = Callable[[], Mapping[str, str]]
"""Says with what a copy was made (version, commit, configuration), as a higher room knows it."""


@dataclass
class Kernel:
    """The kernel's belongings for one database."""

    origin: str
    key: SigningKey
    witness: Witness
    files: FileStore
    challenge_secret: bytes
    gates: list[Gate] = field(default_factory=list)
    record_gates: list[RecordGate] = field(default_factory=list)
    crowd_gates: list[CrowdGate] = field(default_factory=list)
    stamp: Stamp = dict
    read_only_because: str | None = None
    closing: Closing = field(init=False)

    def __post_init__(self) -> None:
        """Look for the mark that closes the record where its witness stands."""
        self.closing = Closing(self.witness.path)

    @property
    def at_rest_because(self) -> str | None:
        """Why the record rests until somebody restores it, as a sentence: it is cut, or was found altered."""
        return self.read_only_because or self.closing.reason

    @property
    def closed_because(self) -> str | None:
        """Why nothing may be recorded just now, as a sentence: it is at rest, or key or witness are not there."""
        return self.at_rest_because or self.key.problem or self.witness.problem


_kernels: WeakKeyDictionary[Engine, Kernel] = WeakKeyDictionary()


def install(engine: Engine, kernel: Kernel) -> None:
    """Let sessions on ``engine`` write with ``kernel``."""
    _kernels[engine] = kernel


def of(session: Session) -> Kernel:
    """Return the kernel of a session's database. Raises RuntimeError when nothing may be recorded there."""
    engine = session.get_bind()
    found = _kernels.get(engine) if isinstance(engine, Engine) else None
    if found is None:
        raise RuntimeError("This database has no record kernel; nothing can be recorded in it.")
    return found


def find(engine: Engine) -> Kernel | None:
    """Return the kernel of an engine, if it has one."""
    return _kernels.get(engine)

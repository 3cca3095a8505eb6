"""What a verification can find. Each class has one human sentence."""

from dataclasses import dataclass, field
from typing import Literal

from app.records.witness import Lost

FaultClass = Literal[
    "leaf",
    "canonical",
    "chain",
    "order",
    "note",
    "root",
    "head",
    "truncated",
    "live_row",
    "missing_row",
    "unknown_row",
    "revision",
    "file",
    "removal",
    "signature",
]


@dataclass(frozen=True)
class Fault:
    """One fault: its class, the event it shows at (if one), what it concerns, and a sentence."""

    kind: FaultClass
    seq: int | None
    where: str
    sentence: str


@dataclass
class Findings:
    """Everything a verification found."""

    size: int = 0
    signatures: int = 0
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)
    losses: list[Lost] = field(default_factory=list)
    """What two people declared lost: no fault, and never left unsaid."""
    disposed: dict[str, int] = field(default_factory=dict)
    """How many files are gone under which signed decision: no fault either, and said as well."""

    @property
    def is_intact(self) -> bool:
        """Tell whether nothing was found."""
        return not self.faults

    @property
    def first_bad_seq(self) -> int | None:
        """The first event at which something is wrong."""
        return min((fault.seq for fault in self.faults if fault.seq is not None), default=None)

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        if self.is_intact:
            intact = (
                f"The record is intact: {self.size} events, {self.signatures} signatures, {self.rows} live rows agree."
            )
            gone = [_disposal_sentence(number, count) for number, count in self.disposed.items()]
            return " ".join([intact, *map(_loss_sentence, self.losses), *gone])
        first = self.faults[0]
        more = f" {len(self.faults) - 1} more faults were found." if len(self.faults) > 1 else ""
        return f"The record was altered: {first.sentence}{more}"

    def add(self, kind: FaultClass, seq: int | None, where: str, sentence: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(kind, seq, where, sentence))


def _loss_sentence(lost: Lost) -> str:
    return f"Events {lost.after + 1} to {lost.through} of an earlier copy were declared lost in event {lost.event}."


def _disposal_sentence(number: str, count: int) -> str:
    return f"{count} {'file was' if count == 1 else 'files were'} disposed of under {number}."

"""States and moves as a table. Pure: the diagrams of the docs and the one door read the same rows."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """A way from some states to one state. ``signed`` moves need a signature in the same transaction."""

    name: str
    from_: tuple[str, ...]
    to: str
    signed: bool = False
    needs_reason: bool = False
    by_clock: bool = False


@dataclass(frozen=True)
class Verdict:
    """Whether something may happen, and each reason why not as a plain sentence."""

    is_allowed: bool
    reasons: tuple[str, ...] = ()

    @staticmethod
    def of(reasons: Iterable[str]) -> "Verdict":
        """Allow when there is no reason against it."""
        found = tuple(reasons)
        return Verdict(not found, found)


@dataclass(frozen=True)
class Lifecycle:
    """The states of one record type, where it starts, and every move there is."""

    name: str
    initial: str
    states: tuple[str, ...]
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        """Refuse a table that names an unknown state or a move twice."""
        named = {state for move in self.moves for state in (*move.from_, move.to)} | {self.initial}
        if unknown := named - set(self.states):
            raise ValueError(f"The lifecycle {self.name} names unknown states: {sorted(unknown)}.")
        if len({move.name for move in self.moves}) != len(self.moves):
            raise ValueError(f"The lifecycle {self.name} names a move twice.")

    def move(self, name: str) -> Move:
        """Return the move of this name. Raises KeyError when there is none."""
        return next(iter([move for move in self.moves if move.name == name] or [self._unknown(name)]))

    def allows(self, name: str, state: str, *, has_reason: bool, is_signed: bool, is_clock: bool = False) -> Verdict:
        """Judge a move from ``state``; every obstacle is named."""
        return Verdict.of(self._obstacles(self.move(name), state, has_reason, is_signed, is_clock))

    def open_moves(self, state: str) -> tuple[Move, ...]:
        """Return the moves that start in ``state``."""
        return tuple(move for move in self.moves if state in move.from_)

    def diagram(self) -> str:
        """Draw the table as a Mermaid state diagram for the docs."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for move in self.moves:
            mark = " (signed)" if move.signed else " (clock)" if move.by_clock else ""
            lines += [f"    {start} --> {move.to}: {move.name}{mark}" for start in move.from_]
        return "\n".join(lines)

    def _obstacles(self, move: Move, state: str, has_reason: bool, is_signed: bool, is_clock: bool) -> Iterable[str]:
        if state not in move.from_:
            allowed = " or ".join(one.replace("_", " ") for one in move.from_)
            yield f"It is {state.replace('_', ' ')}; “{move.name.replace('_', ' ')}” is possible only from {allowed}."
        if move.needs_reason and not has_reason:
            yield f"“{move.name.replace('_', ' ')}” needs a reason."
        if move.signed and not is_signed:
            yield f"“{move.name.replace('_', ' ')}” needs a signature."
        if is_clock and not move.by_clock:
            yield f"“{move.name.replace('_', ' ')}” is a person's decision; the portal's clock never makes it."

    def _unknown(self, name: str) -> Move:
        raise KeyError(f"The lifecycle {self.name} has no move {name}.")

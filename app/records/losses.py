"""Events that are lost, declared by two people: the one way on for a record that ends before a witnessed head.

The declaration is itself a record, signed twice, in the ledger that it is about. It names the head that is given up,
so that whoever holds that head can see what became of it (decision page 012).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.records.regulated import Regulated
from app.records.witness import Lost

LAST_ROLE = "QA"
"""Who signs a declaration last."""

_SIZE = BigInteger().with_variant(Integer, "sqlite")


class DeclaredLoss(Regulated):
    """The events after ``after_event`` up to ``through_event`` are lost; ``witnessed_note`` is the head given up."""

    __tablename__ = "declared_loss"
    __record__ = "records.declared_loss"
    __is_append_only__ = True

    number: Mapped[str] = mapped_column(unique=True)
    after_event: Mapped[int] = mapped_column(_SIZE)
    through_event: Mapped[int] = mapped_column(_SIZE)
    witnessed_note: Mapped[str]
    witnessed_at: Mapped[datetime]
    reason: Mapped[str]
    declared_at: Mapped[datetime]

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """A declaration has no parts."""
        return {}

    def revision_content(self) -> Mapping[str, Any]:
        """Return the statement that is signed."""
        return {"statement": self.statement}

    @property
    def statement(self) -> str:
        """What is declared, in a sentence."""
        return (
            f"Events {self.after_event + 1} to {self.through_event} of this record are lost. The record was restored "
            f"from a copy that ends at event {self.after_event}; no newer copy was found. Reason: {self.reason}"
        )


def is_declared(
    lost: Lost, rows: Mapping[tuple[str, str], Mapping[str, Any]], esigs: Iterable[Mapping[str, Any]]
) -> bool:
    """Tell whether two people, QA among them, signed a declaration of exactly this loss."""
    wanted = {
        identifier
        for (kind, identifier), fields in rows.items()
        if kind == DeclaredLoss.__record__
        and (fields["after_event"], fields["through_event"]) == (lost.after, lost.through)
    }
    signers = [
        one["signer"]
        for one in esigs
        if one["record"]["type"] == DeclaredLoss.__record__ and one["record"]["id"] in wanted
    ]
    return len({one["id"] for one in signers}) >= 2 and LAST_ROLE in {one["role"] for one in signers}

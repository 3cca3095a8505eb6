"""What every regulated row has: an id, a version that grows with each change, and a name in the trail."""

from typing import Any, ClassVar

from sqlalchemy import event
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.base.db import Model
from app.records.lifecycle import Lifecycle


class Regulated(Model):
    """A row whose every change is written to the ledger by the listener in `trail`, whoever changes it.

    Subclasses name themselves: ``__record__ = "suppliers.supplier"``. Acts then read ``suppliers.supplier.recorded``
    and ``….changed`` unless the action says it better (`trail.say`). Rows with ``__is_append_only__`` are written once.
    A ``__lifecycle__`` means that the column ``state`` moves through `moves.move` and nowhere else.
    """

    __abstract__ = True
    __record__: ClassVar[str]
    __is_append_only__: ClassVar[bool] = False
    __lifecycle__: ClassVar[Lifecycle | None] = None

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Raise the version with every change; a lost update then becomes StaleDataError and a sentence."""
        return {"version_id_col": cls.version}


@event.listens_for(Regulated, "attribute_instrument", propagate=True)
def _keep_old_values(_class: type[Regulated], _key: str, attribute: Any) -> None:
    """Load the old value before it is replaced.

    After a commit SQLAlchemy forgets values; without this the trail says "null → low" for a change "high → low".
    """
    attribute.impl.active_history = True


def record_types() -> dict[str, type[Regulated]]:
    """Return every regulated class by its name in the trail."""
    found: dict[str, type[Regulated]] = {}
    waiting: list[type[Regulated]] = list(Regulated.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if "__tablename__" in kind.__dict__:
            found[kind.__record__] = kind
    return found

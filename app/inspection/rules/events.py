"""An event of the ledger as the rules of inspection see it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol


class TrailEvent(Protocol):
    """What the rules need to know of one event; `records.history.HistoryEvent` is one."""

    @property
    def seq(self) -> int:
        """Its place in the ledger."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def actor_id(self) -> str:
        """Who, by id."""

    @property
    def actor_name(self) -> str:
        """Who, by name as printed then."""

    @property
    def actor_username(self) -> str:
        """Who, by user name."""

    @property
    def actor_kind(self) -> str:
        """Person, operator or clock."""

    @property
    def act(self) -> str:
        """What was done: slice.noun.past_participle."""

    @property
    def type(self) -> str:
        """The type of the record."""

    @property
    def id(self) -> str:
        """The id of the record."""

    @property
    def tx(self) -> str:
        """The transaction that it came with."""

    @property
    def reason(self) -> str | None:
        """What the person gave as a reason."""

    @property
    def before(self) -> dict[str, Any]:
        """Old values."""

    @property
    def after(self) -> dict[str, Any]:
        """New values."""

    @property
    def esig(self) -> dict[str, Any] | None:
        """The signature that this event is, or None."""

    @property
    def is_clock_back(self) -> bool:
        """Whether the server's clock stood behind the record."""

    @property
    def changes(self) -> Sequence[tuple[str, Any, Any]]:
        """Field, old value, new value."""

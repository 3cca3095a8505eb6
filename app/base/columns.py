"""Column types whose stored form is exact and the same on every database."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Dialect, String, Text
from sqlalchemy.types import TypeDecorator

from app.base import canonical, clock


class UTCTime(TypeDecorator[datetime]):
    """A moment, stored as ``YYYY-MM-DDTHH:MM:SS.mmmZ``: sorts as text, carries its zone, loses nothing."""

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Write the moment; a naive one is refused."""
        return None if value is None else clock.to_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read the moment back in UTC."""
        return None if value is None else clock.from_text(value)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal number, stored as its text, so that 0.10 stays 0.10."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Write the digits."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read the digits."""
        return None if value is None else Decimal(value)


class CanonicalJSON(TypeDecorator[Any]):
    """A list or object, stored as canonical text. Assign a new value; never change one in place."""

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Write the one text of the value."""
        return None if value is None else canonical.canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """Read the value."""
        return None if value is None else canonical.parse(value)

"""The database: one `transaction()`, one commit.

A transaction either writes or reads, and is told so before its first statement; `engines.py` says what that means to
each database. A page that tries to write outside ``transaction()`` fails loudly, and readers never queue.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData, Text
from sqlalchemy.orm import DeclarativeBase, registry

from app.base.columns import CanonicalJSON, ExactDecimal, UTCTime

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Root of all tables."""

    registry = registry(
        metadata=MetaData(naming_convention=_NAMES),
        type_annotation_map={
            str: Text,
            datetime: UTCTime,
            Decimal: ExactDecimal,
            dict[str, Any]: CanonicalJSON,
            list[str]: CanonicalJSON,
            list[int]: CanonicalJSON,
            list[dict[str, Any]]: CanonicalJSON,
        },
    )


db = SQLAlchemy(model_class=Base, session_options={"autoflush": False})

if TYPE_CHECKING:

    class Model(Base):
        """A table of the product."""

        __abstract__ = True

else:
    Model = db.Model

_is_writing: ContextVar[bool] = ContextVar("is_writing", default=False)


@dataclass
class Transaction:
    """What every change in one transaction shares: who, when, and what the layers above keep beside it.

    ``late`` is what went wrong after the commit: everything is saved then, and it is raised all the same.
    """

    actor: Any
    now: datetime
    kept: dict[str, Any] = field(default_factory=dict)
    late: Exception | None = None


class AlreadyWriting(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """A transaction was opened inside a transaction."""


@contextmanager
def transaction(actor: Any, now: datetime) -> Iterator[Transaction]:
    """Open the one writing transaction of a request or job, and commit it at the end, whole or not at all.

    ``actor`` is who changes something, ``now`` the time that all of it carries. Objects loaded before are read again,
    so that rights and states are those of this transaction and not of the page that was open.
    """
    session = db.session()
    if "transaction" in session.info:
        raise AlreadyWriting("Actions never open a transaction of their own; the edge has one open already.")
    session.rollback()
    session.expire_all()
    token = _is_writing.set(True)
    opened = session.info["transaction"] = Transaction(actor, now)
    try:
        yield opened
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.info["transaction"]
        _is_writing.reset(token)
    if opened.late is not None:
        raise opened.late


@contextmanager
def unguarded_writes() -> Iterator[None]:
    """Let plain connections write: for migrations and for the start-up check, which roll back or run before serving."""
    token = _is_writing.set(True)
    try:
        yield
    finally:
        _is_writing.reset(token)


def current_transaction() -> Transaction | None:
    """Return the open writing transaction of this request or job, if any."""
    found: Transaction | None = db.session().info.get("transaction")
    return found


def is_writing() -> bool:
    """Tell whether a transaction that begins now may write."""
    return _is_writing.get()

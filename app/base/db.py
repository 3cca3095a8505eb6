"""The database: one engine set-up, one `transaction()`, one commit.

SQLite's default transaction mode silently loses updates, so every *writing* transaction begins IMMEDIATE. Everything
else reads under DEFERRED with ``query_only`` on: a page that tries to write fails loudly, and readers never queue.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, Text, event
from sqlalchemy.orm import DeclarativeBase, registry

from app.base.columns import CanonicalJSON, ExactDecimal, UTCTime

BUSY_MILLISECONDS = 5000
"""How long a writer waits for another one before the person is told that the portal is busy."""

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
    """What every change in one transaction shares: who, when, and what the layers above keep beside it."""

    actor: Any
    now: datetime
    kept: dict[str, Any] = field(default_factory=dict)


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


def prepare_sqlite(engine: Engine) -> None:
    """Attach the settings without which SQLite loses updates, children or acknowledged signatures."""
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "begin", _begin)


def _set_up_connection(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "trusted_schema = OFF",
        f"busy_timeout = {BUSY_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    is_writing = _is_writing.get()
    remembered = connection.connection.info
    if remembered.get("is_writing") is not is_writing:
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if is_writing else 'ON'}")
        remembered["is_writing"] = is_writing
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN DEFERRED")

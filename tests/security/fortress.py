"""The company under attack: browsers of every visitor, a snapshot to return to, and eyes on the whole database."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from app.base.db import db
from app.people.sign_in import COOKIE_KEY
from app.records import kernel
from config import Settings
from tests.conftest import Template, TurnableClock, discard
from tests.hands import Hands
from tests.security.company import Company

FORM_SECRET = hashlib.sha1(b"tests").hexdigest()  # noqa: S324 - the form token's own format

UNWATCHED_COLUMNS = {"person_session": {"last_seen_at"}}
"""The one thing that a read may write: when a session was last used."""


class Browser(FlaskClient):
    """Reads every answer to its end after the request is over, as a server does."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request."""
        return super().open(*args, **{**kwargs, "buffered": True})


@dataclass
class Fortress:
    """One copy of the company and its application."""

    app: Flask
    settings: Settings
    company: Company
    clock: TurnableClock
    browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def browser(self, visitor: str) -> FlaskClient:
        """Return the browser of a visitor, with the cookie that visitor has."""
        if visitor not in self.browsers:
            self.browsers[visitor] = Browser(self.app, self.app.response_class)
            self.renew(visitor)
        return self.browsers[visitor]

    def renew(self, visitor: str) -> None:
        """Give a visitor the first cookie again."""
        if visitor == "supplier":
            self.browsers[visitor].set_cookie("qualward-respondent", self.company.sessions[visitor])
        with self.browsers[visitor].session_transaction() as cookie:
            cookie.clear()
            cookie["csrf_token"] = FORM_SECRET
            if visitor in self.company.sessions and visitor != "supplier":
                cookie[COOKIE_KEY] = self.company.sessions[visitor]

    @cached_property
    def token(self) -> str:
        """The form token that belongs to the cookies of `renew`."""
        return str(URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token").dumps(FORM_SECRET))

    @property
    def folder(self) -> Path:
        """Where the files of the installation stand."""
        return self.settings.data_dir

    @cached_property
    def eyes(self) -> Hands:
        """A connection of our own, which sees what others committed."""
        return Hands(self.settings)

    @property
    def moves(self) -> str:
        """A text that changes with every commit of somebody else."""
        return self.eyes.moves()

    @property
    def ledger_size(self) -> int:
        """How many events the ledger holds."""
        return int(self.eyes.execute("SELECT size FROM ledger_head").fetchone()[0])

    def rows(self) -> dict[str, dict[Any, dict[str, Any]]]:
        """Return every row of every table, raw, by its row id."""
        return {name: self._rows_of(name) for name in self.eyes.tables()}

    def checksum(self) -> str:
        """Return a digest over every row and every stored file."""
        digest = hashlib.sha256(repr(self.rows()).encode())
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and not path.name.startswith("qualward.db"):
                digest.update(f"{path.relative_to(self.folder)} {path.stat().st_size}".encode())
        return digest.hexdigest()

    def remember(self) -> None:
        """Take the snapshot to which `restore` returns."""
        self._settle()
        self._snapshot = Template(Template(self.settings).copy(self.folder.parent / "snapshot"))

    def restore(self) -> None:
        """Return to the snapshot: database, files and witness."""
        self._settle()
        self._snapshot.put_in_place_of(self.settings)
        with self.app.app_context():
            kernel.of(db.session()).read_only_because = None
            kernel.of(db.session()).closing.lift()
        for visitor in self.browsers:
            self.renew(visitor)

    def close(self) -> None:
        """Let go of every connection."""
        self.eyes.close()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        discard(self.settings)
        discard(self._snapshot.settings)

    def _settle(self) -> None:
        if self.eyes.is_sqlite:
            self.eyes.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.eyes.close()
        del self.eyes
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def _rows_of(self, table: str) -> dict[Any, dict[str, Any]]:
        found = self.eyes.execute(f"SELECT * FROM {table}")
        names = [one[0] for one in found.description]
        left_out = UNWATCHED_COLUMNS.get(table, set())
        rows = (dict(zip(names, map(_as_text, row), strict=True)) for row in found)
        # the key of a table is its first column but for links, which are known by the whole row
        return {
            row.get("id", repr(row)): {name: value for name, value in row.items() if name not in left_out}
            # PostgreSQL hands rows out in no order of its own: one that was touched moves to the end
            for row in sorted(rows, key=repr)
        }


def _as_text(value: Any) -> Any:
    """Give PostgreSQL's days the form that SQLite keeps them in."""
    return value.isoformat() if isinstance(value, date) else value


def path_words(rule: str) -> list[str]:
    """Return the names of the parameters in a rule, in their order."""
    return re.findall(r"<(?:[^:<>]+:)?(\w+)>", rule)

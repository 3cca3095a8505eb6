"""Opening the record of an installation, or of a copy of it, without the portal around it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate, upgrade

from app.base.db import db
from app.base.engines import prepare
from app.base.files import FileStore
from app.records import kernel, keys, ledger, selfcheck
from app.records.witness import Witness, Witnessed
from config import ROOT, Settings

MIGRATIONS = ROOT / "migrations"


class EarlierHeads(Witness):
    """The heads that a copy can know: those up to its own end. Later ones say nothing against it."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(path)
        self._size = size

    def heads(self) -> list[Witnessed]:
        """Return the heads up to the copy's end."""
        return [one for one in super().heads() if (one.size or 0) <= self._size]


@contextmanager
def opened(
    settings: Settings, witness: Witness | None = None, files: Path | None = None, *, migrates: bool = False
) -> Iterator[kernel.Kernel]:
    """Open a database that holds a record; with ``migrates``, bring it to the form that this version needs first."""
    house = Flask("qualward-safekeeping")
    house.config.update(SQLALCHEMY_DATABASE_URI=settings.database_url, QUALWARD=settings)
    db.init_app(house)
    Migrate(house, db, directory=str(MIGRATIONS))
    with house.app_context():
        prepare(db.engine)
        if migrates:
            upgrade()
        belongings = kernel.Kernel(
            origin=ledger.origin(db.session()) or settings.origin,
            key=keys.load(settings.signing_key),
            witness=witness or Witness(settings.witness_file),
            files=FileStore(files or settings.data_dir / "files"),
            challenge_secret=settings.secret_key.encode(),
        )
        kernel.install(db.engine, belongings)
        belongings.read_only_because = selfcheck.cut_sentence(db.engine, belongings)
        try:
            yield belongings
        finally:
            db.session.remove()
            db.engine.dispose()

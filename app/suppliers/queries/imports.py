"""Imports of sheets and their lines."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.suppliers.models import ImportLine, SupplierImport


def supplier_import(number: str) -> SupplierImport | None:
    """Return the import of this number with who uploaded it."""
    query = select(SupplierImport).where(SupplierImport.number == number)
    return db.session.scalar(query.options(joinedload(SupplierImport.uploaded_by)))


def recent_imports(limit: int = 50) -> Sequence[SupplierImport]:
    """Return the newest imports, newest first."""
    query = select(SupplierImport).options(joinedload(SupplierImport.uploaded_by))
    return db.session.scalars(query.order_by(SupplierImport.id.desc()).limit(limit)).all()


def import_lines(of: SupplierImport, after: int = 0, limit: int = 200) -> Sequence[ImportLine]:
    """Return the log of an import, by line, from the row id ``after`` on."""
    query = select(ImportLine).where(ImportLine.import_id == of.id, ImportLine.id > after)
    return db.session.scalars(query.order_by(ImportLine.id).limit(limit)).all()

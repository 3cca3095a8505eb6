"""One import of suppliers and services from a sheet, with the log of its lines."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.base import sheet_files
from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated

SUPPLIER_IMPORT = Lifecycle(
    "supplier import",
    "previewed",
    ("previewed", "imported", "discarded"),
    (Move("confirm", ("previewed",), "imported"), Move("discard", ("previewed",), "discarded")),
)


class SupplierImport(Regulated):
    """A file that was uploaded, previewed, and then imported or discarded. The file itself is an attachment of it."""

    __tablename__ = "supplier_import"
    __record__ = "suppliers.supplier_import"
    __lifecycle__ = SUPPLIER_IMPORT

    number: Mapped[str] = mapped_column(unique=True)
    file_name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    encoding: Mapped[str]
    delimiter: Mapped[str]
    state: Mapped[str] = mapped_column(default="previewed")
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    finished_at: Mapped[datetime | None]
    new_rows: Mapped[int | None]
    changed_rows: Mapped[int | None]
    same_rows: Mapped[int | None]
    refused_rows: Mapped[int | None]

    uploaded_by: Mapped[Person] = relationship()

    @property
    def read_as(self) -> str:
        """How the file was read, in words."""
        return sheet_files.read_as(self.encoding, self.delimiter)

    @property
    def media_type(self) -> str:
        """The media type of the file."""
        return sheet_files.media_type(self.delimiter)


class ImportLine(Regulated):
    """What became of one line of the file. ``outcome`` is new, changed, same or refused; ``line`` counts from 1."""

    __tablename__ = "supplier_import_line"
    __record__ = "suppliers.supplier_import_line"
    __is_append_only__ = True
    __table_args__ = (Index("ix_supplier_import_line_import", "import_id", "id"),)

    import_id: Mapped[int] = mapped_column(ForeignKey(SupplierImport.id))
    line: Mapped[int]
    outcome: Mapped[str]
    supplier_name: Mapped[str]
    service_name: Mapped[str]
    sentence: Mapped[str]
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))

"""Importing a sheet: upload and preview, then import or discard.

file | read_sheet | rows_of | plan_rows (preview; nothing of the register is written) | the same again | write
"""

from dataclasses import dataclass
from datetime import datetime

from app.base import canonical
from app.base.db import db
from app.base.sheet_files import media_type, read_sheet
from app.base.sheets import Sheet, SheetRefused
from app.people import queries as people
from app.records import attachments, kernel, trail
from app.records.actor import Actor
from app.records.moves import move
from app.records.numbers import next_number
from app.suppliers.actions.import_rows import Writer
from app.suppliers.actions.refused import Refused
from app.suppliers.models import ImportLine, SupplierImport
from app.suppliers.models.naming import name_key
from app.suppliers.queries.register import register_now
from app.suppliers.rules.sheets.columns import COLUMNS, rows_of
from app.suppliers.rules.sheets.planning import Plan, plan_rows


@dataclass(frozen=True)
class Preview:
    """What an import would do, with the notes about its file."""

    sheet: Sheet
    plan: Plan
    notes: tuple[str, ...]


def upload(name: str, content: bytes, actor: Actor, now: datetime) -> SupplierImport:
    """Keep an uploaded sheet and open its import. Raises Refused; nothing of the register is written."""
    person = people.person_of(actor)
    if person is None:
        raise Refused(("", "A sheet is imported by a person with an account."))
    sheet = _readable(content)
    found = SupplierImport(
        number=next_number("IMP", now.year),
        file_name=canonical.normal(name)[:200],
        sha256=canonical.sha256(content),
        size=len(content),
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        state="previewed",
        uploaded_at=now,
        uploaded_by_id=person.id,
    )
    db.session.add(found)
    trail.say(found, "suppliers.supplier_import.uploaded")
    db.session.flush()
    attachments.attach(found, name, content, media_type(sheet.delimiter), actor, now)
    return found


def _readable(content: bytes) -> Sheet:
    try:
        sheet = read_sheet(content, COLUMNS)
        rows_of(sheet)
    except SheetRefused as refused:
        raise Refused(("file", str(refused))) from refused
    return sheet


def preview(of: SupplierImport) -> Preview:
    """Compare the kept file with the register as it stands now. Raises Refused. Writes nothing."""
    sheet = _readable(content_of(of))
    rows, notes = rows_of(sheet)
    return Preview(sheet, plan_rows(rows, register_now(), name_key), notes)


def content_of(of: SupplierImport) -> bytes:
    """Return the file as it was uploaded. Raises Refused when the store lost it or holds something else."""
    files = kernel.of(db.session()).files
    content = files.read(of.sha256) if files.path(of.sha256).exists() else b""
    if canonical.sha256(content) != of.sha256:
        raise Refused(("", f"The file of {of.number} is not the one that was uploaded. Upload it again."))
    return content


def import_now(of: SupplierImport, fingerprint: str, now: datetime) -> Plan:
    """Write what the preview showed, all of it or nothing. Raises Refused when the register changed meanwhile."""
    _require_open(of)
    plan = preview(of).plan
    if plan.fingerprint != fingerprint:
        raise Refused(
            ("", f"The register changed since you saw the preview of {of.number}, so nothing was imported. Look again.")
        )
    if not plan.rows_to_write:
        raise Refused(("", f"No row of {of.number} would change the register. Discard it instead."))
    lines = Writer(of.number, now).write(plan)
    trail.insert_many(ImportLine, [{"import_id": of.id, **line} for line in lines], "suppliers.supplier_import.logged")
    move(of, "confirm", "suppliers.supplier_import.imported")
    of.finished_at = now
    of.new_rows, of.changed_rows = plan.count("new"), plan.count("changed")
    of.same_rows, of.refused_rows = plan.count("same"), plan.count("refused")
    return plan


def discard(of: SupplierImport, now: datetime) -> None:
    """Close an import without writing anything to the register."""
    _require_open(of)
    move(of, "discard", "suppliers.supplier_import.discarded")
    of.finished_at = now


def _require_open(of: SupplierImport) -> None:
    if of.state != "previewed":
        raise Refused(("", f"{of.number} was already {of.state}. Upload the file again if you need it once more."))

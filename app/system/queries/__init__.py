"""Reads of the system page, one noun a file."""

from app.base.db import db
from app.records import kernel
from app.records.attachments import Attachment


def file_content(found: Attachment) -> bytes:
    """Return the bytes of a file that was kept."""
    return kernel.of(db.session()).files.read(found.sha256)

"""Reads of the system page, one noun a file."""

from app.records.attachments import Attachment
from app.records.removals import content


def file_content(found: Attachment) -> bytes:
    """Return the bytes of a file that was kept."""
    return content(found.sha256)

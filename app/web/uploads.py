"""Taking files in: bounded, named, and of a kind that its own bytes confirm (threat T12)."""

import json
from dataclasses import dataclass
from http import HTTPStatus

from werkzeug.datastructures import FileStorage

from app.records.attachments import LARGEST_FILE
from app.web.errors import Sentence

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain",
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": _XLSX,
    "docx": _DOCX,
    "zip": "application/zip",
}
_MAGIC = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
_INSIDE = {"xlsx": b"xl/", "docx": b"word/"}

ACCEPTED = ",".join(f".{ending}" for ending in _TYPES)
"""For the accept attribute of a file field."""


class UploadRefused(Sentence):
    """The file is not taken; the message says why and what to do."""

    status: int = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


@dataclass(frozen=True)
class Upload:
    """A file as it came: its content in memory, the last part of its name, and the media type its bytes confirm."""

    content: bytes
    name: str
    media_type: str


def read_upload(given: FileStorage) -> Upload:
    """Read an uploaded file. Raises UploadRefused for none, an empty, an oversized or an unexpected one."""
    name = (given.filename or "").replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not name:
        raise UploadRefused("No file was chosen. Choose one, then try again.")
    content = given.stream.read(LARGEST_FILE + 1)
    if not content:
        raise UploadRefused(f"The file “{name}” is empty. Choose the file again.")
    if len(content) > LARGEST_FILE:
        raise UploadRefused(
            f"The file “{name}” is larger than 25 MB. Keep it where it is and attach a reference to it."
        )
    return Upload(content, name, media_type_of(name, content))


def media_type_of(name: str, content: bytes) -> str:
    """Return the media type on which name and bytes agree. Raises UploadRefused when they do not."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in _TYPES:
        raise UploadRefused(
            f"“{name}” is not a kind of file that is kept here. "
            "Use PDF, PNG, JPEG, text, CSV, JSON, Excel, Word or ZIP."
        )
    if not _is_what_it_says(ending, content):
        raise UploadRefused(
            f"“{name}” does not hold what its name says. Save it again as {ending.upper()}, then try again."
        )
    return _TYPES[ending]


def _is_what_it_says(ending: str, content: bytes) -> bool:
    if ending in _MAGIC:
        return content.startswith(_MAGIC[ending])
    if ending in {"zip", "xlsx", "docx"}:
        return content.startswith(b"PK\x03\x04") and _INSIDE.get(ending, b"") in content
    return _is_text(content) and (ending != "json" or _is_json(content))


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decodes(content, "utf-16")
    return b"\x00" not in content and (_decodes(content, "utf-8") or _decodes(content, "cp1252"))


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True

"""The raw documents behind a release: the payload of each note revision, and the vendor's files."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from app.records import attachments, removals
from app.releases import queries
from app.releases.views.around import found_release
from app.web.downloads import download
from app.web.guard import policy

blueprint = Blueprint("release_notes", __name__, url_prefix="/releases/<number('REL'):number>")


@blueprint.get("/notes/<int:position>/payload")
@policy("releases.release.read")
def payload(number: str, position: int) -> ResponseReturnValue:
    """Hand out the document in which a note came, byte for byte."""
    note = queries.note_revision(found_release(number), position) or abort(404)
    return download(removals.content(note.payload_sha256), f"{number}-note-{position}.payload")


@blueprint.get("/files/<int:file_id>")
@policy("releases.release.read")
def file(number: str, file_id: int) -> ResponseReturnValue:
    """Hand out a file that came with a release entered by hand."""
    release = found_release(number)
    found = next((one for one in attachments.of(release.__record__, [release.id]) if one.id == file_id), None)
    kept = found or abort(404)
    return download(removals.content(kept.sha256), kept.name, kept.media_type)

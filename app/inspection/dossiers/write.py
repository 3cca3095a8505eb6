"""Writing a dossier: pages for people, JSON for programs, files, events, proofs, signatures, manifest.

number | gather every row | page and record.json | events with proofs | files and revisions | manifest | one folder
"""

import json
import shutil
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app, render_template
from sqlalchemy import select

from app.base import canonical
from app.base.db import db
from app.inspection.dossiers.gather import Gathered, gather
from app.inspection.models import DossierCopy
from app.people.models import Person
from app.records import history, kernel, packs, values
from app.records.actor import Actor
from app.records.tables import LedgerHead

README = """This folder is the complete copy of {number} from Qualward, as the record stood at event {size}.

index.html        the record for people; open it in any browser, print it
record.json       the same, for programs: every row with every field
ledger/           the events of the record, each with a proof that it stands in the signed record
revisions/        exactly what each person signed; the file's name is its SHA-256
files/            every file of the record; the file's name is its SHA-256. A file that was disposed of is not here;
                  ledger/ and revisions/ hold the decision that two people signed
made-with.json    version, commit and configuration of the portal that made this copy
manifest.json     every file of this folder with its SHA-256

To check it on a machine of your own, offline, with Python 3.11 or later:
    python3 -I qualward_verify.py THIS-FOLDER
Get qualward_verify.py and the fingerprint of the signing key from the company, not from this folder.
Fingerprint of the key that signed this copy: {fingerprint}
"""


def write_dossier(number: str, target: Path, made_by: str, now: datetime) -> dict[str, Any]:
    """Write the dossier of ``number`` to the new folder ``target``; return its manifest.

    Raises NoDossier for a number without one and PackRefused when the folder exists or the record is not whole.
    """
    found = gather(number)
    record = {"type": found.record.__record__, "id": str(found.record.id), "number": number}
    return packs.export_record(target, record, found.keys, _pages(found, made_by, now), made_by, now)


def zipped_dossier(number: str, made_by: str, now: datetime) -> tuple[bytes, dict[str, Any]]:
    """Return the dossier as the bytes of a zip, and its manifest."""
    place = Path(tempfile.mkdtemp(prefix="qualward-dossier-"))
    try:
        manifest = write_dossier(number, place / number, made_by, now)
        archive = place / "dossier.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as pack:
            for path in sorted((place / number).rglob("*")):
                if path.is_file():
                    pack.write(path, path.relative_to(place / number).as_posix())
        return archive.read_bytes(), manifest
    finally:
        shutil.rmtree(place, ignore_errors=True)


def record_copy(number: str, content: bytes, manifest: dict[str, Any], actor: Actor, now: datetime) -> DossierCopy:
    """Put on record that a copy was made, by whom, and its digest."""
    copy = DossierCopy(
        record_type=manifest["record"]["type"],
        record_id=int(manifest["record"]["id"]),
        record_number=number,
        made_by=db.session.get_one(Person, int(actor.id)),
        made_at=now,
        events=manifest["counts"]["events"],
        head_size=manifest["size"],
        sha256=canonical.sha256(content),
        size=len(content),
    )
    db.session.add(copy)
    return copy


def _pages(found: Gathered, made_by: str, now: datetime) -> dict[str, str]:
    belongings = kernel.of(db.session())
    fingerprint = canonical.sha256(belongings.key.public)
    size = db.session.scalar(select(LedgerHead.size)) or 0
    events = [history.read(body) for _, body in history.of_many(found.keys)]
    page = render_template(
        found.kind.template,
        found=found,
        record=found.record,
        **found.kind.beside(found.record),
        events=events,
        size=size,
        origin=belongings.origin,
        fingerprint=fingerprint,
        made_by=made_by,
        made_at=now,
        stamp=belongings.stamp(),
        zone=current_app.config["QUALWARD"].timezone,
    )
    return {
        "index.html": page,
        "record.json": json.dumps(_record(found), indent=1, ensure_ascii=False) + "\n",
        "README.txt": README.format(number=found.record.number, size=size, fingerprint=fingerprint),
    }


def _record(found: Gathered) -> dict[str, Any]:
    rows = [
        {"type": row.__record__, "id": str(row.id), "ver": row.version, "fields": values.fields(row)}
        for row in found.rows
    ]
    return {
        "v": 1,
        "number": found.record.number,
        "kin": [{"number": one.number, "state": one.state} for one in found.kin],
        "rows": rows,
        "files": [values.fields(one) for one in found.files],
        "routes": [
            {**values.fields(route), "steps": [values.fields(step) for step in route.steps]} for route in found.routes
        ],
        "signatures": [values.fields(one) for one in found.signatures],
        "refused_signings": [values.fields(one) for one in found.refusals],
    }

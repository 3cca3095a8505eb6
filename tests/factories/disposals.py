"""A supplier that is past its time with two files, one of them shared, and the disposal on it, signed by two people."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import inspect

from app.base.db import db, transaction
from app.records import attachments, kernel, packs
from app.records.attachments import Attachment
from app.suppliers.models import Supplier
from app.system.actions import disposals, registries, removals
from app.system.models import Disposal
from app.system.queries.removals import recorded
from app.training import actions as training
from app.training.models import Procedure
from tests.factories import impact
from tests.factories.people import clock_now, person_for
from tests.factories.suppliers import make_supplier
from tests.paths import ROOT

OWN, SHARED = b"Contract of 2026, page 1", b"Price list of everybody"


@dataclass(frozen=True)
class Past:
    """What stands before a disposal: the supplier past its time, one that stays, and their files."""

    gone: Supplier
    kept: Supplier
    own: Attachment
    shared: Attachment


def attach(supplier: Supplier, name: str, content: bytes) -> Attachment:
    actor = person_for("SQM").actor
    with transaction(actor, clock_now()):
        supplier = db.session.get_one(Supplier, inspect(supplier).identity[0])
        return attachments.attach(supplier, name, content, "application/pdf", actor, clock_now())


def past_its_time(clock, *, files: int = 1) -> Past:
    """A registry in force, one retired supplier with files, another with the same price list; sixteen years on."""
    author, quality = person_for("SQM"), person_for("QA")
    with transaction(author.actor, clock_now()):
        made = registries.draft("As our procedure 12 says.", author.actor, clock_now())
    impact.sign_as(made, quality, registries.sign)
    gone, kept = make_supplier("Gone Ltd"), make_supplier("Kept Ltd")
    own = attach(gone, "contract.pdf", OWN)
    for number in range(1, files):
        attach(gone, f"page-{number}.pdf", OWN + str(number).encode())
    shared = attach(gone, "prices.pdf", SHARED)
    attach(kept, "prices.pdf", SHARED)
    with transaction(quality.actor, clock_now()):
        gone.retired_at = clock_now()
    clock.forward(days=16 * 366)
    _train_again()
    return Past(gone, kept, own, shared)


def previewed() -> Disposal:
    author = person_for("SQM")
    with transaction(author.actor, clock_now()):
        return disposals.preview(author.actor, clock_now())


def decided() -> Disposal:
    found = previewed()
    for role in ("SQM", "QA"):
        impact.sign_as(found, person_for(role), disposals.sign)
    return found


def carried_out() -> Disposal:
    found = decided()
    with transaction(person_for("SQM").actor, clock_now()):
        removals.carry_out(found, clock_now())
    return found


def standing(found: Disposal) -> set[str]:
    """Return the files whose removal is on record and that still stand in the store."""
    files = kernel.of(db.session()).files
    return {one for one in recorded(found) if files.path(one).exists()}


def nothing() -> None:
    """Require no lease."""


def _train_again() -> None:
    procedure, today = db.session.query(Procedure).one(), clock_now().date()
    admin = person_for("ADM").actor
    with transaction(admin, clock_now()):
        for role in ("SQM", "QA"):
            done = training.Completion(person_for(role).id, procedure.id, today, today + timedelta(days=365))
            training.record_training(done, admin, clock_now())


def judged_bare(folder: Path) -> tuple[int, dict]:
    """Return what the bare verifier says of a pack of the whole ledger."""
    packs.export_ledger(folder, "quentin", clock_now())
    command = [sys.executable, "-I", str(ROOT / "verifier" / "qualward_verify.py"), str(folder), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder.parent)
    return done.returncode, json.loads(done.stdout)

"""The system page: what runs here, and what changed since somebody signed for it."""

from flask import Blueprint, current_app, render_template

from app.base.db import db
from app.records import kernel, ledger, notes
from app.system.queries import statements
from app.system.queries.configuration import configuration
from app.system.rules.configuration import by_group
from app.system.rules.statements import PROFILES
from app.web.guard import policy

blueprint = Blueprint("system", __name__, url_prefix="/system")


@blueprint.get("")
@policy("system.page.read")
def index() -> str:
    """Show everything that is set, and each difference to the signed statement."""
    now_set, signed = configuration(), statements.signed_statement()
    belongings, note = kernel.of(db.session()), ledger.newest_note(db.session())
    return render_template(
        "system/index.html",
        found=now_set,
        groups=by_group(now_set.items),
        signed=signed,
        waiting=statements.open_draft(),
        changes=statements.changes(signed, now_set) if signed else None,
        warnings=statements.warnings(),
        profiles=PROFILES,
        head=notes.read(note)[0] if note else None,
        witnessed=belongings.witness.last_written(),
        settings=current_app.config["QUALWARD"],
    )

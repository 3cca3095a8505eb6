"""Verifying the record from the browser."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import db
from app.inspection import actions, queries
from app.records import kernel, ledger
from app.records.verification.verify import verify
from app.web.edge import writing
from app.web.guard import policy

blueprint = Blueprint("verifications", __name__, url_prefix="/inspection/verifications")


@blueprint.get("/")
@policy("inspection.ledger.read")
def index() -> str:
    """Show the newest signed head and the verifications that were run."""
    belongings = kernel.of(db.session())
    return render_template(
        "inspection/verifications.html",
        note=ledger.newest_note(db.session()),
        origin=belongings.origin,
        fingerprint=actions.fingerprint(belongings),
        runs=queries.recent_verifications(),
    )


@blueprint.post("/")
@policy("inspection.verification.run")
def create() -> ResponseReturnValue:
    """Verify everything now and put the outcome on record; after a fault everything is read-only."""
    findings = verify()
    with writing() as opened:
        run = actions.record_verification(findings, opened.actor, opened.now)
        db.session.flush()
        number = run.id
    if not findings.is_intact:
        actions.close_record(kernel.of(db.session()), findings)
    return redirect(url_for(".show", run_id=number), 303)


@blueprint.get("/<int:run_id>")
@policy("inspection.ledger.read")
def show(run_id: int) -> str:
    """Show one verification that was run."""
    run = queries.verification(run_id) or abort(404)
    return render_template("inspection/verification.html", run=run)

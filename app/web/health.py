"""Whether the process lives, and whether it can serve: for supervisors and load balancers."""

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.base.db import db
from app.records import kernel, tree
from app.records.tables import LedgerHead
from app.web.guard import PUBLIC, policy
from app.web.navigation import Head

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@policy(PUBLIC)
def alive() -> Response:
    """Answer as long as the process does."""
    return jsonify(status="alive")


@blueprint.get("/readyz")
@policy(PUBLIC)
def ready() -> tuple[Response, int]:
    """Answer 200 when database and ledger answer, else 503 with what does not."""
    try:
        has_head = newest_head() is not None
    except SQLAlchemyError:
        current_app.logger.exception("the database does not answer")
        return jsonify(status="not ready", because="The database does not answer."), 503
    if not has_head or kernel.find(db.engine) is None:
        return jsonify(status="not ready", because="The ledger is not there."), 503
    return jsonify(status="ready"), 200


def newest_head() -> Head | None:
    """Return size and root of the ledger, in one query."""
    row = db.session.execute(select(LedgerHead.size, LedgerHead.frontier)).one_or_none()
    if row is None:
        return None
    return Head(row.size, tree.root([bytes.fromhex(one) for one in row.frontier.split()]).hex())

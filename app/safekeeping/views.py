"""Backups as they are on record: when, how large, checked with which outcome; restores and declared losses."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from app.notices.queries.alarms import open_of_kinds
from app.notices.rules.kinds import readable_by
from app.safekeeping import queries
from app.safekeeping.watches import AT_MOST_OLD, BACKUPS
from app.web.edge import actor, now
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("backups", __name__, url_prefix="/backups")
blueprints = (blueprint,)

tones = {"good": "good", "faulty": "bad", "not checked": "wait"}


@blueprint.get("")
@policy("safekeeping.backup.read")
def index() -> ResponseReturnValue:
    """List the backups, and say how old the last good one is."""
    newest, at = queries.last_good(), now()
    return list_page(
        queries.listing(),
        queries.backups(),
        "safekeeping/index.html",
        newest=newest,
        is_old=newest is None or at - newest.made_at > AT_MOST_OLD,
        alarms=[one for one in open_of_kinds(BACKUPS.kinds) if one.kind in readable_by(actor().roles)],
        restores=queries.restores(),
        losses=queries.losses(),
    )


@blueprint.get("/checks")
@policy("safekeeping.backup.read")
def checks() -> ResponseReturnValue:
    """List every check of a backup, also of those that were made elsewhere."""
    return list_page(queries.check_listing(), queries.checks(), "safekeeping/checks.html")


@blueprint.get("/<int:backup_id>")
@policy("safekeeping.backup.read")
def show(backup_id: int) -> str:
    """Show one backup with its checks and the restores from it."""
    found = queries.backup(backup_id) or abort(404)
    digest = found.manifest_sha256
    return render_template(
        "safekeeping/show.html",
        backup=found,
        checks=queries.checks_of(digest),
        restores=queries.restores(digest),
    )

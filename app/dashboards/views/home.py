"""The first page after sign-in."""

from flask import Blueprint, render_template

from app.dashboards import queries
from app.web.edge import actor, now
from app.web.guard import policy

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@policy("dashboards.home.read")
def index() -> str:
    """List what waits for the signed-in person, by due date."""
    tasks = queries.my_work(actor(), now())
    return render_template(
        "dashboards/home.html",
        tasks=tasks,
        alarms=queries.alarms_among(tasks),
        today=now().date(),
    )


@blueprint.get("/my-oversight-tasks")
@policy("dashboards.home.read")
def oversight() -> str:
    """List what waits beside the trade: accounts, reviews, inspections, the system; also a panel of my work."""
    return render_template("dashboards/oversight.html", tasks=queries.my_oversight(actor(), now()), today=now().date())


@blueprint.get("/my-qualification-tasks")
@policy("dashboards.home.read")
def qualification() -> str:
    """List what waits about qualifying services; also a panel of my work."""
    tasks = queries.my_qualification(actor(), now())
    return render_template("dashboards/qualification.html", tasks=tasks, today=now().date())


@blueprint.get("/my-signing-rights")
@policy("dashboards.home.read")
def signing_rights() -> str:
    """Say what stands between the signed-in person and a signature; also a panel of my work."""
    return render_template("dashboards/signing_rights.html", obstacles=queries.obstacles_to_signing(actor(), now()))

"""A room that exists in tests only: it shows every part of the toolkit with planted content."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Blueprint, Flask, Response, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from wtforms import BooleanField, FileField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired

from app.base.db import db
from app.records.signatures import Shown, SigningRefused
from app.web import uploads
from app.web.downloads import download
from app.web.filters import Choice, Contains, Dates
from app.web.forms import Form, ReasonField, RecordForm, carried_out
from app.web.guard import PUBLIC, SIGNED_IN, policy
from app.web.list_page import list_page
from app.web.listing import Column, Listing
from app.web.navigation import Doors, Item, Shell
from app.web.signing_form import SigningForm
from tests.pages import CANARY
from tests.samples import Sample

blueprint = Blueprint("workshop", __name__, url_prefix="/workshop", template_folder="templates")

STATES = (("draft", "Draft"), ("in_approval", "In approval"), ("approved", "Approved"))
SAMPLES = Listing(
    columns=(
        Column(
            "number",
            "Number",
            lambda s: s.number,
            Sample.number,
            href=lambda s: url_for("workshop.show", number=s.number),
        ),
        Column("title", "Name", lambda s: s.title, Sample.title, kind="name"),
        Column("state", "State", lambda s: s.state, Sample.state, kind="chip"),
        Column("due", "Due", lambda s: s.due, Sample.due, kind="day"),
        Column("version", "Version", lambda s: s.version, Sample.version, kind="number"),
    ),
    key=Sample.id,
    sort="number",
    filters=(
        Contains("q", "Name or number", (Sample.title, Sample.number)),
        Choice("state", "State", Sample.state, STATES),
        Dates("due", "Due", Sample.due),
    ),
)


class SampleForm(Form):
    title = StringField("Name", [InputRequired("Give it a name.")], description="As it stands in the contract.")
    state = SelectField("State", choices=[SelectChoice(value, label) for value, label in STATES])
    areas = SelectMultipleField("Areas", choices=[SelectChoice("a", "Audit trail"), SelectChoice("b", "Reports")])
    is_checked = BooleanField("Somebody looked at it")
    reason = ReasonField()


class SampleEditForm(RecordForm):
    title = StringField("Name", [InputRequired()])


class FileForm(Form):
    file = FileField("File", [InputRequired()])


@dataclass(frozen=True)
class Told:
    """One line of a history."""

    at: datetime
    name: str
    username: str
    act: str
    reason: str | None = None
    changes: tuple[tuple[str, str | None, str | None], ...] = ()


@dataclass(frozen=True)
class Signed:
    """A signature as it is printed."""

    id: int
    signer_name: str
    signer_username: str
    signer_role: str
    signed_at: datetime
    meaning: str
    statement: str
    reason: str | None
    record_version: int
    revision_sha256: str


@dataclass(frozen=True)
class Kept:
    """A file in a list."""

    name: str
    size: int
    sha256: str
    added_at: datetime


AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
HISTORY = (
    Told(
        AT,
        "Sam Quinn",
        "sam.quinn",
        "Owner changed",
        "Bea left the finance team",
        (("owner", "Bea Porter", "Sol Owens"),),
    ),
    Told(AT, "שרה לוי", "sara.levi", "Registered"),
)
SIGNATURES = (
    Signed(1, "Sol Owens", "sol.owens", "System owner", AT, "AUTHOR", "I wrote this and it is complete.", None, 4, SHA),
    Signed(
        2,
        "Quentin Abel",
        "quentin.abel",
        "QA approver",
        AT,
        "APPROVE-QA",
        "I approve this.",
        "Looked at all tests",
        3,
        SHA[::-1],
    ),
)
SUPPLIERS = (
    "Northwind Trial Systems",
    "Öresund Labware AB",
    "شركة السجلات",
    "株式会社レコード",
    "Veritrace Quality Cloud",
    CANARY,
)


@blueprint.get("/samples")
@policy(PUBLIC)
def index():
    return list_page(SAMPLES, select(Sample), "workshop/list.html")


@blueprint.get("/samples/<number('SAM'):number>")
@policy(PUBLIC)
def show(number):
    found = db.session.scalars(select(Sample).where(Sample.number == number)).one_or_none() or abort(404)
    files = [Kept(f"release notes {CANARY}.pdf", 345_678, SHA, AT)]
    return render_template(
        "workshop/show.html",
        sample=found,
        history=HISTORY,
        signatures=SIGNATURES,
        files=files,
        due=date(2026, 12, 1),
        file_address=lambda one: "/workshop/panel",
    )


@blueprint.get("/samples/new")
@policy(SIGNED_IN)
def new():
    return render_template("workshop/form.html", form=SampleForm())


@blueprint.post("/samples")
@policy(SIGNED_IN)
def create():
    form = SampleForm()

    def record(tx):
        sample = Sample(number=f"SAM-{request.form.get('at', '0001')}", title=form.title.data, state=form.state.data)
        db.session.add(sample)
        return sample

    sample = carried_out(form, record)
    if sample is None:
        return render_template("workshop/form.html", form=form), 422
    flash(f"{sample.number} was registered.")
    return redirect(url_for("workshop.show", number=sample.number))


@blueprint.post("/samples/<number:number>/title")
@policy(SIGNED_IN)
def rename(number):
    form = SampleEditForm()

    def change(tx):
        sample = db.session.scalars(select(Sample).where(Sample.number == number)).one()
        form.require_version_of(sample)
        sample.title = form.title.data
        return sample

    if carried_out(form, change) is None:
        return render_template("workshop/rename.html", form=form), 409
    return redirect(url_for("workshop.show", number=number))


@blueprint.get("/samples/<number:number>/signature")
@policy(SIGNED_IN)
def sign(number):
    form = SigningForm(formdata=None)
    form.show(Shown(SHA, "2026.x.y"), "APPROVE-QA")
    if "refused" in request.args:
        form.refuse(SigningRefused("password", "The user name or the password is wrong, so nothing was signed."))
    return render_template("workshop/sign.html", form=form, number=number, titles=SUPPLIERS)


@blueprint.get("/panel")
@policy(PUBLIC)
def panel():
    return render_template("workshop/panel.html")


@blueprint.post("/files")
@policy(SIGNED_IN)
def upload():
    found = uploads.read_upload(FileForm().file.data)
    return download(found.content, found.name, found.media_type)


@blueprint.get("/failures/<kind>")
@policy(PUBLIC)
def fail(kind):
    if kind == "locked":
        raise OperationalError("UPDATE x", {}, Exception("database is locked"))
    if kind == "crash":
        raise KeyError("the secret of the crash")
    raise SigningRefused("changed", "The record changed after it was shown to you, so nothing was signed.")


@blueprint.get("/statements/<int:count>")
@policy(PUBLIC)
def statements(count):
    for at in range(count):
        db.session.execute(select(at))
    return Response("done", content_type="text/plain")


def install(app: Flask) -> None:
    """Put the room into ``app`` with navigation, doors and a banner."""
    app.register_blueprint(blueprint)
    before: Shell = app.extensions["qualward_shell"]
    app.extensions["qualward_shell"] = Shell(
        version=before.version,
        items=(
            Item("My work", "workshop.panel", SIGNED_IN, "inbox"),
            Item(
                "Samples", "workshop.index", SIGNED_IN, "building", ("workshop.show", "workshop.new", "workshop.sign")
            ),
            Item("Health", "health.alive", "nobody.holds.this", "heart"),
        ),
        doors=before.doors or Doors("workshop.panel", "workshop.create"),
        tones={"in_approval": "wait", "approved": "good", "draft": "neutral"},
        head=before.head,
        banners=(lambda: "This is the demo company: everything in it is invented.",),
    )

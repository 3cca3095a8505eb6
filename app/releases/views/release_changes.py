"""What people say about a release: its production date, its type, a corrected note, that the vendor pulled it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.releases import actions
from app.releases.forms.fields import ChangeForm, ReasonForm
from app.releases.forms.releases import NoteForm, ProductionDateForm, ReleaseTypeForm
from app.releases.models import Release
from app.releases.views.around import found_release
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("release_changes", __name__, url_prefix="/releases/<number('REL'):number>")


@blueprint.get("/production-date", endpoint="production_date")
@blueprint.post("/production-date", endpoint="set_production_date")
@policy("releases.release.record")
def production_date(number: str) -> ResponseReturnValue:
    """Say when the release reaches production."""
    release = found_release(number)
    form = ProductionDateForm(release)
    order = ("production_on", "production_certainty", "is_live_before_announcement", "reason")

    def act(reason: str, _: datetime) -> None:
        actions.set_production_date(
            release,
            form.production_on.data,
            form.production_certainty.data or "unknown",
            reason,
            is_live_before_announcement=bool(form.is_live_before_announcement.data),
        )

    lead = "Due dates count back from this day. Nothing is back-dated: a late entry counts from when it was made."
    return _answer(release, form, order, act, f"Production date of {number}", lead)


@blueprint.get("/type", endpoint="release_type")
@blueprint.post("/type", endpoint="set_release_type")
@policy("releases.release.record")
def release_type(number: str) -> ResponseReturnValue:
    """Say which type of release it is; “unannounced” when production changed without a word."""
    release = found_release(number)
    form = ReleaseTypeForm(obj=release)

    def act(reason: str, _: datetime) -> None:
        actions.set_release_type(release, form.release_type.data or "", reason)

    lead = "Choose “unannounced” when the vendor changed production without telling."
    return _answer(release, form, ("release_type", "reason"), act, f"Type of {number}", lead)


@blueprint.get("/note", endpoint="note")
@blueprint.post("/note", endpoint="edit_note")
@policy("releases.release.record")
def note(number: str) -> ResponseReturnValue:
    """Correct the note: a new note revision."""
    release = found_release(number)
    form = NoteForm(obj=release)
    if request.method != "POST":
        form.note.data = release.notes[-1].body

    def act(reason: str, now: datetime) -> None:
        actions.edit_note(release, form.note.data or "", reason, now)

    lead = "The note as received stays; this becomes its next revision, and an assessment of it comes back as new work."
    return _answer(release, form, ("note", "reason"), act, f"Correct the note of {number}", lead)


@blueprint.get("/withdrawal", endpoint="withdrawal")
@blueprint.post("/withdrawal", endpoint="withdraw")
@policy("releases.release.record")
def withdrawal(number: str) -> ResponseReturnValue:
    """Say that the vendor pulled the release."""
    release = found_release(number)
    lead = "Only for a release that the vendor took back. One that merely left the feed still stands."

    def act(reason: str, now: datetime) -> None:
        actions.withdraw_release(release, reason, now)

    return _answer(release, ReasonForm(obj=release), ("reason",), act, f"The vendor withdrew {number}", lead)


@blueprint.get("/reinstatement", endpoint="reinstatement")
@blueprint.post("/reinstatement", endpoint="reinstate")
@policy("releases.release.record")
def reinstatement(number: str) -> ResponseReturnValue:
    """Say that a withdrawn release stands after all."""
    release = found_release(number)

    def act(reason: str, _: datetime) -> None:
        actions.reinstate_release(release, reason)

    lead = "The release then opens work again where it has none."
    return _answer(release, ReasonForm(obj=release), ("reason",), act, f"{number} stands after all", lead)


def _answer(
    release: Release,
    form: ChangeForm,
    order: Sequence[str],
    act: Callable[[str, datetime], None],
    title: str,
    lead: str,
) -> ResponseReturnValue:
    def carry_out(opened: Transaction) -> bool:
        form.require_version_of(release)
        act(form.reason.data or "", opened.now)
        return True

    is_asked = request.method != "POST"
    if not is_asked and carried_out(form, carry_out) is not None:
        return redirect(url_for("releases.show", number=release.number), 303)
    back = url_for("releases.show", number=release.number)
    page = render_template(
        "releases/form.html",
        title=title,
        lead=lead,
        form=form,
        action=request.path,
        back=back,
        submit="Save",
        order=order,
        crumbs=[("Releases", url_for("releases.index")), (f"{release.number} {release.name}", back)],
    )
    return page, 200 if is_asked else form.status

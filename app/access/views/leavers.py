"""Somebody on a leaver list who stays after all."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.actions import leavers as actions
from app.access.forms.reviews import WithdrawalForm
from app.access.models import Leaver
from app.access.queries import leavers as queries
from app.base.db import Transaction
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("leavers", __name__, url_prefix="/leavers")


@blueprint.get("/<int:leaver_id>/withdrawal")
@policy("access.leaver.import")
def withdrawal(leaver_id: int) -> ResponseReturnValue:
    """Ask why somebody stays."""
    leaver = _found(leaver_id)
    return render_template(
        "access/leavers/withdrawal.html", leaver=leaver, form=WithdrawalForm(formdata=None, obj=leaver)
    )


@blueprint.post("/<int:leaver_id>/withdrawal")
@policy("access.leaver.import")
def withdraw(leaver_id: int) -> ResponseReturnValue:
    """Put on record that somebody stays."""
    form = WithdrawalForm()
    _found(leaver_id)

    def end(opened: Transaction) -> bool:
        leaver = _found(leaver_id)
        form.require_version_of(leaver)
        actions.withdraw(leaver, form.reason.data or "", opened.actor, opened.now)
        return True

    if carried_out(form, end) is None:
        return render_template("access/leavers/withdrawal.html", leaver=_found(leaver_id), form=form), form.status
    return redirect(url_for("leaver_lists.index"), 303)


def _found(leaver_id: int) -> Leaver:
    return queries.leaver(leaver_id) or abort(404)

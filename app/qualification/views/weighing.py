"""Between scoring and signing: agreeing on a factor, choosing the tier, dropping the tiering."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.content.risk_model import Factor
from app.qualification.actions import opening
from app.qualification.actions import weighing as actions
from app.qualification.definitions import model_of
from app.qualification.forms.weighing import AgreementForm, DroppingForm, WeighingForm
from app.qualification.models import Tiering, reckon
from app.qualification.views.around import found
from app.records.lifecycle import Verdict
from app.suppliers.rules.tiers import TIERS
from app.web.edge import actor
from app.web.forms import Form, carried_out
from app.web.guard import policy

blueprint = Blueprint("tiering_weighing", __name__, url_prefix="/tierings/<number('INH'):number>")


@blueprint.get("/agreements/<int:position>")
@policy("qualification.tiering.score")
def agreement(number: str, position: int) -> ResponseReturnValue:
    """Show both scores of a factor, and ask what was agreed."""
    tiering, known = found(number), _factor(number, position)
    written = next((one for one in tiering.agreements if one.factor == known.code), None)
    form = AgreementForm(
        formdata=None, data={"score": str(written.score), "rationale": written.rationale} if written else {}
    )
    return _agreement_page(tiering, known, form)


@blueprint.post("/agreements/<int:position>")
@policy("qualification.tiering.score")
def agree(number: str, position: int) -> ResponseReturnValue:
    """Write down what was agreed."""
    known, form = _factor(number, position), AgreementForm()
    form.offer(known, 0, len(known.anchors) - 1)

    def act(opened: Transaction) -> object:
        score, why = int(form.score.data), form.rationale.data or ""
        return actions.agree(found(number), known.code, score, why, opened.actor, opened.now)

    if carried_out(form, act) is None:
        return _agreement_page(found(number), known, form), form.status
    return redirect(url_for("tierings.show", number=number), 303)


@blueprint.get("/weighing")
@policy("qualification.tiering.open")
def new(number: str) -> ResponseReturnValue:
    """Ask which tier is signed."""
    tiering = found(number)
    data = {"tier": tiering.tier, "rationale": tiering.rationale, "team": tiering.team}
    return _weighing_page(tiering, WeighingForm(formdata=None, data=data))


@blueprint.post("/weighing")
@policy("qualification.tiering.open")
def weigh(number: str) -> ResponseReturnValue:
    """Choose the tier that is signed."""
    form = WeighingForm()

    def act(opened: Transaction) -> object:
        why, team = form.rationale.data or "", form.team.data or ""
        actions.weigh(found(number), form.tier.data, why, team, opened.actor)
        return True

    if carried_out(form, act) is None:
        return _weighing_page(found(number), form), form.status
    return redirect(url_for("tierings.show", number=number), 303)


@blueprint.get("/dropping")
@policy("qualification.tiering.open")
def dropping(number: str) -> ResponseReturnValue:
    """Ask why it is dropped."""
    return _dropping_page(found(number), DroppingForm(formdata=None))


@blueprint.post("/dropping")
@policy("qualification.tiering.open")
def drop(number: str) -> ResponseReturnValue:
    """Give the tiering up."""
    form = DroppingForm()

    def act(opened: Transaction) -> object:
        opening.drop_tiering(found(number), form.reason.data or "", opened.actor, opened.now)
        return True

    if carried_out(form, act) is None:
        return _dropping_page(found(number), form), form.status
    return redirect(url_for("tierings.show", number=number), 303)


def _factor(number: str, position: int) -> Factor:
    factors = model_of(found(number).model_text).factors
    return factors[position - 1] if 1 <= position <= len(factors) else abort(404)


def _agreement_page(tiering: Tiering, factor: Factor, form: AgreementForm) -> str:
    one, model = reckon(tiering).of(factor.code), model_of(tiering.model_text)
    verdict = actions.may_agree(tiering, actor())
    if verdict.is_allowed and (one is None or not one.needs_agreement):
        verdict = Verdict.of([f"The scorers are not apart on {factor.code}; there is nothing to agree on."])
    if one is not None and one.second is not None:
        low, high = sorted(
            model.unknown_score if entry.score is None else entry.score for entry in (one.first, one.second)
        )
        form.offer(factor, low, high)
    lead = "An agreed score lies from the lower to the higher of the two. It counts instead of both."
    context = {
        "factor": factor,
        "one": one,
        "model": model,
        "title": f"Agree on {factor.code} {factor.name}",
        "lead": lead,
    }
    return _act_page(tiering, form, verdict, "Write it down", context)


def _weighing_page(tiering: Tiering, form: WeighingForm) -> str:
    found_now = reckon(tiering)
    lead = (
        "Raising takes a rationale. Lowering goes one tier at most, never below a floor, takes a rationale and always "
        "needs the signature of QA."
    )
    reasons = found_now.found.reasons if found_now.found else ()
    context = {
        "title": "Choose the tier",
        "lead": lead,
        "reasons": reasons,
        "needs": found_now.formality,
        "words": TIERS,
    }
    return _act_page(tiering, form, actions.may_weigh(tiering, actor()), "Keep this tier", context)


def _dropping_page(tiering: Tiering, form: DroppingForm) -> str:
    lead = "The service keeps the tier it has. Sheets that were handed in are opened, so that they stay readable."
    context = {"title": "Drop this tiering", "lead": lead}
    return _act_page(tiering, form, opening.may_drop(tiering, actor()), "Drop it", context)


def _act_page(tiering: Tiering, form: Form, verdict: Verdict, submit: str, context: Mapping[str, object]) -> str:
    return render_template(
        "qualification/act.html",
        tiering=tiering,
        form=form,
        verdict=verdict,
        submit=submit,
        action=request.path,
        **context,
    )

"""The vendor was faster: how the service is used meanwhile, and the review of the exposure window."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.impact.actions import exposures
from app.impact.forms.work import ExposureReviewForm, UseDecisionForm
from app.impact.models import Assessment
from app.impact.views.around import act_page, acted, found
from app.web.guard import policy

blueprint = Blueprint("impact_exposures", __name__, url_prefix="/impact-assessments/<number('RIA'):number>")


@blueprint.get("/use-decisions/new")
@policy("impact.assessment.release")
def new_use_decision(number: str) -> ResponseReturnValue:
    """Ask how the service is used until the release is approved."""
    assessment = found(number)
    return _use_page(assessment, _use_form(assessment))


@blueprint.post("/use-decisions/new")
@policy("impact.assessment.release")
def decide_use(number: str) -> ResponseReturnValue:
    """Write the use decision down; QA signs it on its own page."""
    assessment = found(number)
    form = _use_form(assessment)

    def act(opened: Transaction) -> object:
        fresh = found(number)
        chosen = [one for one in fresh.service.workflows if one.id in set(form.workflows.data or [])]
        use = exposures.Use(form.decision.data, form.control.data or "", form.begins_at(opened.now), chosen)
        return exposures.decide_use(fresh, use, opened.actor, opened.now)

    to = url_for("impact_assessments.show", number=number, _anchor="exposure")
    return acted(form, act, lambda: _use_page(assessment, form), to)


@blueprint.get("/exposure-reviews/new")
@policy("impact.assessment.assess")
def new_review(number: str) -> ResponseReturnValue:
    """Ask what happened since the release went live."""
    return _review_page(found(number), ExposureReviewForm())


@blueprint.post("/exposure-reviews/new")
@policy("impact.assessment.assess")
def review(number: str) -> ResponseReturnValue:
    """Record the review of the exposure window."""
    assessment, form = found(number), ExposureReviewForm()

    def act(opened: Transaction) -> object:
        records, text = form.records.data or "", form.text.data or ""
        return exposures.review_exposure(found(number), records, text, opened.actor, opened.now)

    to = url_for("impact_assessments.show", number=number, _anchor="exposure")
    return acted(form, act, lambda: _review_page(assessment, form), to)


def _use_form(assessment: Assessment) -> UseDecisionForm:
    form = UseDecisionForm()
    ours = [one for one in assessment.service.workflows if one.is_active]
    form.workflows.choices = [(one.id, f"{one.number} {one.name}") for one in ours]
    return form


def _use_page(assessment: Assessment, form: UseDecisionForm) -> str:
    lead = "The release is in production and not approved. This portal does not stop the vendor's system; people do."
    return act_page(assessment, form, "Use decision", "Write down for signing", lead)


def _review_page(assessment: Assessment, form: ExposureReviewForm) -> str:
    lead = (
        f"The window began on {assessment.exposed_since} and ends with the approval. This review covers it until now."
    )
    return act_page(assessment, form, "Exposure review", "Record the review", lead)

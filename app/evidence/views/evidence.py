"""Evidence: list, registration, page; and panels on the pages of suppliers and services."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.evidence import definitions, dependents, queries
from app.evidence.actions import register
from app.evidence.actions.refused import Refused
from app.evidence.forms.evidence import EvidenceForm
from app.evidence.rules.confidence import CLASSES
from app.evidence.rules.reading import LEVELS
from app.evidence.views.around import found_evidence, history_context
from app.suppliers import queries as suppliers
from app.web.edge import actor, now
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import is_export, list_page
from app.web.uploads import ACCEPTED

blueprint = Blueprint("evidence", __name__, url_prefix="/evidence")
under_supplier = Blueprint("supplier_evidence", __name__, url_prefix="/suppliers/<number('SUP'):number>/evidence")
under_service = Blueprint("service_evidence", __name__, url_prefix="/services/<number('SVC'):number>/evidence")


@blueprint.get("")
@policy("evidence.evidence.read")
def index() -> ResponseReturnValue:
    """Show the list, narrowed to what this person may read."""
    day = now().date()
    listing, query = queries.evidence_listing(actor(), day, is_whole=is_export()), queries.evidence_list(actor(), day)
    return list_page(listing, query, "evidence/index.html", today=day)


@blueprint.get("/new")
@policy("evidence.evidence.edit")
def new() -> str:
    """Show the form of new evidence; ``?about=SVC-0003`` chooses for whom it speaks."""
    form = EvidenceForm(actor(), queries.subjects(), data={"about": request.args.get("about", ""), **_mine()})
    return _form_page(form)


@blueprint.post("")
@policy("evidence.evidence.edit")
def create() -> ResponseReturnValue:
    """Register evidence with its first version."""
    form = EvidenceForm(actor(), queries.subjects())

    def act(opened: Transaction) -> str:
        details, first = _details(form), form.version_details
        return register.register(details, first, form.given_file(), opened.actor, opened.now).number

    number = carried_out(form, act)
    if number is None:
        return _form_page(form), form.status
    return redirect(url_for(".show", number=number), 303)


@blueprint.get("/<number('EVD'):number>")
@policy("evidence.evidence.read")
def show(number: str) -> str:
    """Show one piece: how it stands today, its versions with their classes, what leans on it, who took it."""
    found = found_evidence(number)
    day = now().date()
    newest, count = queries.downloads_of(found)
    return render_template(
        "evidence/show.html",
        found=found,
        kind=definitions.title_of(found.kind),
        level=LEVELS[found.confidentiality],
        stood=queries.standing_on([found.id], day)[found.id],
        day_shown=day,
        classes=CLASSES,
        files=queries.files_of(found.versions),
        leaning=dependents.leaning_on([found.id])[found.id],
        downloads=newest,
        download_count=count,
        **history_context(found),
    )


@under_supplier.get("")
@policy("evidence.evidence.read")
def of_supplier(number: str) -> str:
    """Show what speaks for a supplier and its services, as a panel on its page."""
    supplier = suppliers.supplier(number) or abort(404)
    lines = queries.of_supplier(supplier, actor(), now().date())
    return render_template("evidence/of_record.html", record=supplier, back="suppliers.show", lines=lines)


@under_service.get("")
@policy("evidence.evidence.read")
def of_service(number: str) -> str:
    """Show what speaks for a service, as a panel on its page."""
    service = suppliers.service(number) or abort(404)
    lines = queries.of_service(service, actor(), now().date())
    return render_template("evidence/of_record.html", record=service, back="services.show", lines=lines)


def _details(form: EvidenceForm) -> register.EvidenceDetails:
    """Return what was typed about the piece itself. Raises Refused for a supplier that is not there."""
    found = queries.subject(form.about.data or "")
    if found is None:
        raise Refused(("about", "Choose the supplier or the service for which it speaks."))
    supplier, service = found
    return register.EvidenceDetails(
        title=form.title.data or "",
        kind=form.kind.data,
        supplier=supplier,
        service=service,
        owner_id=form.owner_id.data,
        confidentiality=form.confidentiality.data,
    )


def _mine() -> dict[str, object]:
    return {"owner_id": int(actor().id), "confidentiality": "internal"}


def _form_page(form: EvidenceForm) -> str:
    return render_template("evidence/new.html", form=form, accepted=ACCEPTED)

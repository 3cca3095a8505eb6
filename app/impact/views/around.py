"""What several views of impact need: the record of an address, a form on a page of its own, the history."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.impact.models import Assessment
from app.impact.queries import assessments as queries
from app.records.regulated import Regulated
from app.suppliers.queries.history import history_of
from app.web.edge import writing
from app.web.forms import Form, carried_out


def found(number: str) -> Assessment:
    """Return the assessment of an address; 404 when there is none."""
    return queries.assessment(number) or abort(404)


def page_of(assessment: Assessment, anchor: str | None = None) -> ResponseReturnValue:
    """Send the browser to the assessment's page."""
    return redirect(url_for("impact_assessments.show", number=assessment.number, _anchor=anchor), 303)


def act_page(assessment: Assessment, form: Form, title: str, submit: str, lead: str = "") -> str:
    """Show a form on a page of its own, posted to the page's address."""
    return render_template(
        "impact/act.html", assessment=assessment, form=form, title=title, submit=submit, lead=lead, action=request.path
    )


def acted(form: Form, act: Callable[[Transaction], object], page: Callable[[], str], to: str) -> ResponseReturnValue:
    """Carry a form out and go to ``to``; a refusal shows ``page`` again with everything that was typed."""
    if carried_out(form, lambda opened: act(opened) or True) is None:
        return page(), 422
    return redirect(to, 303)


def pressed(
    number: str, act: Callable[[Assessment, Transaction], object], anchor: str | None = None
) -> ResponseReturnValue:
    """Carry out a button without a form; a refusal becomes a page with its sentence."""
    with writing() as opened:
        assessment = found(number)
        act(assessment, opened)
    return page_of(assessment, anchor)


def history_context(record: Regulated) -> dict[str, Any]:
    """Return the events of a record for its page, from ``?history=<number>`` downwards when it is asked for."""
    asked = request.args.get("history", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 18 else None
    events, more = history_of(record, before)
    return {"events": events, "more": more, "is_older": before is not None}

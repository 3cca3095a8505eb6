"""One signing page for every record of the system: the text in view, the meaning, user name and password."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from app.people.permissions import ROLES
from app.people.signing_view import sign_from_form
from app.records import signatures
from app.records.actor import Actor
from app.records.lifecycle import Verdict
from app.records.separation import Step
from app.records.signatures import Proof, Shown, SigningRefused
from app.system.actions.statements import meaning
from app.web.edge import actor, now
from app.web.signing_form import SigningForm

Sign = Callable[[Any, Proof, Shown, Actor, datetime], object]


@dataclass(frozen=True)
class Signing:
    """What one signing page is about: the record, its own facts, whose turn it is and where it leads."""

    record: Any
    load: Callable[[], Any]
    step: Step
    verdict: Verdict
    facts: str
    action: str
    back: str
    context: dict[str, Any]


def page(signing: Signing, form: SigningForm) -> str:
    """Show exactly what is signed."""
    record = signing.record
    _, shown = signatures.show(record, actor(), now())
    form.show(shown, signing.step.meaning)
    return render_template(
        "system/sign.html",
        record=record,
        form=form,
        meaning=meaning(signing.step.meaning),
        role=ROLES[signing.step.role],
        verdict=signing.verdict,
        facts=signing.facts,
        action=signing.action,
        back=signing.back,
        gate_reasons=signatures.gate_reasons(actor(), now()),
        **signing.context,
    )


def answer(signing: Callable[[], Signing], form: SigningForm, sign: Sign) -> ResponseReturnValue:
    """Sign, or show the page again with the sentence of the refusal."""
    asked = signing()
    try:
        sign_from_form(asked.load, asked.step.meaning, sign, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return page(signing(), form), 409
    return redirect(asked.back, 303)

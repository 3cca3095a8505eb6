"""Signing from a page, for the views of every slice that signs.

The page (GET) shows exactly what is signed, what the signature means, and `web.signing_form.SigningForm`::

    draft, shown = signatures.show(record, actor(), now())
    form = SigningForm(formdata=None)
    form.show(shown, "APPROVE-QA")

The view (POST) hands its loader and its action over and redirects. It does not validate first: a missing password is a
refused signing as well. A refusal is on record when it comes back as `SigningRefused`, and the page shows its sentence
with the record still in view::

    form = SigningForm()
    try:
        sign_from_form(lambda: queries.get(number), "APPROVE-QA", actions.approve, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return the page of GET, with a new challenge, and status 409
    return redirect(...)

``actions.approve(record, proof, shown, actor, now)`` calls `signatures.sign`. It runs in the one writing transaction.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from app.people.actions import count_signing_failure
from app.people.signing import CREDENTIALS, LOCKED, prove, spend
from app.records import signatures
from app.records.actor import Actor
from app.records.regulated import Regulated
from app.records.signatures import Proof, Shown, SigningRefused
from app.web.edge import writing
from app.web.signing_form import SigningForm

Record = TypeVar("Record", bound=Regulated)
Result = TypeVar("Result")

__all__ = ["sign_from_form"]


def sign_from_form(
    load: Callable[[], Record],
    meaning: str,
    sign: Callable[[Record, Proof, Shown, Actor, datetime], Result],
    form: SigningForm,
) -> Result:
    """Prove the person, then sign, in one transaction; return what ``sign`` returned.

    ``load`` reads the record (again) inside the transaction; ``meaning`` is the code that a refusal is recorded under.
    Raises SigningRefused after the refusal was put on record in a transaction of its own. A wrong password is counted
    in the transaction that found it wrong, so that two windows do not get one more attempt than one window.
    """
    try:
        with writing() as opened:
            record = load()
            refused = _unproven(opened.actor, form, opened.now)
            if isinstance(refused, Proof):
                return sign(record, refused, form.shown, opened.actor, opened.now)
            _keep(record, meaning, opened.actor, refused, opened.now)
    except SigningRefused as later:
        with writing() as opened:
            _keep(load(), meaning, opened.actor, later, opened.now)
            if later.cause not in {CREDENTIALS, LOCKED}:
                spend(opened.actor, form.one_time_code.data or "", opened.now)
        raise
    raise refused


def _unproven(actor: Actor, form: SigningForm, now: datetime) -> Proof | SigningRefused:
    try:
        return prove(actor, form.username.data or "", form.password.data or "", now, form.one_time_code.data or "")
    except SigningRefused as refused:
        return refused


def _keep(record: Regulated, meaning: str, actor: Actor, refused: SigningRefused, now: datetime) -> None:
    signatures.record_refusal(record, meaning, actor, refused, now)
    if refused.cause in {CREDENTIALS, LOCKED}:
        count_signing_failure(actor, now)

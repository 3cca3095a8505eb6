"""One's own second factor: set up with a right code, turned off with one; an administrator only with another one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.people import actions, queries
from app.people import second_factor as codes
from app.people.actions import AccountRefused, sessions
from app.people.actions import second_factor as own
from app.people.forms import ReasonForm, SecondFactorForm
from app.people.models import Person
from app.people.sign_in import visitor
from app.people.signing import prove
from app.people.views.blueprint import blueprint
from app.people.views.people import found
from app.people.views.rights import act_page, done
from app.records.actor import Actor
from app.records.signatures import Proof, SigningRefused
from app.web.edge import writing
from app.web.guard import SIGNED_IN, policy

Result = TypeVar("Result")
_WRONG = (
    "The present password or the code is not right, or the account is locked after five failures. Nothing was changed."
)


@blueprint.get("/account/second-factor")
@policy(SIGNED_IN)
def second_factor() -> ResponseReturnValue:
    """Offer a fresh secret, or the way to turn the second factor off. Looking at it changes nothing."""
    return _page(SecondFactorForm(formdata=None))


@blueprint.post("/account/second-factor")
@policy(SIGNED_IN)
def enrol_second_factor() -> ResponseReturnValue:
    """Set it up; the recovery codes are shown once, and every other session of the account ends."""
    form = SecondFactorForm()

    def enrol(person: Person, proof: Proof, at: datetime) -> Sequence[str]:
        made = own.enrol(person, proof, form.sealed.data or "", form.one_time_code.data or "", at)
        for one in queries.other_sessions(person, visitor().session, at):
            sessions.end_from_afar(one, at)
        return made

    shown = _proven(form, "", enrol)
    if shown is None:
        return _page(form), 422
    return render_template("people/recovery_codes.html", codes=shown)


@blueprint.post("/account/second-factor/removal")
@policy(SIGNED_IN)
def end_second_factor() -> ResponseReturnValue:
    """Turn it off with password and code."""
    form = SecondFactorForm()

    def remove(person: Person, _proof: Proof, at: datetime) -> bool:
        own.remove(person, "Turned off by its person.", at)
        return True

    if _proven(form, form.one_time_code.data or "", remove) is None:
        return _page(form), 422
    flash("Your second factor is off. Its recovery codes do not work any more.", "success")
    return redirect(url_for("people.account"), 303)


@blueprint.get("/people/<int:person_id>/second-factor-removals/new")
@policy("people.person.edit")
def second_factor_removal(person_id: int) -> ResponseReturnValue:
    """Ask why somebody's second factor is turned off: a lost phone without recovery codes."""
    person = found(person_id)
    form = ReasonForm(formdata=None, obj=person)
    return act_page(person, form, _REMOVE, url_for("people.propose_second_factor_removal", person_id=person_id)), 200


@blueprint.post("/people/<int:person_id>/second-factor-removals")
@policy("people.person.edit")
def propose_second_factor_removal(person_id: int) -> ResponseReturnValue:
    """Propose it; another administrator approves, and signing waits for a new verification."""
    form, address = ReasonForm(), url_for("people.propose_second_factor_removal", person_id=person_id)

    def propose(person: Person, actor: Actor, at: datetime) -> object:
        return actions.propose_removal(person, form.reason.data or "", actor, at)

    return done(person_id, form, propose, _REMOVE, address)


_REMOVE = "Turn second factor off"


def _proven(form: SecondFactorForm, code: str, act: Callable[[Person, Proof, datetime], Result]) -> Result | None:
    """Do ``act`` for the signed-in person after the password (and code) was proven; None when it was refused."""
    if not form.validate_on_submit():
        return None
    try:
        with writing() as opened:
            person = visitor().person
            proof = prove(opened.actor, person.username, form.password.data or "", opened.now, code)
            return act(person, proof, opened.now)
    except AccountRefused as refused:
        form.refuse(refused)
    except SigningRefused:
        form.refusals.append(_WRONG)
    with writing() as opened:
        actions.count_signing_failure(opened.actor, opened.now)
    return None


def _page(form: SecondFactorForm) -> str:
    me = visitor().person
    form.one_time_code.data = ""
    if me.second_factor_digest is not None:
        unused = len(queries.unused_recovery_codes(me))
        return render_template("people/second_factor.html", me=me, form=form, unused=unused)
    secret = own.offered_secret(me, form.sealed.data or "")
    if secret is None:
        form.sealed.data = own.offer(me)
        secret = own.offered_secret(me, form.sealed.data) or ""
    address = codes.address_of(secret, me.username, "Qualward")
    # drawn by segno from our own address; it holds numbers only
    drawn = Markup(codes.qr_code(address))  # noqa: S704
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return render_template("people/second_factor.html", me=me, form=form, qr_code=drawn, secret=grouped)

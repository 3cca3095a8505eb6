"""One's own page: what stands between me and signing, my sessions, my password, the attestation."""

from datetime import datetime

from flask import abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app.people import actions, attestation_text, queries
from app.people.actions import AccountRefused, sessions
from app.people.forms import AttestationForm, PasswordChangeForm
from app.people.permissions import ROLES
from app.people.rules.passwords import SHORTEST
from app.people.sign_in import is_demo, visitor
from app.people.signing import prove
from app.people.views.blueprint import blueprint
from app.records.actor import Actor
from app.records.signatures import SigningRefused, gate_reasons
from app.web.edge import now, writing
from app.web.forms import carried_out
from app.web.guard import SIGNED_IN, policy

_WRONG = (
    "The present password or the code is not right, or the account is locked after five failures. Nothing was changed."
)


@blueprint.get("/account")
@policy(SIGNED_IN)
def account() -> ResponseReturnValue:
    """Show one's own account."""
    return _page(PasswordChangeForm(formdata=None), AttestationForm(formdata=None)), 200


@blueprint.post("/account/password")
@policy(SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Replace one's own password; every session ends, so the person signs in anew."""
    form = PasswordChangeForm()
    if not form.validate_on_submit() or not _is_changed(form):
        return _page(form, AttestationForm(formdata=None)), 422
    session.clear()
    flash("Your password is changed and every session of yours is ended. Sign in with the new one.", "success")
    return redirect(url_for("people.sign_in"), 303)


@blueprint.post("/account/attestations")
@policy(SIGNED_IN)
def accept_attestation() -> ResponseReturnValue:
    """Accept the attestation as shown."""
    form = AttestationForm()
    accepted = carried_out(form, lambda opened: _accept(form, opened.actor, opened.now))
    if accepted is None:
        return _page(PasswordChangeForm(formdata=None), form), 422
    flash("Your acceptance is on record.", "success")
    return redirect(url_for("people.account"), 303)


@blueprint.post("/account/sessions/end-others")
@policy(SIGNED_IN)
def end_other_sessions() -> ResponseReturnValue:
    """End every session of one's own but this one."""
    with writing() as opened:
        me = visitor()
        others = queries.other_sessions(me.person, me.session, opened.now)
        for one in others:
            sessions.end_from_afar(one, opened.now)
    flash(f"Ended: {len(others)} other sessions. Only this one is open.", "success")
    return redirect(url_for("people.account"), 303)


@blueprint.post("/account/sessions/<int:session_id>/end")
@policy(SIGNED_IN)
def end_session(session_id: int) -> ResponseReturnValue:
    """End one other session of one's own; any other is refused with one sentence, whoever it belongs to."""
    with writing() as opened:
        me = visitor()
        if queries.session_row(session_id) is None:
            abort(404)
        others = queries.other_sessions(me.person, me.session, opened.now)
        sessions.end_from_afar(next((one for one in others if one.id == session_id), None), opened.now)
    flash("That session is ended; its next click leads to the sign-in page.", "success")
    return redirect(url_for("people.account"), 303)


def _accept(form: AttestationForm, actor: Actor, at: datetime) -> object:
    return actions.accept_attestation(visitor().person, form.text_version.data or "", actor, at)


def _is_changed(form: PasswordChangeForm) -> bool:
    try:
        with writing() as opened:
            person = visitor().person
            code = form.one_time_code.data or ""
            proof = prove(opened.actor, person.username, form.present.data or "", opened.now, code)
            actions.change_password(
                person, proof, form.password.data or "", opened.actor, opened.now, is_demo=is_demo()
            )
    except AccountRefused as refused:
        form.refuse(refused)
        return False
    except SigningRefused:
        with writing() as opened:
            actions.count_signing_failure(opened.actor, opened.now)
        form.refusals.append(_WRONG)
        return False
    return True


def _page(password_form: PasswordChangeForm, attestation_form: AttestationForm) -> str:
    me, text = visitor(), attestation_text.current()
    attestation_form.text_version.data = text.version
    return render_template(
        "people/account.html",
        me=me.person,
        roles=ROLES,
        reasons=gate_reasons(me.actor, now()),
        this_session=me.session,
        other_sessions=queries.other_sessions(me.person, me.session, now()),
        text=text,
        accepted=[one for one in queries.attestations(me.person) if one.text_version == text.version],
        password_form=password_form,
        shortest=SHORTEST,
        attestation_form=attestation_form,
    )

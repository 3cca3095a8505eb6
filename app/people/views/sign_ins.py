"""Coming in and going out."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.people import queries
from app.people.actions import sessions
from app.people.actions.sign_ins import Attempt
from app.people.forms import SignInCodeForm, SignInForm
from app.people.rules.paths import local_path
from app.people.sign_in import COOKIE_KEY, enter, enter_with_code, visitor
from app.people.views.blueprint import blueprint
from app.web.edge import now, writing
from app.web.guard import PUBLIC, SIGNED_IN, policy

REFUSED = (
    "The user name, the password or the one-time code is not right, or the account is locked for 15 minutes after five "
    "failures. "
    "If you forgot your password, ask an administrator for a link to set a new one."
)
"""One sentence for every reason, so that nobody learns which user names exist."""


@blueprint.get("/sign-in")
@policy(PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Show the sign-in page."""
    form = SignInForm(formdata=None, next=local_path(request.args.get("next")))
    return render_template("people/sign_in.html", form=form)


@blueprint.post("/sign-in")
@policy(PUBLIC)
def enter_portal() -> ResponseReturnValue:
    """Let somebody in under a new session id, ask for the one-time code, or say the one sentence."""
    form = SignInForm()
    entry = enter(_attempt(form)) if form.validate_on_submit() else None
    if entry is None or entry.against:
        if not form.errors:
            form.refusals.append(entry.against if entry and entry.against else REFUSED)
        return render_template("people/sign_in.html", form=form), 422
    if entry.session_id is None:
        code_form = SignInCodeForm(formdata=None, ticket=entry.ticket, next=form.next.data)
        return render_template("people/sign_in_code.html", form=code_form)
    return _welcome(entry.session_id, form.next.data)


@blueprint.post("/sign-in/code")
@policy(PUBLIC)
def enter_with_one_time_code() -> ResponseReturnValue:
    """Let somebody in whose password was right a moment ago, or say the one sentence on the first page."""
    form = SignInCodeForm()
    address, agent = request.remote_addr or "", request.user_agent.string
    entry = enter_with_code(form.ticket.data or "", form.one_time_code.data or "", address, agent)
    if entry is None or entry.session_id is None:
        again = SignInForm(formdata=None, next=local_path(form.next.data))
        again.refusals.append(entry.against if entry and entry.against else REFUSED)
        return render_template("people/sign_in.html", form=again), 422
    return _welcome(entry.session_id, form.next.data)


def _welcome(session_id: str, wanted: str | None) -> ResponseReturnValue:
    session.clear()
    session[COOKIE_KEY] = session_id
    _tell_of_resets(session_id)
    return redirect(local_path(wanted), 303)


@blueprint.post("/sign-out")
@policy(SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """End this session; its cookie opens nothing any more."""
    with writing() as opened:
        sessions.sign_out(visitor().session, opened.now)
    session.clear()
    flash("You are signed out.", "success")
    return redirect(url_for("people.sign_in"), 303)


def _tell_of_resets(session_id: str) -> None:
    """Say what others did to the account since its person was last here: by whom and when."""
    found = queries.live_session(session_id, now())
    for one in queries.suspensions_since_last_visit(found.person) if found else ():
        sentence = f"{one.because} This was on {one.suspended_at:%Y-%m-%d at %H:%M} UTC."
        flash(f"{sentence} If you did not ask for it, tell QA at once.", "warning")


def _attempt(form: SignInForm) -> Attempt:
    return Attempt(
        (form.username.data or "").casefold(),
        form.password.data or "",
        request.remote_addr or "",
        request.user_agent.string,
    )

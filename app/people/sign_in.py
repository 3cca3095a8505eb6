"""Who asks: flask-login over server-side sessions. The cookie carries a random id and the form secret, nothing else.

cookie | SHA-256 | session row | limits | person active | actor with the roles of this very transaction
"""

from datetime import datetime

from flask import Flask, Request, abort, current_app, request, session
from flask_login import AnonymousUserMixin, LoginManager, current_user
from sqlalchemy.exc import OperationalError

from app.base.db import Transaction, transaction
from app.people import passwords, queries
from app.people.actions import sessions
from app.people.actions.attempts import PORCH
from app.people.actions.sign_ins import Attempt, Checked, Entry, admit, admit_with_code
from app.people.models import Person, PersonSession
from app.people.rules.passwords import DEMO_PASSWORD, tidy_password
from app.records.actor import Actor
from app.web.edge import now
from app.web.guard import PUBLIC, permission_of

COOKIE_KEY = "sid"


class Nobody(AnonymousUserMixin):
    """Nobody is signed in."""


class Visitor:
    """The signed-in person of this request. Every answer is read from the database again after a transaction began."""

    is_anonymous = False

    def __init__(self, row: PersonSession, at: datetime) -> None:
        self.session = row
        self._at = at

    @property
    def is_authenticated(self) -> bool:
        """Tell whether the session still stands: a deactivation a moment ago counts (F28)."""
        return queries.is_usable(self.session, self._at)

    @property
    def is_active(self) -> bool:
        """What flask-login asks for."""
        return self.person.is_active

    @property
    def person(self) -> Person:
        """The account."""
        return self.session.person

    @property
    def name(self) -> str:
        """The person's printed name."""
        return self.person.name

    @property
    def username(self) -> str:
        """The person's user name."""
        return self.person.username

    @property
    def roles(self) -> list[str]:
        """The roles held now."""
        return list(self.person.roles)

    @property
    def has_second_factor(self) -> bool:
        """Tell whether a one-time code is asked for at signing."""
        return self.person.second_factor_digest is not None

    @property
    def actor(self) -> Actor:
        """The person as the kernel knows them."""
        return self.person.actor_in(self.session.sid)

    def get_id(self) -> str:
        """What flask-login asks for."""
        return str(self.person.id)


def install(app: Flask) -> None:
    """Let ``app`` know who asks. Stands before the guard, which asks first."""
    manager = LoginManager()
    manager.session_protection = None  # our sessions are rows; an address may change on a train
    manager.anonymous_user = Nobody
    manager.request_loader(_visitor)
    manager.init_app(app)
    app.before_request(_note_presence)
    passwords.warm_up()


def enter(attempt: Attempt) -> Entry | None:
    """Return how somebody with the right user name and password goes on, else None.

    Without a second factor that is a new session, which ends the one before it; with one it is the page for its code.
    """
    found = queries.person(attempt.username)
    password_hash = queries.password_hash(found) if found is not None else None
    is_right = passwords.is_right(password_hash, attempt.password) and _is_allowed_here(attempt.password)
    earlier = _visitor(request)
    with transaction(PORCH, now()) as opened:
        return _entered(admit(attempt, Checked(password_hash, is_right), opened.now), opened, earlier)


def enter_with_code(ticket: str, code: str, address: str, agent: str) -> Entry | None:
    """Return the new session of somebody whose password was right a moment ago, by a right code, else None."""
    earlier = _visitor(request)
    with transaction(PORCH, now()) as opened:
        return _entered(admit_with_code(ticket, code, address, agent, opened.now), opened, earlier)


def _entered(entry: Entry | None, opened: Transaction, earlier: Visitor | None) -> Entry | None:
    """Write the rest of the transaction down under the person who came in."""
    if entry is None or entry.session_id is None:
        return entry
    opened.actor = entry.person.actor_in(queries.digest(entry.session_id)[:16])
    if earlier is not None:
        earlier.session.ended_at, earlier.session.ended_because = opened.now, "signed in again"
    return entry


def is_demo() -> bool:
    """Tell whether this installation shows the demo company, in which its published password and accounts hold."""
    return bool(current_app.config["QUALWARD"].is_demo)


def _is_allowed_here(password: str) -> bool:
    return is_demo() or tidy_password(password) != DEMO_PASSWORD


def visitor() -> Visitor:
    """Return the signed-in person of this request; a view behind a permission always has one."""
    found = current_user._get_current_object()  # noqa: SLF001 - the proxy's own way to its object
    if not isinstance(found, Visitor):
        abort(401)
    return found


def _visitor(_request: Request) -> Visitor | None:
    session_id = session.get(COOKIE_KEY)
    if not isinstance(session_id, str):
        return None
    moment = now()
    row = queries.live_session(session_id, moment)
    return None if row is None else Visitor(row, moment)


def _note_presence() -> None:
    """Write the last request of a session down before the page is read; a busy database may skip it."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or permission_of(view) == PUBLIC or not current_user.is_authenticated:
        return
    found = visitor()
    if not sessions.is_presence_due(found.session, now()):
        return
    try:
        with transaction(found.actor, now()):
            sessions.note_presence(found.session, now())
    except OperationalError:
        current_app.logger.info("The last request of a session was not noted: the database was busy.")

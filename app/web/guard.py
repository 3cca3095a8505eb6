"""Deny by default: an endpoint without a named permission does not start, and nobody passes without holding it.

`policy("suppliers.supplier.edit")` names what a view needs. The page `people/permissions.py` says which roles hold it;
`create_app` hands that judgement in, so the toolkit knows no role.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., Any])
Judge = Callable[[Sequence[str], str], bool]
"""Given a person's roles and a permission, tells whether they hold it."""
PageGate = Callable[[str], str | None]
"""Given an endpoint, returns the sentence against opening it for whoever asks, beside their permission; else None."""

PUBLIC = "public"
"""What anybody may reach; the few endpoints stand in `tests/architecture/public_endpoints.txt`."""

SIGNED_IN = "signed_in"
"""What everybody with an account may do with their own account."""


RESPONDENT = "respondent"
"""What an outside person reaches who came in by a personal link. Nobody passes until a room keeps this door."""

Doorkeeper = Callable[[], None]
"""Stops a request that may not pass a door of its own; returns when it may."""


class PolicyMissing(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """An endpoint names no permission, so the application does not start."""


def policy(permission: str) -> Callable[[View], View]:
    """Name the permission that a view needs. It stands directly above the function, below the route."""

    def mark(view: View) -> View:
        view.__policy__ = permission  # type: ignore[attr-defined]  # read back by the guard
        return view

    return mark


class Guard:
    """The one gate in front of every view."""

    def __init__(self, app: Flask, judge: Judge) -> None:
        self._judge = judge
        self._gates: list[PageGate] = []
        self._doorkeepers: dict[str, Doorkeeper] = {}
        self._app = app
        app.extensions["qualward_guard"] = self
        app.before_request(self.check)

    def ask_also(self, gate: PageGate) -> None:
        """Add a check that a higher room brings. It is asked of whoever holds the permission."""
        self._gates.append(gate)

    def keep_door(self, policy: str, doorkeeper: Doorkeeper) -> None:
        """Let ``doorkeeper`` decide who passes the views of ``policy``, whoever is signed in beside."""
        self._doorkeepers[policy] = doorkeeper

    def require_policies(self) -> None:
        """Refuse to start when an endpoint names no permission. Raises PolicyMissing."""
        missing = [name for name, view in self._app.view_functions.items() if permission_of(view) is None]
        if missing:
            raise PolicyMissing(
                f"These endpoints name no permission, so nothing is served: {', '.join(sorted(missing))}."
            )

    def check(self) -> None:
        """Stop a request that its person may not make: 401 when nobody is signed in, 403 when a role is missing."""
        if request.endpoint is None:
            return
        permission = permission_of(current_app.view_functions[request.endpoint])
        self._check(permission)
        is_open = permission == PUBLIC or permission in self._doorkeepers
        if not is_open and (sentence := self._closed_because(request.endpoint)):
            abort(403, sentence)

    def check_again(self, permission: str | None) -> None:
        """Check inside the writing transaction, against rights read in it."""
        view = current_app.view_functions.get(request.endpoint or "")
        self._check(permission or (permission_of(view) if view else None))

    def allows(self, permission: str) -> bool:
        """Tell whether the signed-in person holds a permission; templates hide what would be refused."""
        return bool(current_user.is_authenticated) and self._holds(permission)

    def opens(self, endpoint: str, permission: str | None = None) -> bool:
        """Tell whether the signed-in person may open a page; links that would be refused are left out."""
        asked = permission or permission_of(current_app.view_functions[endpoint]) or ""
        return self.allows(asked) and self._closed_because(endpoint) is None

    def _closed_because(self, endpoint: str) -> str | None:
        return next((sentence for gate in self._gates if (sentence := gate(endpoint))), None)

    def _check(self, permission: str | None) -> None:
        if permission == PUBLIC:
            return
        if permission is None:
            abort(403)
        if permission in self._doorkeepers:
            self._doorkeepers[permission]()
            return
        if not current_user.is_authenticated:
            abort(401)
        if not self._holds(permission):
            abort(403)

    def _holds(self, permission: str) -> bool:
        return permission == SIGNED_IN or self._judge(current_user.actor.roles, permission)


def permission_of(view: Callable[..., Any]) -> str | None:
    """Return the permission that a view names, or None."""
    found: str | None = getattr(view, "__policy__", None)
    return found

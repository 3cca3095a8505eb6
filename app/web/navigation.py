"""What stands around every page: the entries of the navigation, the doors to sign in and out, the banner."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flask import current_app, request, url_for
from flask_login import current_user

from app.web.edge import SignedIn


@dataclass(frozen=True)
class Item:
    """One entry of the navigation. It is shown only to those whom its permission lets in.

    ``under`` lists further endpoints or blueprints (``"suppliers."``) whose pages belong to this entry.
    """

    label: str
    endpoint: str
    permission: str
    icon: str = "dot"
    under: tuple[str, ...] = ()

    def covers(self, endpoint: str) -> bool:
        """Tell whether the page of ``endpoint`` stands under this entry."""
        beginnings = tuple(one for one in self.under if one.endswith("."))
        return endpoint == self.endpoint or endpoint in self.under or endpoint.startswith(beginnings or ("\0",))


@dataclass(frozen=True)
class Doors:
    """The endpoints where a person comes in and goes out. ``sign_in`` takes ``next``; ``sign_out`` is a POST."""

    sign_in: str
    sign_out: str
    account: str | None = None


@dataclass(frozen=True)
class Head:
    """The newest head of the ledger: number of events and root in hexadecimal."""

    size: int
    root: str


@dataclass
class Shell:
    """Everything around a page that the toolkit is told by `create_app`."""

    version: str
    items: Sequence[Item] = ()
    doors: Doors | None = None
    tones: Mapping[str, str] = field(default_factory=dict)
    head: Callable[[], Head | None] = lambda: None
    banners: Sequence[Callable[[], str | None]] = ()

    def require_endpoints(self, known: Mapping[str, object]) -> None:
        """Refuse to start when the shell points at a page that is not there. Raises LookupError."""
        doors = [self.doors.sign_in, self.doors.sign_out, self.doors.account] if self.doors else []
        wanted = [item.endpoint for item in self.items] + [door for door in doors if door]
        if missing := [name for name in wanted if name not in known]:
            raise LookupError(f"The navigation points at pages that are not there: {', '.join(missing)}.")

    @property
    def person(self) -> SignedIn | None:
        """The signed-in person, or None. The toolkit also stands on an application that has no accounts yet."""
        if not hasattr(current_app, "login_manager"):
            return None
        found: SignedIn = current_user
        return found if found.is_authenticated else None

    @property
    def entries(self) -> list[tuple[Item, str, bool]]:
        """The entries that this person may open: item, address, and whether the page stands under it."""
        if self.person is None:
            return []
        guard, here = current_app.extensions["qualward_guard"], request.endpoint or ""
        return [
            (item, url_for(item.endpoint), item.covers(here))
            for item in self.items
            if guard.opens(item.endpoint, item.permission)
        ]

    @property
    def notices(self) -> list[str]:
        """The sentences of the banner: the demo company, a record that can only be read."""
        return [sentence for banner in self.banners if (sentence := banner())]


def shell() -> Shell:
    """Return the shell of this application."""
    found: Shell = current_app.extensions["qualward_shell"]
    return found

"""The views of this room, one noun a file."""

from app.people.views import account, passwords, people, proposals, rights, second_factor, sign_ins
from app.people.views.blueprint import blueprint
from app.web.navigation import Doors, Item

blueprints = (blueprint,)
navigation = (
    Item(
        "People",
        "people.index",
        "people.person.read",
        icon="people",
        under=("people.show", "people.proposals", "people.proposal"),
    ),
)
tones = {
    "active": "good",
    "deactivated": "off",
    "succeeded": "good",
    "code_awaited": "wait",
    "failed": "warn",
    "locked": "bad",
    "proposed": "wait",
    "refused": "bad",
}
doors = Doors(sign_in="people.sign_in", sign_out="people.sign_out", account="people.account")

__all__ = [
    "account",
    "blueprints",
    "doors",
    "navigation",
    "passwords",
    "people",
    "proposals",
    "rights",
    "second_factor",
    "sign_ins",
    "tones",
]

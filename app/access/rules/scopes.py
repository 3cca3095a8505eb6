"""Whose accounts a review is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.people.permissions import ROLES
from app.people.rules.roles import ADMINISTRATOR, SIGNING

SCOPES = {
    "everybody": "Everybody with an active account",
    "role": "Everybody who holds one role",
    "signers": "Everybody who holds a role that signs",
    "administrators": "The administrators",
    "chosen": "People chosen one by one",
}
"""What a review can be about, in words."""


@dataclass(frozen=True)
class Scope:
    """A scope as asked for. ``role`` belongs to the scope role, ``person_ids`` to the scope chosen."""

    kind: str
    role: str = ""
    person_ids: frozenset[int] = frozenset()

    @property
    def words(self) -> str:
        """The scope as a page and the report name it."""
        if self.kind == "role":
            return f"Everybody who holds the role {self.role} ({ROLES.get(self.role, 'unknown')})"
        return SCOPES[self.kind]

    def takes(self, person_id: int, roles: Collection[str], *, is_active: bool) -> bool:
        """Tell whether an account belongs to it. Deactivated accounts only where they were chosen by name."""
        if self.kind == "chosen":
            return person_id in self.person_ids
        wanted = {"role": {self.role}, "signers": SIGNING, "administrators": {ADMINISTRATOR}}.get(self.kind)
        return is_active and (wanted is None or not wanted.isdisjoint(roles))


def scope_problems(scope: Scope, known_ids: Collection[int]) -> Sequence[tuple[str, str]]:
    """Return what is wrong with a scope: field and sentence."""
    if scope.kind not in SCOPES:
        return [("scope", "Choose whose accounts are reviewed.")]
    if scope.kind == "role" and scope.role not in ROLES:
        return [("role", "Choose the role whose holders are reviewed.")]
    if scope.kind == "chosen" and not scope.person_ids:
        return [("people", "Choose at least one person.")]
    if not scope.person_ids <= set(known_ids):
        return [("people", "One of the chosen people has no account. Open the page again and choose anew.")]
    return []

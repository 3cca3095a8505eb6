"""What one administrator may not do alone, and who may decide about a proposal. Pure (21 CFR 11.200(a)(2)-(3)).

Whoever can hand out a signer's role or a link into a signer's account could sign as that person. So it takes two: one
proposes, another approves. Administrators are protected like signers: with a link into a second administrator's account
one alone would be both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.people.rules.roles import ADMINISTRATOR, SIGNING

ROLES, PASSWORD_LINK, SECOND_FACTOR = "roles", "password_link", "second_factor"
KINDS = {
    ROLES: "Change of roles",
    PASSWORD_LINK: "Link to set a new password",
    SECOND_FACTOR: "Second factor turned off",
}
"""What is proposed: code and words."""

PROTECTED = SIGNING | {ADMINISTRATOR}
"""Roles whose accounts no administrator changes or opens alone."""


@dataclass(frozen=True)
class Parties:
    """The people of one proposal, by actor id, and whether it still waits."""

    proposed_by: str
    concerned: str
    is_open: bool


def is_protected(*role_sets: Sequence[str]) -> bool:
    """Tell whether any of these roles, held or wanted, needs a second administrator."""
    return any(not PROTECTED.isdisjoint(one) for one in role_sets)


def becomes_protected(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether an account gets its first protected role: what one administrator alone knew ends there."""
    return is_protected(after) and not is_protected(before)


def obstacles_to_deciding(parties: Parties, actor_id: str) -> list[str]:
    """Return every sentence against this person approving or refusing."""
    found = [] if parties.is_open else ["It is decided already."]
    if actor_id == parties.proposed_by:
        found.append("You proposed it; another administrator decides.")
    if actor_id == parties.concerned:
        found.append("It concerns your own account; another administrator decides.")
    return found

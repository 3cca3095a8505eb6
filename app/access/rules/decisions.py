"""Who may decide on whose account, what a decision must say, whether it was carried out, when a review may end."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from app.records.lifecycle import Verdict

OUTCOMES = {
    "keep": "Keep: the account needs its roles",
    "change": "Change: take roles away",
    "remove": "Remove: deactivate the account",
}
"""What can be decided on an account, in words."""


@dataclass(frozen=True)
class Wanted:
    """A decision as somebody wants it. ``roles_taken`` belongs to change."""

    outcome: str
    reason: str = ""
    roles_taken: Sequence[str] = ()


@dataclass(frozen=True)
class Account:
    """Whose account it is. Two accounts with one e-mail address belong to one human being."""

    person_id: int
    email: str

    def is_own_of(self, other: "Account") -> bool:
        """Tell whether both are the same person, by account or by e-mail address."""
        same_mail = self.email.strip().casefold() == other.email.strip().casefold() != ""
        return self.person_id == other.person_id or same_mail


def may_decide(state: str, number: str, account: Account, decider: Account) -> Verdict:
    """Judge whether this person may decide on that account. Another role or account of theirs does not help."""
    reasons = []
    if state != "open":
        reasons.append(f"{number} is {state}, so nothing in it is decided any more.")
    if account.is_own_of(decider):
        reasons.append("This is your own account, and nobody decides on their own access. Somebody else has to.")
    return Verdict.of(reasons)


def decision_problems(wanted: Wanted, held: Collection[str], *, is_flagged: bool) -> Iterator[tuple[str, str]]:
    """Yield what is missing in a decision: field and sentence."""
    if wanted.outcome not in OUTCOMES:
        yield "outcome", "Choose keep, change or remove."
        return
    if wanted.outcome == "change":
        yield from _change_problems(wanted.roles_taken, held)
    elif wanted.roles_taken:
        yield "roles_taken", "Roles are taken away by “change” only. Choose it, or untick the roles."
    if not wanted.reason.strip() and (wanted.outcome != "keep" or is_flagged):
        why = "this account is flagged; say why it is kept" if wanted.outcome == "keep" else "say why"
        yield "reason", f"A reason is needed: {why}."


def _change_problems(taken: Sequence[str], held: Collection[str]) -> Iterator[tuple[str, str]]:
    if not taken:
        yield "roles_taken", "Tick the roles that are taken away."
    elif not set(taken) <= set(held):
        yield "roles_taken", "Only roles that the account held when the review was opened can be taken away."
    elif set(taken) == set(held):
        yield "roles_taken", "These are all its roles. Choose “remove”, or leave one."


def is_carried_out(outcome: str, roles_taken: Collection[str], roles_now: Collection[str], *, is_active: bool) -> bool:
    """Tell from the account as it stands whether nothing is left to do. What is kept needs nothing."""
    if outcome == "remove":
        return not is_active
    return outcome == "keep" or not is_active or set(roles_taken).isdisjoint(roles_now)


@dataclass(frozen=True)
class Decided:
    """One line of a review: whose account, and who decided on it (None: nobody yet)."""

    account: Account
    label: str
    decider: Account | None


def may_close(state: str, number: str, lines: Sequence[Decided]) -> Verdict:
    """Judge whether a review may be signed and closed: nobody open, nobody decided on by themselves."""
    reasons = []
    if state != "open":
        reasons.append(f"{number} is {state} already.")
    if waiting := [one.label for one in lines if one.decider is None]:
        named = ", ".join(waiting[:5]) + (f" and {len(waiting) - 5} more" if len(waiting) > 5 else "")
        reasons.append(f"{len(waiting)} of {len(lines)} accounts are not decided on yet: {named}.")
    own = [one.label for one in lines if one.decider is not None and one.account.is_own_of(one.decider)]
    if own:
        reasons.append(f"Decided on by themselves: {', '.join(own)}. Somebody else has to decide on them.")
    return Verdict.of(reasons)

"""Two administrators: one proposes, another approves or refuses, and only the approval takes effect.

Nobody decides what they proposed or what concerns themselves. The approval issues the one-time link; it is shown to the
approver once, who hands it over. What one administrator alone could have known of the account ends with it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.base.db import db
from app.people import queries
from app.people.actions.passwords import make_link, withdraw_password
from app.people.actions.refusals import AccountRefused
from app.people.actions.roles import put_roles, require_fit, require_possible
from app.people.actions.second_factor import remove
from app.people.actions.sessions import end_sessions
from app.people.actions.suspensions import suspend
from app.people.models import Person, Proposal
from app.people.rules import roles as role_rules
from app.people.rules.proposals import (
    KINDS,
    PASSWORD_LINK,
    ROLES,
    SECOND_FACTOR,
    becomes_protected,
    is_protected,
    obstacles_to_deciding,
)
from app.records import trail
from app.records.actor import Actor
from app.records.moves import move
from app.records.numbers import next_number


def propose_roles(
    person: Person, wanted: Sequence[str], reason: str, actor: Actor, now: datetime, *, is_demo: bool = False
) -> Proposal:
    """Propose that ``person`` holds exactly the roles ``wanted``. Raises AccountRefused."""
    require_fit(person, wanted, reason, actor, is_demo=is_demo)
    return _propose(ROLES, person, role_rules.in_order(wanted), reason, actor, now)


def propose_first_roles(
    person: Person, wanted: Sequence[str], actor: Actor, now: datetime, *, is_demo: bool = False
) -> Proposal:
    """Propose the roles of a new account; a command on the server may, because it gives nothing. May refuse."""
    require_possible(person, wanted, is_demo=is_demo)
    return _propose(ROLES, person, role_rules.in_order(wanted), "The roles of a new account.", actor, now)


def propose_link(person: Person, reason: str, actor: Actor, now: datetime) -> Proposal:
    """Propose a one-time link with which ``person`` sets a new password. Raises AccountRefused."""
    _require_openable(person, actor, "asks for a link to")
    return _propose(PASSWORD_LINK, person, person.roles, reason, actor, now)


def propose_removal(person: Person, reason: str, actor: Actor, now: datetime) -> Proposal:
    """Propose to turn the second factor of ``person`` off: a lost phone without recovery codes. May refuse."""
    _require_openable(person, actor, "asks others to turn off the second factor of")
    if person.second_factor_digest is None:
        raise AccountRefused(f"{person.label} has no second factor.")
    return _propose(SECOND_FACTOR, person, person.roles, reason, actor, now)


def _require_openable(person: Person, actor: Actor, what: str) -> None:
    if not actor.is_person:
        raise AccountRefused("A command on the server proposes nothing here; it does it.")
    if actor.id == str(person.id):
        raise AccountRefused(f"Nobody {what} their own account. Open your own page instead.")
    if not person.is_active:
        raise AccountRefused(f"{person.label} is deactivated; reactivate the account first.")


def approve(proposal: Proposal, actor: Actor, now: datetime, *, is_demo: bool = False) -> str | None:
    """Carry a proposal out; return the token of the one-time link that it makes, if any. Raises AccountRefused."""
    _require_other(proposal, actor)
    if proposal.person.roles != proposal.roles_before:
        raise AccountRefused(
            f"The roles of {proposal.person.label} changed after {proposal.number} was proposed. Refuse it and let it "
            "be proposed anew."
        )
    _decide(proposal, "approve", None, actor, now)
    return _EFFECTS[proposal.kind](proposal, actor, now, is_demo)


def refuse(proposal: Proposal, reason: str, actor: Actor, now: datetime) -> None:
    """Say no with a reason; nothing of it takes effect. Raises AccountRefused."""
    _require_other(proposal, actor)
    _decide(proposal, "refuse", reason, actor, now)


def withdraw(proposal: Proposal, reason: str, actor: Actor, now: datetime) -> None:
    """Take back what one proposed oneself. Raises AccountRefused."""
    if actor.id != proposal.proposed_by_id:
        raise AccountRefused(f"{proposal.proposed_by_name} proposed {proposal.number} and may withdraw it.")
    _decide(proposal, "withdraw", reason, actor, now)


def _propose(kind: str, person: Person, roles: Sequence[str], reason: str, actor: Actor, now: datetime) -> Proposal:
    said = reason.strip()
    if not said:
        raise AccountRefused("Say why; the other administrator decides by it, and it stands in the trail.")
    for one in queries.open_proposals(person):
        if one.kind == kind:
            raise AccountRefused(f"{one.number} asks for that already and waits for another administrator.")
    proposal = Proposal(
        number=next_number("ACP"),
        person=person,
        kind=kind,
        roles_before=list(person.roles),
        roles=list(roles),
        reason=said,
        state="proposed",
        proposed_by_id=actor.id,
        proposed_by_name=_label(actor),
        proposed_at=now,
    )
    db.session.add(proposal)
    trail.say(proposal, "people.proposal.made", said)
    db.session.flush()
    return proposal


def _require_other(proposal: Proposal, actor: Actor) -> None:
    if not actor.is_person or role_rules.ADMINISTRATOR not in actor.roles:
        raise AccountRefused(f"An administrator decides about {proposal.number}; a command on the server does not.")
    if reasons := obstacles_to_deciding(proposal.parties, actor.id):
        raise AccountRefused(f"{proposal.number}: {' '.join(reasons)}")


def _decide(proposal: Proposal, name: str, reason: str | None, actor: Actor, now: datetime) -> None:
    said = (reason or "").strip() or None
    proposal.decided_by_id, proposal.decided_by_name = actor.id, _label(actor)
    proposal.decided_at, proposal.decided_because = now, said
    target = {"approve": "approved", "refuse": "refused", "withdraw": "withdrawn"}[name]
    move(proposal, name, f"people.proposal.{target}", said)
    db.session.flush()


def _give_roles(proposal: Proposal, actor: Actor, now: datetime, is_demo: bool) -> str | None:
    person, wanted = proposal.person, proposal.roles
    require_possible(person, wanted, is_demo=is_demo)
    is_first = becomes_protected(person.roles, wanted)
    if is_first:
        withdraw_password(person)
    put_roles(person, wanted, proposal.reason, now)
    if not is_first or not person.is_active:
        return None
    suspend(person, f"The roles {', '.join(wanted)} were given ({_by(proposal)}).", [actor], now)
    return make_link(person, now)


def _open_account(proposal: Proposal, actor: Actor, now: datetime, is_demo: bool) -> str | None:
    del is_demo  # the demo's password changes nothing about a link
    person = proposal.person
    token = make_link(person, now)
    end_sessions(person, "password reset by administrators", now)
    if is_protected(person.roles):
        suspend(person, f"The password was reset ({_by(proposal)}).", [actor, _proposer(proposal)], now)
    return token


def _end_second_factor(proposal: Proposal, actor: Actor, now: datetime, is_demo: bool) -> None:
    del is_demo  # the same everywhere
    person = proposal.person
    remove(person, proposal.reason, now)
    end_sessions(person, "second factor turned off by administrators", now)
    suspend(person, f"The second factor was turned off ({_by(proposal)}).", [actor, _proposer(proposal)], now)


_EFFECTS: dict[str, Callable[[Proposal, Actor, datetime, bool], str | None]] = {
    ROLES: _give_roles,
    PASSWORD_LINK: _open_account,
    SECOND_FACTOR: _end_second_factor,
}
if _EFFECTS.keys() != KINDS.keys():  # a kind that nothing carries out would be approved in vain
    raise RuntimeError("Every kind of proposal needs its effect.")


def _proposer(proposal: Proposal) -> Actor:
    return Actor(proposal.proposed_by_id, proposal.proposed_by_id, proposal.proposed_by_name)


def _by(proposal: Proposal) -> str:
    return f"{proposal.number}, proposed by {proposal.proposed_by_name}, approved by {proposal.decided_by_name}"


def _label(actor: Actor) -> str:
    return f"{actor.name} ({actor.username})" if actor.is_person else actor.name

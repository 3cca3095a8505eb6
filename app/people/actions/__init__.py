"""What is done to accounts: verbs. They never commit and never open a transaction."""

from app.people.actions.accounts import NewPerson, add_first, add_person, deactivate, reactivate
from app.people.actions.attempts import count_signing_failure
from app.people.actions.identity import accept_attestation, verify_identity
from app.people.actions.passwords import change_password, issue_link, set_password, use_link
from app.people.actions.proposals import approve, propose_link, propose_removal, propose_roles, refuse, withdraw
from app.people.actions.refusals import AccountRefused
from app.people.actions.roles import change_roles
from app.people.actions.suspensions import end_second_factor_on_server

__all__ = [
    "AccountRefused",
    "NewPerson",
    "accept_attestation",
    "add_first",
    "add_person",
    "approve",
    "change_password",
    "change_roles",
    "count_signing_failure",
    "deactivate",
    "end_second_factor_on_server",
    "issue_link",
    "propose_link",
    "propose_removal",
    "propose_roles",
    "reactivate",
    "refuse",
    "set_password",
    "use_link",
    "verify_identity",
    "withdraw",
]

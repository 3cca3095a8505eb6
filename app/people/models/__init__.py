"""The tables of people: accounts, what makes somebody able to sign, proposals, sign-ins, sessions."""

from app.people.models.identity import Attestation, IdentityVerification
from app.people.models.passwords import Credential, PasswordLink
from app.people.models.person import Person
from app.people.models.proposals import Proposal, SigningSuspension
from app.people.models.second_factor import RecoveryCode, SecondFactorSecret
from app.people.models.sessions import PersonSession, SignIn, SignInThrottle

__all__ = [
    "Attestation",
    "Credential",
    "IdentityVerification",
    "PasswordLink",
    "Person",
    "PersonSession",
    "Proposal",
    "RecoveryCode",
    "SecondFactorSecret",
    "SignIn",
    "SignInThrottle",
    "SigningSuspension",
]

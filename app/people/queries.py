"""Reads about people, named as questions."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.base.db import db
from app.people import entry_gates
from app.people.models import (
    Attestation,
    Credential,
    IdentityVerification,
    PasswordLink,
    Person,
    PersonSession,
    Proposal,
    RecoveryCode,
    SignIn,
    SigningSuspension,
)
from app.people.rules.sessions import is_alive
from app.records.actor import Actor
from app.records.signature import Signature


def digest(secret: str) -> str:
    """Return what is kept of a session id or of a link's token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def person(username: str) -> Person | None:
    """Return the account of this user name, active or not."""
    return db.session.scalar(select(Person).where(Person.username == username))


def person_of(actor: Actor) -> Person | None:
    """Return the account that acts, or None for the clock, an operator or an unknown id."""
    if not actor.is_person or not actor.id.isdecimal():
        return None
    return db.session.get(Person, int(actor.id))


def active_people() -> Sequence[Person]:
    """Return everybody who may sign in, by name."""
    return db.session.scalars(select(Person).where(Person.deactivated_at.is_(None)).order_by(Person.name)).all()


def holders(role: str) -> list[Person]:
    """Return the active people who hold ``role``, by name: for choosing an owner or showing who may take a task."""
    return [one for one in active_people() if role in one.roles]


def is_anybody_there() -> bool:
    """Tell whether there is any account at all."""
    return db.session.scalar(select(Person.id).limit(1)) is not None


def live_session(session_id: str, now: datetime) -> PersonSession | None:
    """Return the session of a cookie's id, if it may still be used and its person may sign in."""
    found = db.session.scalar(
        select(PersonSession)
        .where(PersonSession.sha256 == digest(session_id))
        .options(joinedload(PersonSession.person))
    )
    return found if found is not None and is_usable(found, now) else None


def is_usable(session: PersonSession, now: datetime) -> bool:
    """Tell whether a session still lets its person in."""
    is_living = is_alive(session.started_at, session.last_seen_at, session.ended_at, now)
    return is_living and session.person.is_active and entry_gates.reason_against(session.person, now) is None


def open_sessions(person: Person) -> Sequence[PersonSession]:
    """Return the sessions of a person that nobody has ended, newest first."""
    query = select(PersonSession).where(PersonSession.person_id == person.id, PersonSession.ended_at.is_(None))
    return db.session.scalars(query.order_by(PersonSession.id.desc())).all()


def session_row(session_id: int) -> PersonSession | None:
    """Return the row of a session, whoever's and in whatever state."""
    return db.session.get(PersonSession, session_id)


def other_sessions(person: Person, this: PersonSession, now: datetime) -> list[PersonSession]:
    """Return the sessions with which this person could still enter, without the one that asks; newest first."""
    return [one for one in open_sessions(person) if one.id != this.id and is_usable(one, now)]


def password_hash(person: Person) -> str | None:
    """Return the stored hash if it is the one that the record knows, else None: a swapped hash opens nothing."""
    found = db.session.get(Credential, person.id)
    if found is None or digest(found.password_hash) != person.password_digest:
        return None
    return found.password_hash


def usable_link(token: str, now: datetime) -> PasswordLink | None:
    """Return the unused, unexpired link of this token, if its person may sign in."""
    found = db.session.scalar(select(PasswordLink).where(PasswordLink.token_sha256 == digest(token)))
    if found is None or found.used_at is not None or found.withdrawn_at is not None or now >= found.expires_at:
        return None
    return found if found.person.is_active else None


def unused_links(person: Person) -> Sequence[PasswordLink]:
    """Return the links of a person that could still be used, if they have not expired."""
    unused = (PasswordLink.used_at.is_(None), PasswordLink.withdrawn_at.is_(None))
    return db.session.scalars(select(PasswordLink).where(PasswordLink.person_id == person.id, *unused)).all()


def unused_recovery_codes(person: Person) -> Sequence[RecoveryCode]:
    """Return the recovery codes of a person that still work."""
    unused = (RecoveryCode.used_at.is_(None), RecoveryCode.withdrawn_at.is_(None))
    return db.session.scalars(select(RecoveryCode).where(RecoveryCode.person_id == person.id, *unused)).all()


def usable_recovery_code(person: Person, code: str) -> RecoveryCode | None:
    """Return the unused recovery code of this person that was typed."""
    return next((one for one in unused_recovery_codes(person) if one.code_sha256 == digest(code)), None)


def verifications(person: Person) -> Sequence[IdentityVerification]:
    """Return who verified this person's identity, newest first."""
    query = select(IdentityVerification).where(IdentityVerification.person_id == person.id)
    return db.session.scalars(
        query.options(joinedload(IdentityVerification.verified_by)).order_by(IdentityVerification.id.desc())
    ).all()


def signing_standing(person: Person) -> tuple[bool, str | None]:
    """Return whether somebody else verified this person's identity, and why signing is suspended, in one query."""
    others = exists().where(
        IdentityVerification.person_id == person.id, IdentityVerification.verified_by_id != person.id
    )
    newest = _suspended(person).order_by(SigningSuspension.id.desc()).limit(1)
    is_verified, because = db.session.execute(
        select(others, newest.with_only_columns(SigningSuspension.because).scalar_subquery())
    ).one()
    return bool(is_verified), because


def ids_ready_to_sign(ids: Sequence[int], attestation_version: str) -> set[str]:
    """Return who of these is active, verified, not suspended and has accepted the attestation; as actor ids."""
    verified = exists().where(
        IdentityVerification.person_id == Person.id, IdentityVerification.verified_by_id != Person.id
    )
    suspended = exists().where(SigningSuspension.person_id == Person.id, SigningSuspension.lifted_at.is_(None))
    accepted = exists().where(Attestation.person_id == Person.id, Attestation.text_version == attestation_version)
    query = select(Person.id).where(Person.id.in_(ids), Person.deactivated_at.is_(None), verified, ~suspended, accepted)
    return {str(one) for one in db.session.scalars(query)}


def open_suspensions(person: Person) -> Sequence[SigningSuspension]:
    """Return the suspensions of signing that nobody has lifted, oldest first."""
    return db.session.scalars(_suspended(person).order_by(SigningSuspension.id)).all()


def suspensions_since_last_visit(person: Person) -> Sequence[SigningSuspension]:
    """Return what happened to the account between the last sign-in and the one before it, newest first."""
    ins = select(SignIn.at).where(SignIn.person_id == person.id, SignIn.outcome == "succeeded")
    visits = db.session.scalars(ins.order_by(SignIn.id.desc()).limit(2)).all()
    query = select(SigningSuspension).where(SigningSuspension.person_id == person.id)
    query = query if len(visits) < 2 else query.where(SigningSuspension.suspended_at >= visits[1])
    return db.session.scalars(query.order_by(SigningSuspension.id.desc())).all()


def people_to_verify_anew() -> Sequence[SigningSuspension]:
    """Return the open suspensions of active people, oldest first."""
    query = select(SigningSuspension).where(SigningSuspension.lifted_at.is_(None)).join(SigningSuspension.person)
    query = query.where(Person.deactivated_at.is_(None)).options(contains_eager(SigningSuspension.person))
    return db.session.scalars(query.order_by(SigningSuspension.id)).all()


def _suspended(person: Person) -> Select[SigningSuspension]:
    return select(SigningSuspension).where(
        SigningSuspension.person_id == person.id, SigningSuspension.lifted_at.is_(None)
    )


def proposal(number: str) -> Proposal | None:
    """Return a proposal by its number."""
    return db.session.scalar(select(Proposal).where(Proposal.number == number).options(joinedload(Proposal.person)))


def open_proposals(person: Person | None = None) -> Sequence[Proposal]:
    """Return the proposals that wait for another administrator, all or those on one account, oldest first."""
    query = select(Proposal).where(Proposal.state == "proposed").options(joinedload(Proposal.person))
    query = query if person is None else query.where(Proposal.person_id == person.id)
    return db.session.scalars(query.order_by(Proposal.id)).all()


def attestations(person: Person) -> Sequence[Attestation]:
    """Return the attestations this person accepted, newest first."""
    query = select(Attestation).where(Attestation.person_id == person.id).order_by(Attestation.id.desc())
    return db.session.scalars(query).all()


def recent_sign_ins(person: Person, limit: int = 20) -> Sequence[SignIn]:
    """Return the newest sign-ins and failures of a person."""
    query = select(SignIn).where(SignIn.person_id == person.id).order_by(SignIn.id.desc()).limit(limit)
    return db.session.scalars(query).all()


def with_signature_count(person_id: int) -> tuple[Person, int] | None:
    """Return an account and how many signatures stand under its id, in one query."""
    count = select(func.count(Signature.id)).where(Signature.signer_id == str(person_id)).scalar_subquery()
    found = db.session.execute(select(Person, count).where(Person.id == person_id)).one_or_none()
    return None if found is None else (found[0], found[1])

"""What is known of accounts now, for many at once: the same few statements for five people and for five hundred."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.access.models import Leaver
from app.access.rules.flags import Known
from app.access.rules.leavers import Account
from app.base.db import db
from app.people.models import IdentityVerification, PasswordLink, Person, SignIn
from app.people.rules.roles import ADMINISTRATOR
from app.records.signature import Signature
from app.training import queries as training

NO_PROCEDURE = "no procedure on signing is in force"
"""Why nobody's training is current on an empty installation."""


def everybody() -> Sequence[Person]:
    """Return every account, active or not, by name."""
    return db.session.scalars(select(Person).order_by(Person.name, Person.id)).all()


def known_of(people: Sequence[Person], now: datetime) -> dict[int, Known]:
    """Return what is known of these accounts, by id."""
    signed_in = _by_person(select(SignIn.person_id, func.max(SignIn.at)).where(SignIn.outcome == "succeeded"), SignIn)
    signed = {
        int(signer): at
        for signer, at in db.session.execute(
            select(Signature.signer_id, func.max(Signature.signed_at)).group_by(Signature.signer_id)
        )
        if signer.isdecimal()
    }
    verified = _by_person(
        select(IdentityVerification.person_id, func.max(IdentityVerification.verified_at)).where(
            IdentityVerification.verified_by_id != IdentityVerification.person_id
        ),
        IdentityVerification,
    )
    usable = (PasswordLink.used_at.is_(None), PasswordLink.withdrawn_at.is_(None), PasswordLink.expires_at > now)
    links = _by_person(select(PasswordLink.person_id, func.count(PasswordLink.id)).where(*usable), PasswordLink)
    gaps, leaving = _gaps(people, now.date()), leaving_days()
    return {
        one.id: Known(
            username=one.username,
            roles=tuple(one.roles),
            is_active=one.is_active,
            created_at=one.created_at,
            last_signed_in_at=signed_in.get(one.id),
            last_signature_at=signed.get(one.id),
            identity_verified_at=verified.get(one.id),
            training_gaps=gaps.get(one.id, ()),
            leaves_on=leaving.get(one.id),
            open_links=links.get(one.id, 0),
        )
        for one in people
    }


def leaving_days() -> dict[int, date]:
    """Return the last working day of everybody who is expected to leave, by person."""
    query = select(Leaver.person_id, Leaver.last_day).where(Leaver.state == "leaving").order_by(Leaver.id)
    return dict(db.session.execute(query).all())


def accounts() -> list[Account]:
    """Return every account as a leaver list compares with it."""
    leaving = leaving_days()
    return [
        Account(
            one.id,
            one.version,
            one.username,
            one.email,
            one.label,
            one.is_active,
            ADMINISTRATOR in one.roles,
            leaving.get(one.id),
        )
        for one in everybody()
    ]


def _by_person(query: Any, kind: type[SignIn | IdentityVerification | PasswordLink]) -> dict[int, Any]:
    return dict(db.session.execute(query.group_by(kind.person_id)).all())


def _gaps(people: Sequence[Person], today: date) -> Mapping[int, Sequence[str]]:
    if not training.required_procedures(today):
        return {one.id: (NO_PROCEDURE,) for one in people}
    found: dict[int, list[str]] = {}
    for gap in training.gaps(today):
        found.setdefault(gap.person.id, []).append(f"{gap.procedure.number} {gap.procedure.title}: {gap.why}")
    return found

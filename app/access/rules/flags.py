"""What stands out about an account, each with its reason. Pure; days and roles come from questionnaires/access."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.content.access_flags import AccessFlags
from app.people.rules.roles import SIGNING, is_generic

FLAGS = {
    "leaver": "leaver",
    "dormant": "dormant",
    "never_used": "never used",
    "conflict_of_duties": "conflict of duties",
    "privileged": "privileged",
    "no_training": "no current training",
    "generic_account": "generic account",
    "link_open": "password link open",
}
"""Every flag and its words, most urgent first."""


@dataclass(frozen=True)
class Known:
    """What is known of an account at one moment. ``leaves_on`` stands on a leaver list, ``open_links`` are unused."""

    username: str
    roles: Sequence[str]
    is_active: bool
    created_at: datetime
    last_signed_in_at: datetime | None = None
    last_signature_at: datetime | None = None
    identity_verified_at: datetime | None = None
    training_gaps: Sequence[str] = ()
    leaves_on: date | None = None
    open_links: int = 0

    @property
    def is_signer(self) -> bool:
        """Tell whether a role of the account signs; only then training is asked for."""
        return not SIGNING.isdisjoint(self.roles)


@dataclass(frozen=True)
class Flag:
    """One thing that stands out, and the sentence that says why."""

    flag: str
    why: str


def flags_of(known: Known, by: AccessFlags, now: datetime) -> list[Flag]:
    """Return every flag of an account, in the order of `FLAGS`. A deactivated account opens nothing and has none."""
    if not known.is_active:
        return []
    found = [*_leaving(known), *_use(known, by, now), *_rights(known, by), *_others(known)]
    order = list(FLAGS)
    return sorted(found, key=lambda one: order.index(one.flag))


def _leaving(known: Known) -> Iterator[Flag]:
    if known.leaves_on is not None:
        yield Flag("leaver", f"Stands on a leaver list, last working day {known.leaves_on.isoformat()}.")


def _use(known: Known, by: AccessFlags, now: datetime) -> Iterator[Flag]:
    if known.last_signed_in_at is None:
        yield Flag("never_used", f"Nobody ever signed in with it since {known.created_at.date().isoformat()}.")
    elif now - known.last_signed_in_at > timedelta(days=by.dormant_after_days):
        days = (now - known.last_signed_in_at).days
        yield Flag("dormant", f"Nobody signed in with it for {days} days; more than {by.dormant_after_days}.")


def _rights(known: Known, by: AccessFlags) -> Iterator[Flag]:
    if held := [role for role in known.roles if role in by.privileged]:
        yield Flag("privileged", f"Holds {' and '.join(held)}.")
    for conflict in by.conflicts:
        if conflict.roles <= set(known.roles):
            pair = " and ".join(role for role in known.roles if role in conflict.roles)
            yield Flag("conflict_of_duties", f"Holds {pair}: {conflict.why}")


def _others(known: Known) -> Iterator[Flag]:
    if known.is_signer and known.training_gaps:
        yield Flag("no_training", f"Training is not current: {'; '.join(known.training_gaps)}.")
    if is_generic(known.username):
        yield Flag("generic_account", f"The user name {known.username} names a function, not a person.")
    if known.open_links:
        yield Flag("link_open", "A one-time link to set its password was made and not used yet.")

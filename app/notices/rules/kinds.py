"""Every kind of alarm: how grave it is, who may read it, and who acknowledges it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

_QUALITY = frozenset({"SQM", "BPO", "SO", "SME", "ISEC", "QA", "LEAD", "INSP"})


@dataclass(frozen=True)
class Kind:
    """One kind of alarm.

    ``until_acknowledged``: it does not end before somebody acknowledged it, however short its cause stood.
    ``is_mailed`` is off where mail itself is what failed.
    """

    code: str
    title: str
    severity: str
    readers: frozenset[str]
    acknowledgers: frozenset[str]
    until_acknowledged: bool = False
    is_mailed: bool = True


_SECURITY = frozenset({"ISEC", "ADM", "QA", "INSP", "LEAD"})
_EVERYBODY = _QUALITY | {"ADM"}

KINDS = {
    one.code: one
    for one in (
        Kind("feed_failing", "Feed is failing", "warning", _EVERYBODY, frozenset({"SQM", "SO"})),
        Kind("feed_silent", "Feed is silent", "warning", _EVERYBODY, frozenset({"SQM", "SO"})),
        Kind("feed_reshaped", "Feed has another shape", "serious", _EVERYBODY, frozenset({"SQM", "SO"})),
        Kind(
            "account_locked",
            "Account is locked",
            "serious",
            _SECURITY,
            frozenset({"ISEC", "ADM", "QA"}),
            until_acknowledged=True,
        ),
        Kind(
            "verification_failed",
            "Verification found a fault",
            "critical",
            _EVERYBODY,
            frozenset({"QA"}),
            until_acknowledged=True,
        ),
        Kind(
            "clock_behind",
            "Clock stands behind the record",
            "critical",
            _EVERYBODY,
            frozenset({"QA"}),
            until_acknowledged=True,
        ),
        Kind("backup_old", "No fresh backup", "serious", _SECURITY, frozenset({"ADM", "QA"})),
        Kind("assessment_overdue", "Assessment is overdue", "warning", _QUALITY, frozenset({"SQM", "SO", "QA"})),
        Kind(
            "evidence_expired",
            "Evidence has expired that something leans on",
            "warning",
            _QUALITY,
            frozenset({"SQM", "QA"}),
        ),
        Kind("live_unassessed", "Release is live unassessed", "critical", _QUALITY, frozenset({"QA"})),
        Kind(
            "mail_undelivered",
            "Mail cannot be delivered",
            "serious",
            frozenset({"ADM", "QA", "INSP", "LEAD"}),
            frozenset({"ADM"}),
            until_acknowledged=True,
            is_mailed=False,
        ),
    )
}
"""Kinds by their code, in the order in which lists offer them."""

SEVERITIES = ("warning", "serious", "critical")


def readable_by(roles: Sequence[str]) -> list[str]:
    """Return the codes of the kinds that somebody with these roles may read."""
    return [one.code for one in KINDS.values() if not one.readers.isdisjoint(roles)]


def acknowledged_by(roles: Sequence[str]) -> list[str]:
    """Return the codes of the kinds that somebody with these roles acknowledges."""
    return [one.code for one in KINDS.values() if not one.acknowledgers.isdisjoint(roles)]


def acknowledgement_problem(kind: str, roles: Sequence[str], *, is_about_self: bool, comment: str) -> str | None:
    """Return the sentence against this acknowledgement, or None."""
    found = KINDS[kind]
    if found.acknowledgers.isdisjoint(roles):
        return f"Alarms of the kind “{found.title}” are acknowledged by {' or '.join(sorted(found.acknowledgers))}."
    if is_about_self:
        return "This alarm is about your own account. Somebody else acknowledges it."
    if sum(one.isalpha() for one in comment) < 5:
        return "Say in a comment what you found or did, with at least five letters."
    return None

"""Which signatures a tier choice needs: QA joins for the two tiers on which product or data integrity hangs."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.records.separation import Step

TIERS = {"T1": "critical", "T2": "high", "T3": "medium", "T4": "low"}
"""Each tier and its word."""

_AUTHOR = Step("AUTHOR", "SQM")
_BPO = Step("APPROVE-BPO", "BPO", ("AUTHOR",))
_QA = Step("APPROVE-QA", "QA", ("AUTHOR", "APPROVE-BPO"))


@dataclass(frozen=True)
class Party:
    """The people of one choice, by person id. ``bpo_id`` is the service's own business process owner, if named."""

    drafted_by: str
    bpo_id: str | None
    bpo_name: str | None


def tier_route(tier: str) -> tuple[Step, ...]:
    """Return who signs a choice of ``tier``, in order. Raises KeyError for an unknown tier."""
    return {"T1": (_AUTHOR, _BPO, _QA), "T2": (_AUTHOR, _BPO, _QA), "T3": (_AUTHOR, _BPO), "T4": (_AUTHOR, _BPO)}[tier]


def barred(step: Step | None, person_id: str, party: Party) -> Mapping[str, str]:
    """Return why this person may not sign ``step``, by person id.

    Who wrote the choice signs it as author and never approves it, and the owner who approves is the service's own.
    """
    if step is None:
        return {}
    if step.meaning == "AUTHOR" and person_id != party.drafted_by:
        return {person_id: "The author's signature comes from the person who wrote this choice."}
    if step.meaning != "AUTHOR" and person_id == party.drafted_by:
        return {person_id: "You wrote this choice; another person approves it."}
    if step.role == "BPO" and party.bpo_id is not None and person_id != party.bpo_id:
        return {person_id: f"The business process owner of this service is {party.bpo_name}; that person signs here."}
    return {}

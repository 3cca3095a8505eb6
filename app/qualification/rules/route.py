"""Who scores, who signs, and how far a tier may be moved from what was reckoned. Separation is by person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.content.words import TIERS
from app.qualification.rules.inherent import Inherent
from app.records.lifecycle import Verdict
from app.records.separation import Step

SCORERS = ("SQM", "SME", "SO", "BPO")
"""Roles that may score second: they know the service; QA stays free to judge it, and security and leadership too."""

_AUTHOR = Step("AUTHOR", "SQM")
_BPO = Step("APPROVE-BPO", "BPO", ("AUTHOR",))
_QA = Step("APPROVE-QA", "QA", ("AUTHOR", "APPROVE-BPO"))
_WITH_QA = ("T1", "T2")


@dataclass(frozen=True)
class Party:
    """The people of one tiering, by person id. ``bpo_id`` is the service's business process owner, if named."""

    author_id: str
    scorer_ids: tuple[str, ...]
    bpo_id: str | None
    bpo_name: str | None


def tiering_route(tier: str, *, is_lowered: bool) -> tuple[Step, ...]:
    """Return who signs, in order: QA joins for T1 and T2, and wherever a person lowered what was reckoned."""
    return (_AUTHOR, _BPO, _QA) if tier in _WITH_QA or is_lowered else (_AUTHOR, _BPO)


def barred(step: Step | None, person_id: str, party: Party) -> Mapping[str, str]:
    """Return why this person may not sign ``step``, by person id: the author signs first, and no scorer approves."""
    if step is None:
        return {}
    if step.meaning == "AUTHOR":
        if person_id != party.author_id:
            return {person_id: "The author's signature comes from the person who opened this tiering."}
        return {}
    if person_id in {party.author_id, *party.scorer_ids}:
        return {person_id: "You scored this service; another person approves."}
    if step.role == "BPO" and party.bpo_id is not None and person_id != party.bpo_id:
        return {person_id: f"The business process owner of this service is {party.bpo_name}; that person signs here."}
    return {}


def may_score(state: str, person_id: str, party: Party) -> Verdict:
    """Judge whether this person may score now: the author first; then somebody else who does not approve later."""
    return Verdict.of(_against_scoring(state, person_id, party))


def _against_scoring(state: str, person_id: str, party: Party) -> Iterator[str]:
    if state not in {"scoring", "second_scoring"}:
        yield f"It is {state.replace('_', ' ')}; nobody scores it now."
    elif state == "scoring" and person_id != party.author_id:
        yield "The person who opened this tiering scores first."
    elif state == "second_scoring" and person_id in party.scorer_ids:
        yield "You scored already; another person scores second."
    elif state == "second_scoring" and person_id == party.bpo_id:
        yield "You approve this tiering as the business process owner of the service; somebody else scores."


def tier_faults(found: Inherent, tier: str, rationale: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the tier that a person chose beside the reckoned one."""
    if tier not in TIERS:
        yield "tier", "Choose a tier from T1 to T4."
        return
    if tier != found.tier and not rationale:
        yield "rationale", f"Say why it is {tier} and not {found.tier}."
    if is_lowered(found, tier):
        if TIERS.index(tier) - TIERS.index(found.tier) > 1:
            yield "tier", f"{found.tier} may be lowered by one tier at most."
        if found.floor_tier is not None and tier > found.floor_tier:
            floors = ", ".join(one.code for one in found.floors if one.tier == found.floor_tier)
            yield "tier", f"Floor {floors} asks for {found.floor_tier} at least; nobody lowers the tier below it."


def is_lowered(found: Inherent, tier: str) -> bool:
    """Tell whether a person chose a lower tier than the reckoned one (T4 is the lowest)."""
    return tier > found.tier

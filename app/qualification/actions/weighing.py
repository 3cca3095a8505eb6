"""Between the sheets and the signatures: agreeing where scorers were apart, and choosing the tier that is signed."""

from datetime import datetime

from app.base.db import db
from app.people import queries as people
from app.qualification.actions.sheets import keep_figures, party_of
from app.qualification.models import Tiering, TieringAgreement, reckon
from app.qualification.rules.route import tier_faults
from app.qualification.rules.sheets import agreement_faults
from app.records import trail
from app.records.actor import Actor
from app.records.lifecycle import Verdict
from app.suppliers.actions.differences import set_changed
from app.suppliers.actions.refused import Refused, refuse_if


def may_agree(tiering: Tiering, actor: Actor) -> Verdict:
    """Judge whether this person may write down what was agreed: one of the two scorers, before submission."""
    reasons = []
    if tiering.state != "weighing":
        reasons.append(f"It is {tiering.state.replace('_', ' ')}; scorers agree before it is signed.")
    elif actor.id not in party_of(tiering).scorer_ids:
        reasons.append("Only the two scorers write down what they agreed on.")
    return Verdict.of(reasons)


def agree(tiering: Tiering, factor: str, score: int, rationale: str, actor: Actor, now: datetime) -> TieringAgreement:
    """Write down what the scorers agreed on for a factor on which they were apart. Raises Refused."""
    verdict, person, reckoning = may_agree(tiering, actor), people.person_of(actor), reckon(tiering)
    one = reckoning.of(factor)
    if person is None or not verdict.is_allowed:
        raise Refused(*(("", sentence) for sentence in verdict.reasons))
    if one is None or not one.needs_agreement:
        raise Refused(("", f"The scorers are not apart on {factor}; there is nothing to agree on."))
    refuse_if(agreement_faults(one, score, rationale, reckoning.model))
    found = next((each for each in tiering.agreements if each.factor == factor), None)
    values = {"score": score, "rationale": rationale, "written_by_id": person.id, "written_at": now}
    if found is None:
        found = TieringAgreement(factor=factor, **values)
        tiering.agreements.append(found)
        trail.say(found, "qualification.tiering_agreement.written")
    else:
        set_changed(found, values, "qualification.tiering_agreement.changed", None)
    db.session.flush()
    keep_figures(tiering)
    return found


def may_weigh(tiering: Tiering, actor: Actor) -> Verdict:
    """Judge whether this person may choose the tier that is signed: the author, once the scorers agree."""
    reasons = []
    if tiering.state != "weighing":
        reasons.append(f"It is {tiering.state.replace('_', ' ')}; the tier is chosen between scoring and signing.")
    elif str(tiering.author_id) != actor.id:
        reasons.append("The author of this tiering chooses the tier that is signed.")
    elif apart := reckon(tiering).to_agree:
        reasons.append(f"The scorers are apart on {', '.join(one.factor for one in apart)}; let them agree first.")
    return Verdict.of(reasons)


def weigh(tiering: Tiering, tier: str, rationale: str, team: str, actor: Actor) -> bool:
    """Raise or lower the reckoned tier, or keep it; say who assessed together. Returns False when nothing differs."""
    verdict, reckoning = may_weigh(tiering, actor), reckon(tiering)
    if not verdict.is_allowed or reckoning.found is None or reckoning.formality is None:
        raise Refused(*(("", sentence) for sentence in verdict.reasons))
    problems = list(tier_faults(reckoning.found, tier, rationale))
    if reckoning.formality.has_team and not team:
        problems.append(("team", "Say who took part, who facilitated, and where the FMEA is kept."))
    refuse_if(problems)
    kept = rationale if tier != reckoning.found.tier else ""
    values = {"tier": tier, "rationale": kept or None, "team": team or None}
    return set_changed(tiering, values, "qualification.tiering.weighed", kept or None)

"""Settling changes: the assessor answers what only we know, and confirms or overrides what the rules propose."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from app.content.words import AREAS, FLAGS, IMPACTS, KINDS, LEVELS
from app.impact.actions.proposing import Answers, judge
from app.impact.actions.test_plans import change_plan
from app.impact.actions.triages import begin_assessing
from app.impact.models import Assessment, Change
from app.impact.queries.verdicts import AssessmentRefused, may_edit, require, unsettled
from app.impact.rules.levels import assessment_level
from app.records import trail
from app.records.actor import Actor

NO_IMPACT_REASONS = {
    "not_used": "None of our workflows uses the function",
    "cosmetic": "Only appearance or wording changes",
    "documentation": "Only documentation or help changes",
    "developer": "Only developer tools or builds change",
}
"""The coded reasons with which changes without impact may be settled together. “Not ours” and “off here” are not among
them: rules R2 and R3 need stored proof for each change."""


@dataclass(frozen=True)
class Reading:
    """How the assessor reads a change: areas, flags, kind and impact, proposed from the words and corrected."""

    areas: Sequence[str]
    kind: str
    impact: str
    flags: Sequence[str] = ()


def answer_change(change: Change, answers: Answers, reading: Reading, actor: Actor, now: datetime) -> Change:
    """Keep what is known about a change and let the rules answer again. It is not settled by that."""
    _begin(change, actor)
    trail.say(change, "impact.change.answered")
    _write(change, answers, reading)
    _unsettle(change)
    judge(change, now)
    _sum_up(change.round.assessment)
    return change


def settle_change(
    change: Change,
    answers: Answers,
    reading: Reading,
    level: str | None,
    rationale: str,
    actor: Actor,
    now: datetime,
) -> Change:
    """Settle a change at ``level``, or with None at the level the rules give it.

    Raises AssessmentRefused when what is settled differs from the proposal and no rationale says why.
    """
    _begin(change, actor)
    _write(change, answers, reading)
    verdict = judge(change, now)
    settled = level or verdict.level
    if settled not in LEVELS:
        raise AssessmentRefused("Choose one of the levels L0 to L3.")
    differences = _differences(change, settled)
    if differences and not rationale.strip():
        raise AssessmentRefused(
            f"What you settle differs from the proposal ({', '.join(differences)}). Say why in the rationale."
        )
    _sign_off(change, settled, rationale.strip() or None, actor, now, is_override=bool(differences))
    return change


def settle_unchanged(assessment: Assessment, actor: Actor, now: datetime) -> list[Change]:
    """Confirm in one go every change whose words, and whose proposal, are those of the round before.

    A carried-over change that the rules judge differently today waits for a look of its own.
    """
    begin_assessing(assessment)
    require(may_edit(assessment))
    waiting = [one for one in unsettled(assessment.this_round) if one.is_carried_over and one.settled_level]
    confirmed = []
    for change in waiting:
        before = change.carried_over_from
        judge(change, now)
        if before is None or before.proposed_level != change.proposed_level:
            continue
        level = change.settled_level or change.proposed_level
        _sign_off(change, level, change.rationale, actor, now, is_override=change.is_override)
        confirmed.append(change)
    return confirmed


def settle_without_impact(
    assessment: Assessment, positions: Sequence[int], code: str, actor: Actor, now: datetime
) -> list[Change]:
    """Settle many changes as L0 with one coded reason. Limited by policy: see `may_settle_together`."""
    begin_assessing(assessment)
    require(may_edit(assessment))
    if code not in NO_IMPACT_REASONS:
        raise AssessmentRefused("Choose the reason why these changes have no impact.")
    chosen = [one for one in assessment.this_round.changes if one.position in set(positions)]
    if not chosen:
        raise AssessmentRefused("Tick at least one change.")
    for change in chosen:
        if sentence := refuse_together(change):
            raise AssessmentRefused(sentence)
    for change in chosen:
        change.reason_code = code
        _sign_off(change, "L0", NO_IMPACT_REASONS[code], actor, now, is_override=change.proposed_level != "L0")
    return chosen


def refuse_together(change: Change) -> str | None:
    """Return why a change may not be settled together with others as having no impact, or None when it may.

    For a service of tier T1 (or without a signed tier) a change of high impact, and any change whose proposal says L2
    or more because something serious is known, is settled by itself.
    """
    tier = change.round.assessment.tier or "T1"
    if tier == "T1" and change.settled_impact == "high":
        return f"“{change.title}” has a high impact on a service of tier {tier}; settle it by itself."
    if change.proposed_level in {"L2", "L3"} and change.rule_id != "R4":
        return f"“{change.title}” is proposed as {change.proposed_level} by rule {change.rule_id}; settle it by itself."
    if change.settled_impact == "high":
        return f"“{change.title}” has a high impact; settle it by itself."
    return None


def _begin(change: Change, actor: Actor) -> None:
    assessment = change.round.assessment
    begin_assessing(assessment)
    require(may_edit(assessment))
    if change.round is not assessment.this_round:
        raise AssessmentRefused("This change belongs to an earlier round; what was settled there stays.")
    if assessment.assessor_id is None:
        assessment.assessor_id, assessment.assessor_name = actor.id, actor.name


def _write(change: Change, answers: Answers, reading: Reading) -> None:
    if reading.kind not in KINDS or reading.impact not in IMPACTS:
        raise AssessmentRefused("Choose the kind and the impact of the change from the lists.")
    if not set(reading.areas) <= set(AREAS) or not set(reading.flags) <= set(FLAGS):
        raise AssessmentRefused("Choose function areas and flags from the lists.")
    for name, value in asdict(answers).items():
        setattr(change, name, value)
    change.are_areas_settled = True
    change.settled_areas = [one for one in AREAS if one in reading.areas]
    change.settled_flags = [one for one in FLAGS if one in reading.flags]
    change.settled_kind, change.settled_impact = reading.kind, reading.impact


def _unsettle(change: Change) -> None:
    change.settled_level = change.rationale = change.reason_code = None
    change.settled_by = change.settled_by_name = change.settled_at = None
    change.is_override = False


def _differences(change: Change, level: str) -> list[str]:
    """Name what differs from the proposal. Areas where the words proposed none are an answer, not a difference."""
    proposed = {str(one["area"]) for one in change.proposed_areas}
    found = [f"level {level} instead of {change.proposed_level}"] if level != change.proposed_level else []
    if proposed and proposed != set(change.settled_areas):
        found.append("function areas")
    if change.settled_kind != change.proposed_kind:
        found.append("kind")
    if change.settled_impact != change.proposed_impact:
        found.append("impact")
    if set(change.proposed_flags) != set(change.settled_flags):
        found.append("flags")
    return found


def _sign_off(
    change: Change, level: str, rationale: str | None, actor: Actor, now: datetime, *, is_override: bool
) -> None:
    act = "impact.change.overridden" if is_override else "impact.change.settled"
    trail.say(change, act, rationale)
    change.settled_level, change.rationale, change.is_override = level, rationale, is_override
    change.settled_by, change.settled_by_name, change.settled_at = actor.id, actor.name, now
    assessment = change.round.assessment
    _sum_up(assessment)
    change_plan(assessment, f"The change “{change.title}” was settled again.")


def _sum_up(assessment: Assessment) -> None:
    """Keep the level of the assessment in step: the highest of its changes, and none while one is unsettled."""
    levels = [one.settled_level for one in assessment.this_round.changes if one.is_settled and one.settled_level]
    is_complete = len(levels) == len(assessment.this_round.changes)
    assessment.level = assessment_level(levels) if is_complete else None

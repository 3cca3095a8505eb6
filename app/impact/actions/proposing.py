"""What the rules make of a change: written into its row beside the words and facts they were read from."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from app.base.db import db
from app.impact.models import AssessmentRound, Change, WorkflowTouch
from app.impact.queries.definitions import library
from app.impact.queries.service_facts import facts_named, service_facts, workflows
from app.impact.rules.changes import ChangeText
from app.impact.rules.facts import ChangeFacts
from app.impact.rules.levels import LevelVerdict, decide
from app.impact.rules.relevance import WorkflowMatch, match
from app.impact.rules.triage import propose

UNKNOWN = "unknown"
_ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Answers:
    """What the assessor knows about a change. ``yes``, ``no`` or ``unknown``; empty module and toggle: none named."""

    default_state: str = UNKNOWN
    module: str = ""
    toggle: str = ""
    needs_configuration: str = UNKNOWN
    needs_procedure: str = UNKNOWN
    needs_training: str = UNKNOWN
    needs_role: str = UNKNOWN
    needs_integration: str = UNKNOWN
    needs_document: str = UNKNOWN
    could_have_affected_records: str = UNKNOWN


def propose_change(at_work: AssessmentRound, text: ChangeText, product: str, now: datetime) -> Change:
    """Add a change with what its words suggest and the level that the rules give it while nothing else is known."""
    proposal = propose(text, product, library().triage)
    change = Change(
        round=at_work,
        position=text.position,
        section=text.section,
        title=text.title,
        text=text.text,
        identity=text.key,
        also_in=list(text.also_in),
        proposed_areas=[
            {"area": one.area, "terms": list(one.terms), "spans": [asdict(span) for span in one.spans]}
            for one in proposal.areas
        ],
        proposed_kind=proposal.kind,
        proposed_impact=proposal.impact,
        proposed_flags=list(proposal.flags),
        proposal_reasons=[
            {"subject": one.subject, "code": one.code, "sentence": one.sentence, "terms": list(one.terms)}
            for one in proposal.reasons
        ],
        are_areas_settled=False,
        settled_areas=list(proposal.area_codes),
        settled_kind=proposal.kind,
        settled_impact=proposal.impact,
        settled_flags=list(proposal.flags),
        is_override=False,
        **asdict(Answers()),
    )
    db.session.add(change)
    judge(change, now)
    return change


def judge(change: Change, now: datetime) -> LevelVerdict:
    """Let the ten rules answer for a change as its facts stand now, and keep every answer with its reason."""
    service = change.round.assessment.service
    ours = workflows(service)
    facts = service_facts(service, change.module)
    verdict = decide(_facts(change), facts, ours, library().decision_tree, now.date())
    change.rule_outcomes = [asdict(one) for one in verdict.reasons]
    change.rule_id, change.proposed_level = verdict.rule_id, verdict.level
    change.test_kind, change.level_flags = verdict.test_kind, list(verdict.flags)
    change.missing_facts, change.proof_needed = list(verdict.missing), list(verdict.proof_needed)
    change.needs_vendor_question = verdict.needs_vendor_question
    change.facts_used = facts_named(service, change.module, change.toggle)
    _touch(change, match(change.settled_areas, change.settled_flags, ours, change.text), now)
    return verdict


def _facts(change: Change) -> ChangeFacts:
    """Return the change as the rules take it. No known word at all means unknown areas, not no areas."""
    are_areas_known = bool(change.settled_areas) or change.are_areas_settled
    return ChangeFacts(
        areas=frozenset(change.settled_areas) if are_areas_known else None,
        flags=frozenset(change.settled_flags),
        kind=change.settled_kind,
        impact=change.settled_impact,
        default_state=change.default_state,
        module=change.module or None,
        toggle=change.toggle or None,
        needs_configuration=_ANSWERS.get(change.needs_configuration),
        needs_procedure=_ANSWERS.get(change.needs_procedure),
        needs_training=_ANSWERS.get(change.needs_training),
        needs_role=_ANSWERS.get(change.needs_role),
        needs_integration=_ANSWERS.get(change.needs_integration),
        needs_document=_ANSWERS.get(change.needs_document),
        could_have_affected_records=_ANSWERS.get(change.could_have_affected_records),
    )


def _touch(change: Change, found: Sequence[WorkflowMatch], now: datetime) -> None:
    """Keep the workflows that the change touches in step with its areas; what no longer holds is withdrawn."""
    wanted = {int(one.workflow.id): one for one in found}
    for touch in change.open_touches:
        match_now = wanted.pop(touch.workflow_id, None)
        if match_now is None:
            touch.withdrawn_at, touch.withdrawn_because = now, "The settled areas and flags no longer reach it."
        elif touch.reason != match_now.sentence:
            touch.areas, touch.reason = list(match_now.areas), match_now.sentence
    for workflow_id, one in wanted.items():
        change.touches.append(
            WorkflowTouch(workflow_id=workflow_id, areas=list(one.areas), reason=one.sentence, added_at=now)
        )

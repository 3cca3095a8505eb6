"""The answer to each rule of the decision tree: met, not met or unknown, with the case and a plain reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.content.words import PROTECTED_AREAS, PROTECTED_FLAGS
from app.impact.rules.facts import ChangeFacts, ServiceFacts, Workflow
from app.impact.rules.relevance import WorkflowMatch, match

MET = "met"
NOT_MET = "not_met"
UNKNOWN = "unknown"

_TO_SWITCH_ON = frozenset(("opt_in", "vendor_enabled", "new_tenants"))
_STATES = _TO_SWITCH_ON | {"auto_on", "removed"}
_CORE_AREAS = frozenset(("esignature_approval_workflow", "audit_trail_history", "calculations_results_rules"))
_PLATFORM = frozenset(("security_fix", "infra_only"))
_REPAIRS = frozenset(("bug_fix", "security_fix"))


@dataclass(frozen=True)
class Answer:
    """One rule's answer. ``case`` names the outcome when met; ``gaps`` are the facts that are missing."""

    outcome: str
    sentence: str
    case: str = ""
    gaps: tuple[str, ...] = ()
    vendor_gaps: tuple[str, ...] = ()


def answers(
    change: ChangeFacts,
    service: ServiceFacts,
    workflows: Sequence[Workflow],
    confirmation_months: int,
    today: date,
) -> dict[str, Answer]:
    """Answer every rule, R1 to R10 and ``otherwise``, each on its own; order and stops are for ``levels``."""
    reached = match(change.areas or (), change.flags or (), workflows)
    used = tuple(one for one in reached if one.is_used)
    is_use_known = change.areas is not None and change.flags is not None and bool(workflows)
    found = {
        "R1": _log_only(service, today),
        "R2": _not_ours(change, service, today),
        "R3": _off_here(change, service, today),
        "R5": _platform_only(change, used, is_use_known=is_use_known),
        "R6": _not_used(change, used, workflows, confirmation_months, today, is_use_known=is_use_known),
        "R7": _repair(change),
        "R8": _protected_use(change, used, is_use_known=is_use_known),
        "R9": _removal(change, used, is_use_known=is_use_known),
        "R10": _follow_up(change),
    }
    found["R4"] = _gaps(change, service, workflows, found)
    found["otherwise"] = _otherwise(change)
    return found


def _log_only(service: ServiceFacts, today: date) -> Answer:
    if service.tier != "T4":
        return Answer(NOT_MET, f"The service is tier {service.tier}, so its releases are assessed.")
    if service.is_regulated.value:
        return Answer(NOT_MET, "The service is tier T4 but is recorded as regulated, so it is assessed.")
    if not service.is_regulated.is_proven(today):
        return Answer(UNKNOWN, "The service is tier T4, but no dated proof says that it is not regulated.")
    return Answer(MET, f"The service is not regulated ({service.is_regulated.proof}).", "log_only")


def _not_ours(change: ChangeFacts, service: ServiceFacts, today: date) -> Answer:
    if change.module is None:
        return Answer(NOT_MET, "The note names no edition, module or region that we do not have.")
    has = service.has(change.module)
    if has:
        return Answer(NOT_MET, f"We have {change.module}.")
    if has is None or not service.licensed.is_proven(today):
        return Answer(UNKNOWN, f"No dated licence or module list shows whether we have {change.module}.")
    proof = f"{service.licensed.proof}, {service.licensed.as_of}"
    return Answer(MET, f"We do not have {change.module} ({proof}).", "not_ours")


def _off_here(change: ChangeFacts, service: ServiceFacts, today: date) -> Answer:
    if change.default_state == "unknown" or change.default_state not in _STATES:
        return Answer(UNKNOWN, "It is not known whether the change is on by itself or must be switched on.")
    if change.default_state not in _TO_SWITCH_ON:
        return Answer(NOT_MET, "The change needs no switch: it comes to us by itself.")
    name = change.toggle or change.module
    switch = service.is_off(name)
    if switch.value is False:
        return Answer(NOT_MET, f"The switch {name} is on in our environment.")
    if not switch.is_proven(today):
        return Answer(UNKNOWN, "No dated export of our configuration shows that the function is off with us.")
    return Answer(MET, f"{name} is off with us ({switch.proof}, {switch.as_of}).", "off_here")


def _platform_only(change: ChangeFacts, used: tuple[WorkflowMatch, ...], *, is_use_known: bool) -> Answer:
    if change.kind is not None and change.kind not in _PLATFORM:
        return Answer(NOT_MET, "The change states a change of function.")
    if change.kind is None or not is_use_known:
        return Answer(UNKNOWN, "It is not known whether this is security or infrastructure only.")
    if any(one.is_protected for one in used):
        return Answer(NOT_MET, "It touches a protected area or flag that we use.")
    if _protected(change):
        sentence = "Security or infrastructure only, in a protected area that none of our workflows uses."
        return Answer(MET, sentence, "protected_not_used")
    return Answer(MET, "Security or infrastructure only, and no protected area or flag.", "no_protected")


def _not_used(
    change: ChangeFacts,
    used: tuple[WorkflowMatch, ...],
    workflows: Sequence[Workflow],
    confirmation_months: int,
    today: date,
    *,
    is_use_known: bool,
) -> Answer:
    if change.kind in _PLATFORM:
        return Answer(NOT_MET, "The platform beneath all functions cannot be called unused.")
    if not is_use_known:
        return Answer(UNKNOWN, "It is not known whether one of our workflows uses the function.")
    if used:
        return Answer(NOT_MET, f"We use it: {used[0].sentence}")
    old = [one for one in workflows if not _is_recent(one.confirmed_on, confirmation_months, today)]
    if old:
        sentence = f"No workflow uses it, but {old[0].name} was not confirmed in the last 12 months."
        sentence = sentence.replace("12 months", f"{confirmation_months} months")
        return Answer(MET, sentence, "not_confirmed")
    return Answer(MET, "No workflow uses it, and the process owner confirmed them all recently.", "confirmed")


def _repair(change: ChangeFacts) -> Answer:
    if change.kind is not None and change.kind not in _REPAIRS:
        return Answer(NOT_MET, "The change repairs no defect.")
    if change.could_have_affected_records is None:
        return Answer(UNKNOWN, "It is not known whether the defect could have affected our records.")
    if not change.could_have_affected_records:
        return Answer(NOT_MET, "The defect could not have affected our records.")
    sentence = "The repaired defect could have affected records made while it existed."
    return Answer(MET, sentence, "defect")


def _protected_use(change: ChangeFacts, used: tuple[WorkflowMatch, ...], *, is_use_known: bool) -> Answer:
    protected = [one for one in used if one.is_protected]
    if not protected:
        if not is_use_known:
            return Answer(UNKNOWN, "It is not known whether it touches a protected area or flag that we use.")
        return Answer(NOT_MET, "No workflow of ours relies on a protected area or flag that it touches.")
    core = [one for one in protected if _CORE_AREAS.intersection(one.areas) or "data_model" in one.flags]
    if core:
        sentence = f"{core[0].sentence} Signature, audit trail, calculation or data model changes."
        return Answer(MET, sentence, "core")
    high = [one for one in protected if one.workflow.is_high_process_risk or one.workflow.is_record_integrity_critical]
    if high:
        return Answer(MET, f"{high[0].sentence} Its risk is high or its records are critical.", "high")
    case = "not_high_new" if change.kind == "feature" else "not_high"
    return Answer(MET, f"{protected[0].sentence} Its process risk is not high.", case)


def _removal(change: ChangeFacts, used: tuple[WorkflowMatch, ...], *, is_use_known: bool) -> Answer:
    says = "removal" in (change.flags or ()) or change.kind == "deprecation_removal"
    if not says and change.default_state != "removed":
        if change.kind is None or change.flags is None:
            return Answer(UNKNOWN, "It is not known whether a function goes away.")
        return Answer(NOT_MET, "Nothing is removed or retired.")
    if used:
        return Answer(MET, f"A function we use goes away: {used[0].sentence}", "removed")
    if not is_use_known:
        return Answer(UNKNOWN, "A function goes away; it is not known whether we use it.")
    return Answer(NOT_MET, "The function that goes away is used by none of our workflows.")


def _follow_up(change: ChangeFacts) -> Answer:
    asked = [name for name, value in change.needs if value]
    if asked:
        return Answer(MET, f"We have to change: {', '.join(asked)}.", "follow_up")
    open_ones = [name for name, value in change.needs if value is None]
    if open_ones:
        return Answer(UNKNOWN, f"Not yet answered, whether we have to change: {', '.join(open_ones)}.")
    return Answer(NOT_MET, "Nothing of ours has to change for it.")


def _gaps(
    change: ChangeFacts, service: ServiceFacts, workflows: Sequence[Workflow], found: dict[str, Answer]
) -> Answer:
    vendor = {
        "areas": change.areas is None or change.flags is None,
        "kind": change.kind is None,
        "impact": change.impact is None,
        "default state": change.default_state not in _STATES,
        "effect on records": found["R7"].outcome == UNKNOWN,
    }
    own = {
        "our workflows": not workflows,
        "our follow-up": found["R10"].outcome == UNKNOWN,
        "whether the service is regulated": service.tier == "T4" and found["R1"].outcome == UNKNOWN,
    }
    asked = tuple(name for name, is_open in vendor.items() if is_open)
    gaps = (*asked, *(name for name, is_open in own.items() if is_open))
    if not gaps:
        return Answer(NOT_MET, "Everything that the other rules need is known.")
    sentence = f"Not known: {', '.join(gaps)}. Until it is, the change counts as L2, never L0."
    return Answer(MET, sentence, "unknown", gaps, asked)


def _otherwise(change: ChangeFacts) -> Answer:
    case = "no_impact" if change.impact == "none" else "some_impact"
    return Answer(MET, "No rule applies.", case)


def _protected(change: ChangeFacts) -> bool:
    flags = change.flags or frozenset()
    areas = change.areas or frozenset()
    return bool(PROTECTED_AREAS & areas or PROTECTED_FLAGS & flags or "removal" in flags)


def _is_recent(day: date | None, months: int, today: date) -> bool:
    """Say whether a day lies within the last so many calendar months; a day to come does not count."""
    if day is None or day > today:
        return False
    month = today.year * 12 + today.month - 1 - months
    return (day.year * 12 + day.month - 1, day.day) >= (month, today.day)

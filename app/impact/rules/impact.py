"""Impact (none, low, high) from areas, kind and how the change is worded.

High means that the working or correctness of a critical area changes; low that a validated function is
touched at its edge; none that it is cosmetic, documentation or plain technology. Missing a high is worse
than a false alarm, so a doubt is answered with the higher impact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_CRITICAL = frozenset(
    (
        "audit_trail_history",
        "esignature_approval_workflow",
        "auth_access_control",
        "records_data_integrity",
        "calculations_results_rules",
        "reporting_export_print",
    )
)
_PERIPHERAL = frozenset(("ui_cosmetic", "training_documentation", "infra_performance_security_patch"))


@dataclass(frozen=True)
class ImpactVerdict:
    """The proposed impact, the sentence that explains it and the cues it leaned on."""

    impact: str
    sentence: str
    cues: tuple[str, ...] = ()


def propose_impact(areas: tuple[str, ...], kind: str, cues: Mapping[str, int]) -> ImpactVerdict:
    """Propose the impact from area codes, kind and the weights of the cues found. Never raises."""
    critical = _CRITICAL.intersection(areas)
    if not areas:
        return _of_nothing(kind)
    if kind == "security_fix":
        return _of_security(critical, cues)
    if kind == "infra_only":
        return _of_technology(areas, cues)
    if not critical:
        return _of_edges(areas, kind, cues)
    return _of_critical(areas, kind, cues)


def _of_nothing(kind: str) -> ImpactVerdict:
    if kind in {"bug_fix", "security_fix", "deprecation_removal"}:
        return ImpactVerdict("low", "something was repaired or removed, the words do not say where")
    return ImpactVerdict("none", "no word of a function area was found")


def _of_security(critical: frozenset[str], cues: Mapping[str, int]) -> ImpactVerdict:
    if "vulnerability" in cues or critical:
        return ImpactVerdict("high", "a vulnerability that names access or data", ("vulnerability",))
    return ImpactVerdict("low", "a security patch in general terms")


def _of_technology(areas: tuple[str, ...], cues: Mapping[str, int]) -> ImpactVerdict:
    if "upgrade_care" in cues:
        return ImpactVerdict("low", "technology whose upgrade needs care", ("upgrade_care",))
    if set(areas) <= _PERIPHERAL | {"integrations_api_import"}:
        return ImpactVerdict("none", "technology or documentation without a change of function")
    return ImpactVerdict("low", "technology beneath a validated function")


def _of_edges(areas: tuple[str, ...], kind: str, cues: Mapping[str, int]) -> ImpactVerdict:
    if set(areas) <= _PERIPHERAL:
        return ImpactVerdict("none", "only appearance, documentation or technology")
    if kind == "bug_fix" and "serious" in cues and not set(areas) <= _PERIPHERAL | {"notifications"}:
        return ImpactVerdict("high", "a defect that may lose, double or falsify data", ("serious",))
    return ImpactVerdict("low", f"a {kind.replace('_', ' ')} outside the critical areas")


def _of_critical(areas: tuple[str, ...], kind: str, cues: Mapping[str, int]) -> ImpactVerdict:
    if "optional" in cues and kind in {"feature", "behaviour_change"}:
        return ImpactVerdict("low", "a critical area, but it has to be switched on", ("optional",))
    if kind == "bug_fix":
        return _of_defect(areas, cues)
    if kind in {"behaviour_change", "deprecation_removal"}:
        return ImpactVerdict("high", "a critical area works differently or goes away", ("default_change",))
    if "alters" in cues:
        sentence = "a new function that alters records, access or what is logged"
        return ImpactVerdict("high", sentence, ("alters",))
    return ImpactVerdict("low", "an addition to a critical area")


def _of_defect(areas: tuple[str, ...], cues: Mapping[str, int]) -> ImpactVerdict:
    if "cosmetic" in cues and "serious" not in cues and "ui_cosmetic" in areas:
        return ImpactVerdict("low", "a defect in how a critical function looks", ("cosmetic",))
    return ImpactVerdict("high", "a defect in a critical area", ("serious", "defect"))

"""The closed lists of words that definitions may use. Product words, one per thing."""

from typing import Final

ROLES: Final = ("SQM", "BPO", "SO", "SME", "ISEC", "QA", "LEAD")
"""Roles that may sign. The administrator and the inspector never do."""

OUTSIDE_ROLES: Final = ("SUP",)
"""The supplier's contact attests; that is a statement and not a signature."""

NEVER_SIGNING: Final = ("INSP", "ADM")
"""Roles that an access review speaks of as well."""

TIERS: Final = ("T1", "T2", "T3", "T4")

FACTORS: Final = tuple(f"F{number}" for number in range(1, 11))
"""The ten factors of inherent risk."""

DECISIONS: Final = ("use", "use_with_oversight", "conditional", "not_for_regulated_use", "reject")
"""Decisions on a service, from the widest to the narrowest."""

LEVELS: Final = ("L0", "L1", "L2", "L3")
KINDS: Final = (
    "feature",
    "behaviour_change",
    "bug_fix",
    "security_fix",
    "deprecation_removal",
    "infra_only",
)
IMPACTS: Final = ("none", "low", "high")
FLAGS: Final = ("data_model", "deletion_retention", "time_locale", "ai", "removal")
TEST_KINDS: Final = ("none", "smoke", "unscripted", "limited_scripted", "scripted")
"""From the lightest to the strictest."""

AREAS: Final = (
    "auth_access_control",
    "audit_trail_history",
    "esignature_approval_workflow",
    "records_data_integrity",
    "reporting_export_print",
    "integrations_api_import",
    "calculations_results_rules",
    "notifications",
    "ui_cosmetic",
    "infra_performance_security_patch",
    "training_documentation",
    "configuration_administration",
)
PROTECTED_AREAS: Final = frozenset(AREAS[:7])
PROTECTED_FLAGS: Final = frozenset(("data_model", "deletion_retention", "time_locale", "ai"))
"""``removal`` is not here: it has a rule of its own (R9)."""

RELEASE_TYPES: Final = (
    "major",
    "minor",
    "patch",
    "hotfix",
    "security",
    "infrastructure",
    "toggle",
    "unannounced",
)
DUE_STEPS: Final = ("triage", "assessment", "testing", "approval")
CUES: Final = (
    "defect",
    "serious",
    "vulnerability",
    "optional",
    "default_change",
    "alters",
    "upgrade_care",
    "cosmetic",
    "developer",
    "boilerplate",
)
"""Words that say how a change is meant; triage weighs them when it proposes an impact."""

RULE_CASES: Final = {
    "R1": ("log_only",),
    "R2": ("not_ours",),
    "R3": ("off_here",),
    "R4": ("unknown",),
    "R5": ("no_protected", "protected_not_used"),
    "R6": ("confirmed", "not_confirmed"),
    "R7": ("defect",),
    "R8": ("not_high_new", "not_high", "high", "core"),
    "R9": ("removed",),
    "R10": ("follow_up",),
    "otherwise": ("no_impact", "some_impact"),
}
"""Every case that ``app.impact.rules.levels`` can come to. A definition must answer all and no other."""

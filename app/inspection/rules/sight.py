"""What an inspector with a chosen scope sees: every table of the portal, once, and why. Pure.

What is not named here shows no row, so a new table is out of sight until somebody decides about it here.
"""

from collections.abc import Mapping

BELONGS: Mapping[str, str] = {
    "service_fact": "service_id",
    "workflow": "service_id",
    "tier_choice": "service_id",
    "evidence_version": "evidence_id",
    "evidence_class": "evidence_version_id",
    "evidence_download": "evidence_version_id",
    "tiering": "service_id",
    "tiering_sheet": "tiering_id",
    "tiering_score": "sheet_id",
    "tiering_agreement": "tiering_id",
    "feed_service": "service_id",
    "feed_cursor": "feed_id",
    "poll": "feed_id",
    "note_revision": "release_id",
    "assessment": "service_id",
    "assessment_round": "assessment_id",
    "change": "round_id",
    "workflow_touch": "change_id",
    "planned_test": "round_id",
    "test_run": "planned_test_id",
    "test_step_result": "run_id",
    "defect": "step_result_id",
    "procedure_change": "round_id",
    "training_need": "round_id",
    "conclusion": "round_id",
    "use_decision": "assessment_id",
    "exposure_review": "assessment_id",
    "test_script": "service_id",
    "test_script_version": "script_id",
    "test_script_workflow": "script_id",
    "evidence_request": "inspection_id",
    "evidence_entry": "request_id",
    "approval_step": "route_id",
    "questionnaire_request": "service_id",
    "respondent": "request_id",
    "respondent_link": "respondent_id",
    "answer_save": "request_id",
    "answer_upload": "request_id",
    "submission": "request_id",
    "answer_judgement": "request_id",
    "answer_remark": "request_id",
    "area_reviewer": "request_id",
    "request_score": "request_id",
    "inspection_scope": "inspection_id",
    "inspection_scope_part": "scope_id",
}
"""In sight with the row that this key names."""

CHOSEN = frozenset(
    {
        "supplier",
        "service",
        "evidence",
        "feed",
        "release",
        "inspection",
        "legal_hold",
        "alarm",
        "ledger_event",
        "removal",
    }
)
"""In sight by a condition of their own: `queries/sight.py` says each in words."""

_SIGNED = (
    "questionnaires.definition",
    "suppliers.tier_choice",
    "qualification.tiering",
    "impact.assessment",
    "impact.use_decision",
    "impact.defect",
    "system.hold",
    "system.statement",
    "system.registry",
)

ABOUT_A_RECORD: Mapping[str, tuple[str, ...]] = {
    "attachment": (
        "evidence.version",
        "releases.release",
        "impact.test_step_result",
        "inspection.evidence_entry",
        "system.statement",
        "questionnaires.definition",
    ),
    "approval_route": _SIGNED,
    "signature": _SIGNED,
    "signing_refusal": _SIGNED,
    "revision": _SIGNED,
    "record_review": _SIGNED,
    "dossier_copy": ("impact.assessment",),
}
"""In sight with the record that they name by type and id, for these types."""

OF_THE_COMPANY: Mapping[str, str] = {
    "person": "names stand in every signature; who may sign is part of what is inspected (21 CFR 11.10(i), (j))",
    "identity_verification": "says that a signer is who they say (21 CFR 11.100(b))",
    "attestation": "says that a signature binds its person (21 CFR 11.10(j))",
    "signing_suspension": "says why somebody could not sign",
    "sign_in": "shown with the person",
    "account_proposal": "shown with the person; its own page is not in any scope",
    "procedure": "what signers are trained on; procedures belong to no supplier",
    "training_record": "says that a signer was trained (21 CFR 11.10(i))",
    "system_statement": "how the system is set up and who released it (21 CFR 11.10(a), 11.1(e))",
    "registry_version": "which record types are kept for how long; it names no record",
    "definition": "what every supplier is asked and how risk is reckoned; it names no supplier",
    "alembic_version": "the version of the tables, which the system page shows",
    "ledger_head": "size and root of the ledger, which every page shows",
    "record_counter": "written with every number that is given out",
    "credential": "the inspector's own account",
    "password_link": "the inspector's own account",
    "person_session": "the inspector's own account",
    "second_factor_secret": "the inspector's own account",
    "recovery_code": "the inspector's own account",
    "sign_in_throttle": "the inspector's own account",
    "notice": "read by the person it is for only",
}
"""All rows in sight, because none says anything of a supplier or service; each with its reason."""

OUT_OF_SIGHT: Mapping[str, str] = {
    "supplier_import": "a sheet names suppliers in and out of scope alike",
    "supplier_import_line": "a sheet names suppliers in and out of scope alike",
    "access_review": "about all accounts of the company",
    "access_review_line": "about all accounts of the company",
    "access_review_decision": "about all accounts of the company",
    "leaver_list": "about all accounts of the company",
    "leaver_list_line": "about all accounts of the company",
    "leaver": "about all accounts of the company",
    "trail_review": "about every record of a period",
    "trail_review_item": "about every record of a period",
    "verification_run": "a finding names any record",
    "tiering_sealed_sheet": "read by its scorer alone until it is opened",
    "inspection_look": "for QA only",
    "disposal": "lists records in and out of scope alike",
    "backup": "about the whole record",
    "backup_check": "about the whole record",
    "restore": "about the whole record",
    "declared_loss": "about the whole record",
    "mail": "for administrators only",
    "mail_try": "for administrators only",
    "respondent_session": "working memory of an outside browser",
    "job_lease": "carries no record",
    "trail_reader": "carries no record",
}
"""No row in sight, each with its reason."""

WITH_A_TRAIL = frozenset({"system.statement", "system.registry", "questionnaires.definition"})
"""Records of the company whose events are in sight; otherwise only events of records that a scope narrows are."""

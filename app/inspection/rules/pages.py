"""Which pages an inspector with a chosen scope opens, and how each is narrowed. Pure.

A page that is not named here is refused: whoever adds one decides about it here. What is in sight of a query stands in
`sight.py`; this table says for each page that nothing else than such queries makes it.
"""

from collections.abc import Mapping

NARROWED = "shows records in scope only"
OWN = "about the inspector's own account or inspection"
COMPANY = "about the company, the same for every inspector; names no supplier and no service"

PAGES: Mapping[str, str] = {
    # the register
    "suppliers.index": NARROWED,
    "suppliers.show": NARROWED,
    "services.index": NARROWED,
    "services.show": NARROWED,
    "workflows.show": NARROWED,
    "tier_choices.show": NARROWED,
    "tier_choices.signers": NARROWED,
    # questionnaires
    "requests.index": NARROWED,
    "requests.of_service": NARROWED,
    "requests.show": NARROWED,
    "requests.show_answers": NARROWED,
    "requests.file": NARROWED,
    "reviews.show": NARROWED,
    "reviews.show_question": NARROWED,
    "scores.show": NARROWED,
    # evidence; its confidentiality narrows it besides
    "evidence.index": NARROWED,
    "evidence.show": NARROWED,
    "evidence_versions.file": NARROWED,
    "supplier_evidence.of_supplier": NARROWED,
    "service_evidence.of_service": NARROWED,
    # qualification
    "tierings.index": NARROWED,
    "tierings.show": NARROWED,
    "tierings.signers": NARROWED,
    "service_tierings.of_service": NARROWED,
    # releases
    "feeds.index": NARROWED,
    "feeds.show": NARROWED,
    "feed_polls.payload": NARROWED,
    "releases.index": NARROWED,
    "releases.show": NARROWED,
    "release_notes.file": NARROWED,
    "release_notes.payload": NARROWED,
    "service_releases.index_of_service": NARROWED,
    # impact
    "impact_assessments.index": NARROWED,
    "impact_assessments.show": NARROWED,
    "impact_assessments.history": NARROWED,
    "impact_approvals.index": NARROWED,
    "impact_approvals.signers": NARROWED,
    "impact_changes.show": NARROWED,
    "impact_testing.index": NARROWED,
    "impact_testing.show_run": NARROWED,
    "impact_testing.evidence": NARROWED,
    "service_impact.of_service": NARROWED,
    "defects.show_defect": NARROWED,
    "test_scripts.index": NARROWED,
    "test_scripts.show": NARROWED,
    # inspection
    "ledger.index": NARROWED,
    "ledger.show": NARROWED,
    "record_trails.show": NARROWED,
    "dossiers.index": NARROWED,
    "dossiers.create": NARROWED,
    "evidence_requests.index": OWN,
    "evidence_requests.new": OWN,
    "evidence_requests.create": OWN,
    "evidence_requests.show": OWN,
    "evidence_requests.file": OWN,
    "evidence_requests.accept": OWN,
    "evidence_requests.ask_again": OWN,
    # home, alarms and holds
    "home.index": NARROWED,
    "home.oversight": NARROWED,
    "home.qualification": NARROWED,
    "home.signing_rights": OWN,
    "notices.index": OWN,
    "alarms.index": NARROWED,
    "alarms.show": NARROWED,
    "legal_holds.index": NARROWED,
    "legal_holds.show": NARROWED,
    "service_holds.of_service": NARROWED,
    # who signs, what they were trained on, and what runs here
    "people.index": COMPANY,
    "people.show": COMPANY,
    "training.index": COMPANY,
    "system.index": COMPANY,
    "system_statements.index": COMPANY,
    "system_statements.show": COMPANY,
    "system_statements.file": COMPANY,
    "definitions.index": COMPANY,
    "definitions.show": COMPANY,
    "definitions.changed": COMPANY,
    "definitions.file": COMPANY,
    "record_types.index": COMPANY,
    "record_types.show": COMPANY,
    # the inspector's own account
    "people.account": OWN,
    "people.accept_attestation": OWN,
    "people.change_password": OWN,
    "people.second_factor": OWN,
    "people.enrol_second_factor": OWN,
    "people.end_second_factor": OWN,
    "people.end_session": OWN,
    "people.end_other_sessions": OWN,
    "people.sign_out": OWN,
}
"""Each page that opens, by the name of its endpoint."""

CLOSED: Mapping[str, str] = {
    "verifications.index": "a finding names any record",
    "verifications.show": "a finding names any record",
    "verifications.create": "reads the whole record; a dossier in scope carries proofs of its own",
    "trail_reviews.index": "about every record of a period",
    "trail_reviews.show": "about every record of a period",
    "trail_reviews.show_item": "about every record of a period",
    "access_reviews.index": "about all accounts of the company",
    "access_reviews.show": "about all accounts of the company",
    "access_reviews.report": "about all accounts of the company",
    "access_reviews.standing": "about all accounts of the company",
    "access_decisions.show": "about all accounts of the company",
    "leaver_lists.index": "about all accounts of the company",
    "leaver_lists.show": "about all accounts of the company",
    "leaver_lists.file": "about all accounts of the company",
    "people.proposals": "changes of accounts, with reasons in free words",
    "people.proposal": "changes of accounts, with reasons in free words",
    "backups.index": "about the whole record",
    "backups.checks": "about the whole record",
    "backups.show": "about the whole record",
    "disposals.index": "lists records in and out of scope alike",
    "disposals.show": "lists records in and out of scope alike",
}
"""Each page that inspectors with the whole record open, and those with a chosen scope do not, with its reason."""

REFUSED = (
    "This page holds more than your access covers, so it does not open. Ask for what you need under Evidence; QA can "
    "also widen the scope of your access."
)


def refusal(endpoint: str) -> str | None:
    """Return the sentence against opening this page with a chosen scope, or None."""
    return None if endpoint in PAGES else REFUSED

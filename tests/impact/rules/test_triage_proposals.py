import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.definitions import load
from app.content.words import AREAS, FLAGS, IMPACTS, KINDS
from app.impact.rules.changes import ChangeText, split
from app.impact.rules.facts import ChangeFacts
from app.impact.rules.triage import Proposal, propose, proposed_facts
from tests.paths import ROOT, shared_data

VOCABULARY = load(ROOT / "questionnaires").triage


def proposal(text: str, section: str = "", product: str = "") -> Proposal:
    return propose(ChangeText(1, section, text, text), product, VOCABULARY)


@pytest.mark.parametrize(
    ("text", "section", "area", "kind", "impact"),
    [
        ("Audit log entries were missing for deleted users", "Fixed", "audit_trail_history", "bug_fix", "high"),
        ("Users must sign in again after 15 minutes by default", "Changed", AREAS[0], "behaviour_change", "high"),
        ("CSV export shows wrong totals", "Bug fixes", "reporting_export_print", "bug_fix", "high"),
        ("Fix rounding of calculated results", "", "calculations_results_rules", "bug_fix", "high"),
        ("Improve icon colour in dark mode", "", "ui_cosmetic", "feature", "none"),
        ("Bump webpack from 5.1 to 5.2", "Dependencies", AREAS[9], "infra_only", "none"),
        ("Documentation: describe the installation", "", "training_documentation", "infra_only", "none"),
        ("Added a webhook for new orders", "Added", "integrations_api_import", "feature", "low"),
        ("Security: fix authentication bypass that exposed private data", "", AREAS[0], "security_fix", "high"),
        ("The approval step can be rejected again", "Fixed", AREAS[2], "bug_fix", "high"),
    ],
)
def test_plain_notes_are_read_as_a_person_would(text: str, section: str, area: str, kind: str, impact: str) -> None:
    found = proposal(text, section)
    assert area in found.area_codes
    assert (found.kind, found.impact) == (kind, impact)


def test_every_reason_shows_the_words_where_they_stand() -> None:
    text = "Fixed: exports lost the audit trail of deleted records"
    found = proposal(text)
    for match in found.areas:
        assert match.spans
        assert all(text[span.start : span.end].strip() for span in match.spans)
    audit = next(match for match in found.areas if match.area == "audit_trail_history")
    assert [text[span.start : span.end] for span in audit.spans] == ["audit trail"]
    assert {reason.subject for reason in found.reasons} >= {"area", "kind", "impact"}
    assert all(reason.sentence.endswith(".") for reason in found.reasons)


def test_a_negation_takes_the_words_behind_it_away() -> None:
    assert "audit_trail_history" in proposal("Faster search with a new audit trail").area_codes
    assert "audit_trail_history" not in proposal("Faster search with no changes to the audit trail").area_codes


def test_the_longer_term_hides_the_shorter_one_inside_it() -> None:
    assert "esignature_approval_workflow" not in proposal("Rework the webhook signature header").area_codes
    assert "esignature_approval_workflow" in proposal("Rework the signature page of a document").area_codes


def test_the_products_own_name_proves_nothing() -> None:
    text = "Approval Desk: new icons"
    assert "esignature_approval_workflow" not in proposal(text, product="Approval Desk").area_codes


def test_names_in_code_are_no_deeds() -> None:
    assert proposal("Document the `fix_login()` method").kind != "bug_fix"


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("All data will migrate to the new database schema", "data_model"),
        ("Records are permanently removed when the retention period ends", "deletion_retention"),
        ("Dates are stored in the time zone of the site", "time_locale"),
        ("Answers are suggested by a large language model", "ai"),
        ("The old report is deprecated and no longer available", "removal"),
    ],
)
def test_flags_are_raised(text: str, flag: str) -> None:
    assert flag in proposal(text).flags


def test_a_whole_release_takes_the_union_and_the_highest_impact() -> None:
    found = proposal("## Fixed\n\n- Icons are sharp again\n- Audit trail entries were lost\n- Print was empty")
    assert {"ui_cosmetic", "audit_trail_history", "reporting_export_print"} <= set(found.area_codes)
    assert (found.kind, found.impact) == ("bug_fix", "high")


def test_an_empty_note_leaves_everything_unknown() -> None:
    found = propose(split("")[0], "Any", VOCABULARY)
    assert (found.areas, found.is_silent) == ((), True)
    assert proposed_facts(found) == ChangeFacts(flags=None)


def test_words_become_facts_and_what_they_do_not_say_stays_unknown() -> None:
    facts = proposed_facts(proposal("Fixed: exports lost the audit trail"))
    assert facts.areas == {"audit_trail_history", "reporting_export_print"}
    assert (facts.kind, facts.default_state, facts.needs_training) == ("bug_fix", "unknown", None)
    assert proposed_facts(proposal("Fixed #12")).areas is None


def test_another_vocabulary_gives_another_proposal() -> None:
    bare = replace(VOCABULARY, terms=tuple(term for term in VOCABULARY.terms if term.group != "areas"))
    assert propose(split("- Fix login")[0], "", bare).areas == ()


@settings(max_examples=60)
@given(st.text(max_size=300), st.text(max_size=40), st.text(max_size=20))
def test_any_text_has_a_proposal_within_the_lists(text: str, section: str, product: str) -> None:
    found = propose(ChangeText(1, section, text[:50], text), product, VOCABULARY)
    assert set(found.area_codes) <= set(AREAS)
    assert found.kind in KINDS
    assert found.impact in IMPACTS
    assert set(found.flags) <= set(FLAGS)
    fields = {"section": section, "title": text[:50], "text": text}
    for match in found.areas:
        assert all(0 <= span.start < span.end <= len(fields[span.field]) for span in match.spans)


def test_few_changes_of_real_histories_stay_without_an_area() -> None:
    """A vocabulary that is silent about other vendors' words proposes nothing and helps nobody."""
    silent = total = 0
    for path in sorted((shared_data() / "releases-history").glob("*.json")):
        history = json.loads(path.read_text(encoding="utf-8"))
        for release in history["releases"][:40]:
            for change in split(release["notes"] or "")[:10]:
                if len(change.text) > 40:
                    total += 1
                    silent += not propose(change, history["product"], VOCABULARY).areas
    print(f"{silent} of {total} changes have no proposed area")
    assert silent * 100 < total * 12


def test_a_very_long_text_is_read_up_to_a_limit_and_says_so() -> None:
    found = proposal("The login was changed. " * 20_000)
    assert "auth_access_control" in found.area_codes
    assert "Only the first 20000 characters" in found.reasons[-1].sentence


def test_a_vulnerability_is_known_by_its_number() -> None:
    assert proposal("Fixes CVE-2026-12345 in the file viewer").kind == "security_fix"

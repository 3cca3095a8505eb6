from pathlib import Path

import jsonschema
import pytest
import yaml

from app.content import words
from app.content.definitions import FILES, Library, check, load
from tests.paths import ROOT

FOLDER = ROOT / "questionnaires"


@pytest.fixture(scope="module")
def library() -> Library:
    return load(FOLDER)


def test_our_own_definitions_have_no_fault() -> None:
    assert check(FOLDER) == []


def test_every_file_of_the_library_is_rendered_with_its_version_and_digest(library: Library) -> None:
    files = len(FILES) + len(library.questionnaires)
    assert len(library.versions) == files
    assert len({version.id for version in (*library.versions, library.reminders.version)}) == files
    assert all(
        len(version.sha256) == 64 and version.version for version in (*library.versions, library.reminders.version)
    )


@pytest.mark.parametrize("file", [*FILES.values(), "bank/supplier-qualification.yaml"])
def test_every_definition_says_that_it_is_a_default(file: str) -> None:
    content = yaml.safe_load((FOLDER / file).read_text(encoding="utf-8"))
    assert content["default_note"] == "Default, to be approved by your QA"
    assert content["changelog"][-1]["version"] == content["version"]


@pytest.mark.parametrize("schema", sorted((FOLDER / "schemas").glob("*.json")), ids=lambda path: path.stem)
def test_every_schema_is_itself_valid(schema: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(yaml.safe_load(schema.read_text(encoding="utf-8")))


def test_every_meaning_has_a_text_and_roles_that_may_sign(library: Library) -> None:
    codes = {meaning.code for meaning in library.meanings.items}
    assert codes == {
        *("AUTHOR", "REVIEW-TECH", "REVIEW-SEC", "VERIFY-EVIDENCE", "APPROVE-BPO", "APPROVE-QA"),
        *("ACCEPT-RISK", "EXECUTE-TEST", "REVIEW-TEST", "ACKNOWLEDGE", "CLOSE", "RELEASE"),
        *("REVIEW-ACCESS", "REJECT", "WITHDRAW", "VOID", "SUPPLIER-ATTEST", "REVIEW-TRAIL"),
        *("SYSTEM", "LIFT-HOLD", "DISPOSE", "DECLARE-LOSS"),
    }
    for meaning in library.meanings.items:
        assert meaning.text.endswith(".")
        assert "\n" not in meaning.text


def test_qa_says_that_the_audit_trail_was_reviewed(library: Library) -> None:
    meaning = library.meanings["APPROVE-QA"]
    assert meaning.roles == ("QA",)
    assert "audit trail reviewed" in meaning.text
    assert meaning.text_for(is_retrospective=True).endswith("Retrospective: exposure window reviewed.")
    assert library.meanings["AUTHOR"].text_for(is_retrospective=True) == library.meanings["AUTHOR"].text


def test_a_rejection_needs_a_reason_and_an_attestation_is_no_signature(library: Library) -> None:
    assert library.meanings["REJECT"].needs_reason
    assert library.meanings["WITHDRAW"].needs_reason
    assert not library.meanings["SUPPLIER-ATTEST"].is_signature
    assert "SUP" not in {role for m in library.meanings.items if m.is_signature for role in m.roles}


def test_an_unknown_meaning_is_refused_with_a_sentence(library: Library) -> None:
    with pytest.raises(KeyError, match="No signature meaning has the code 'APPROVE'"):
        library.meanings["APPROVE"]


def test_the_administrator_may_use_no_meaning(library: Library) -> None:
    assert library.meanings.for_role("ADM") == ()
    assert {m.code for m in library.meanings.for_role("BPO")} >= {"APPROVE-BPO", "REJECT"}


def test_the_tree_has_ten_rules_in_order_and_only_the_first_four_stop(library: Library) -> None:
    rules = library.decision_tree.rules
    assert [rule.id for rule in rules] == [f"R{number}" for number in range(1, 11)]
    assert [rule.stops for rule in rules] == [True] * 4 + [False] * 6
    assert all(rule.proof for rule in rules[:4])
    assert len(library.decision_tree.core_pack) == 7


def test_the_vocabulary_knows_every_code(library: Library) -> None:
    triage = library.triage
    assert set(triage.codes("areas")) == set(words.AREAS)
    assert set(triage.codes("kinds")) == set(words.KINDS)
    assert set(triage.codes("impact")) == set(words.IMPACTS)
    assert set(triage.codes("flags")) == set(words.FLAGS)
    assert all(isinstance(term.weight, int) for term in triage.terms)


def test_no_definition_names_our_design_pages() -> None:
    for path in FOLDER.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert "regulation.md" not in text
        assert "product.md" not in text

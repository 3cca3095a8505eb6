"""Seeded faults: each must be named with the right file and line. A check never seen red proves nothing."""

import shutil
from pathlib import Path

import pytest

from app.content.definitions import check, load
from app.content.documents import ContentFaultsError, Fault
from tests.paths import ROOT

MEANINGS = "meanings/meanings.yaml"
ROUTES = "releases/routes.yaml"
DUE = "releases/due-days.yaml"
TREE = "releases/decision-tree.yaml"
TRIAGE = "releases/triage.yaml"
ACCESS = "access/flags.yaml"
EVIDENCE = "evidence/kinds.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "questionnaires"
    shutil.copytree(ROOT / "questionnaires", copy)
    return copy


def seed(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the first ``old`` and return the line on which it stands."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def only(folder: Path, file: str) -> Fault:
    faults = check(folder)
    assert len(faults) == 1, [str(fault) for fault in faults]
    assert faults[0].file == folder / file
    return faults[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (MEANINGS, "roles: [ISEC]", "roles: [ADM]", "The role 'ADM' does not exist"),
        (MEANINGS, "code: REVIEW-SEC", "code: REVIEW-TECH", "REVIEW-TECH stands here a second time"),
        (ROUTES, "{level: L0, tier: T1,", "{level: L9, tier: T1,", "The level 'L9' does not exist"),
        (ROUTES, "{meaning: REVIEW-TECH, role: SME,", "{meaning: BLESS, role: SME,", "meaning 'BLESS'"),
        (ROUTES, "{meaning: REVIEW-TECH, role: SME,", "{meaning: REVIEW-TECH, role: QA,", "QA may not sign"),
        (ROUTES, "[*author, *process_owner, *qa]", "[*author, *qa, *process_owner]", "QA must sign last"),
        (TREE, "{T1: L1, T2: L1, T3: L0, T4: L0}", "{T1: L1, T2: L1, T4: L0}", "The tier T3 is missing"),
        (TREE, "{T1: L1, T2: L1, T3: L0, T4: L0}", "{T1: L7, T2: L1, T3: L0, T4: L0}", "level 'L7'"),
        (TREE, "when: not_high_new", "when: not_hihg", "can never be reached"),
        (TREE, "order: 9", "order: 8", "The order 8 stands here a second time"),
        (ACCESS, "roles: [SO, SME]", "roles: [SO, SMR]", "The role 'SMR' does not exist"),
        (ACCESS, "privileged: [ADM, QA]", "privileged: [ADMIN, QA]", "The role 'ADMIN' does not exist"),
        (EVIDENCE, "code: soc2_type1,", "code: soc2_type2,", "soc2_type2 stands here a second time"),
        (EVIDENCE, "usual_months: 24,", "usual_months: 2,", "nobody can be reminded 90 days before"),
        (TRIAGE, "  ui_cosmetic:", "  ui_cosmtic:", "'ui_cosmtic' is not one of the areas"),
    ],
)
def test_a_seeded_fault_is_named_with_its_file_and_line(folder: Path, file: str, old: str, new: str, said: str) -> None:
    line = seed(folder, file, old, new)
    faults = [fault for fault in check(folder) if said in fault.sentence]
    assert faults, [str(fault) for fault in check(folder)]
    assert faults[0].file == folder / file
    assert abs(faults[0].line - line) <= 1
    assert str(faults[0]).startswith(f"{folder / file}:{faults[0].line}: ")


def test_a_missing_tier_is_named(folder: Path) -> None:
    seed(folder, DUE, "  T4: {}\n", "")
    assert "The tier T4 is missing" in only(folder, DUE).sentence


def test_a_rule_that_nothing_leads_to_is_named(folder: Path) -> None:
    line = seed(folder, TREE, "id: R10", "id: R11")
    said = {fault.sentence: fault.line for fault in check(folder)}
    assert said["Rule R11 can never be reached: no judgement leads to it."] == line
    assert any("The rule R10 is missing" in sentence for sentence in said)


def test_a_stop_behind_an_open_rule_is_named(folder: Path) -> None:
    seed(folder, TREE, "stops: false", "stops: true")
    seed(folder, TREE, "order: 4", "order: 14")
    assert any("must stand before every rule" in fault.sentence for fault in check(folder))


def test_a_stop_without_proof_is_named(folder: Path) -> None:
    seed(folder, TREE, "    proof: question to the vendor and the answer\n", "")
    assert "must name the proof" in only(folder, TREE).sentence


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("logins", "'logins' is the same as 'login'"),
        ("authenticating", "'authenticating' is already covered by 'authenticat*'"),
        ('"***"', "holds no word"),
    ],
)
def test_doubled_and_covered_terms_are_named(folder: Path, term: str, said: str) -> None:
    line = seed(folder, TRIAGE, "    strong: [login,", f"    strong: [login, {term},")
    fault = only(folder, TRIAGE)
    assert said in fault.sentence
    assert fault.line == line


def test_a_key_written_twice_is_named(folder: Path) -> None:
    line = seed(folder, DUE, "status: effective", "status: effective\nstatus: draft")
    fault = only(folder, DUE)
    assert (fault.line, "written twice" in fault.sentence) == (line + 1, True)


def test_a_wrong_shape_is_named(folder: Path) -> None:
    line = seed(folder, DUE, "triage: {after_detection: 2}", "triage: {after_detection: soon}")
    fault = only(folder, DUE)
    assert fault.line == line
    assert "'soon' is not of type 'integer'" in fault.sentence


def test_a_removed_default_note_is_named(folder: Path) -> None:
    seed(folder, ROUTES, 'default_note: "Default, to be approved by your QA"\n', "")
    assert "default_note" in only(folder, ROUTES).sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a: [1, 2\n", "not valid YAML"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"", "empty"),
        (b"- just a list\n", "is not of type 'object'"),
        (b"? [1]\n: 2\n", "not valid YAML"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(folder: Path, content: bytes, said: str) -> None:
    (folder / DUE).write_bytes(content)
    fault = only(folder, DUE)
    assert said in fault.sentence


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / MEANINGS).unlink()
    assert "The definition meanings is missing" in only(folder, MEANINGS).sentence


def test_a_stray_definition_without_a_header_is_named(folder: Path) -> None:
    stray = folder / "releases" / "mine.yaml"
    stray.write_text("title: mine\n", encoding="utf-8")
    assert all(fault.file == stray for fault in check(folder))
    assert any("'version' is a required property" in fault.sentence for fault in check(folder))


def test_nothing_is_handed_out_while_a_fault_stands(folder: Path) -> None:
    seed(folder, MEANINGS, "roles: [ISEC]", "roles: [ADM]")
    with pytest.raises(ContentFaultsError, match=r"meanings\.yaml:\d+: The role 'ADM' does not exist") as caught:
        load(folder)
    assert len(caught.value.faults) == 1


def test_another_text_is_another_digest(folder: Path) -> None:
    before = load(folder).due_days.version
    seed(folder, DUE, "after_detection: 2", "after_detection: 3")
    after = load(folder).due_days.version
    assert before.sha256 != after.sha256
    assert before.version == after.version


def test_a_list_without_what_the_portal_leans_on_is_a_fault(folder: Path):
    seed(folder, EVIDENCE, "is_bridge: true", "is_bridge: false")
    assert "Keep a bridge letter" in only(folder, EVIDENCE).sentence
    seed(folder, EVIDENCE, "is_bridge: false", "is_bridge: true")
    seed(folder, EVIDENCE, "code: other,", "code: others,")
    assert "The kind of evidence other is missing" in only(folder, EVIDENCE).sentence

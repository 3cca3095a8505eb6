"""Faults of the risk model, each planted once: named with the file and the line."""

import shutil
from pathlib import Path

import pytest

from app.content.definitions import check
from tests.content.test_content_faults import seed
from tests.paths import ROOT

MODEL = "risk/model.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "questionnaires", tmp_path / "questionnaires"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('{tier: T3, from: "25",', '{tier: T3, from: "26",', "from 25 to below 26 belong to no tier"),
        ('{tier: T3, from: "25",', '{tier: T3, from: "24",', "The tier T3 begins at 24"),
        ('{tier: T4, from: "0",', '{tier: T4, from: "5",', "from 0 to below 5 belong to no tier"),
        ('from: "25", below: "50"}', 'from: "25", below: "25"}', "The tier T3 can never be reached"),
        ('{tier: T1, from: "70"}', '{tier: T1, from: "70", below: "90"}', "Scores of 90 and more belong to no tier"),
        ('{tier: T1, from: "70"}', '{tier: T1, from: "100"}', "The tier T1 can never be reached"),
        ('from: "20"\n    below: "35"', 'from: "21"\n    below: "35"', "from 20 to below 21 belong to no band"),
        ('from: "20"\n    below: "35"', 'from: "19"\n    below: "35"', "The band Medium begins at 19"),
        ('from: "20"\n    below: "35"', 'from: "20"\n    below: "20"', "The band Medium can never be reached"),
        ("name: GxP / process impact\n    weight: 20", "name: GxP / process impact\n    weight: 21", "up to 101"),
        ('Backup, disaster recovery, business continuity", weight: 10', 'Backup", weight: 9', "up to 99"),
        ("      - indirect support\n", "", "F1 has 4 anchors"),
        ("code: F2\n", "code: F1\n", "The factor F1 stands here a second time"),
        ("any_of: [{F2: 4}]", "any_of: [{F12: 4}]", "The factor 'F12' does not exist"),
        ("code: R1\n    tier: T1", "code: R1\n    tier: T0", "The tier 'T0' does not exist"),
        ('{code: E2, confidence: "0.85"', '{code: E2, confidence: "0.70"', "E2 is believed no more than E1"),
        ("T2: {AE:", "T2: {AF:", "The area 'AF' does not exist"),
        ('soft: {cap: "0.60", best_decision: conditional}', 'soft: {cap: "0.60", best_decision: maybe}', "'maybe'"),
        ('hard: {cap: "0.30"', 'hard: {cap: "0.70"', "A hard knock-out leaves more"),
        ("{class: E2,", "{class: E9,", "The evidence class 'E9' does not exist"),
        ("importance: {T1: 3, T2: 2, T3: 1, T4: 1}", "importance: {T1: 3, T2: 2, T3: 1}", "The tier T4 is missing"),
        ("factors: [F7, F8]", "factors: [F7, F88]", "The factor 'F88' does not exist"),
        ('- {points: 2, below: "0.30"}', '- {points: 2, below: "0.05"}', "This step can never be reached"),
        ("{level: semi_formal, up_to: 6", "{level: semi_formal, up_to: 4", "semi_formal can never be reached"),
        ("{level: formal, up_to: 9", "{level: formal, up_to: 8", "A sum of 9 is possible"),
        ("two_for: [T1]", "two_for: [T5]", "The tier 'T5' does not exist"),
        ('maximum_credit: "0.85"', "maximum_credit: 0.85", "0.85 is not of type 'string'"),
    ],
)
def test_a_planted_fault_is_named_with_its_file_and_line(folder: Path, old: str, new: str, said: str) -> None:
    line = seed(folder, MODEL, old, new)
    found = [fault for fault in check(folder) if said in fault.sentence]
    assert found, [str(fault) for fault in check(folder)]
    assert found[0].file == folder / MODEL
    assert abs(found[0].line - line) <= 4  # a wrong sum is named at the head of its list

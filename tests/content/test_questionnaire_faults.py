"""Faults of a questionnaire, each planted once and named with its line."""

import shutil
from pathlib import Path

import pytest

from app.content.definitions import check, check_questionnaire
from app.content.documents import Fault, read
from tests.paths import ROOT

SMALL = """\
id: small
version: "1"
title: A small questionnaire
changelog:
  - {version: "1", date: 2026-11-23, change: First version.}
areas:
  - {code: AA, name: First, weight: 60}
  - {code: BB, name: Second, weight: 40, asked_at: [T1]}
questions:
  - id: AA-01
    area: AA
    text: Is it kept?
    why: It matters.
    evidence: A record.
    weight: 5
    knock_out: soft
    inputs:
      - {code: answer, kind: yes_no_partial, label: Answer, scored: true}
      - {code: day, kind: date, label: Since when, partial_after_months: 12}
  - id: AA-02
    area: AA
    text: How many days?
    why: It matters.
    evidence: A record.
    weight: 3
    shown_when: {question: AA-01, input: answer, is: ["yes"]}
    inputs:
      - code: days
        kind: number
        label: Days
        scored: true
        minimum: "0"
        thresholds:
          - {value: "1", at_least: "30"}
          - {value: "0.5", at_least: "7"}
  - id: BB-01
    area: BB
    text: Which one?
    why: It matters.
    evidence: A record.
    weight: 2
    asked_when: {any: [{tier: [T1]}, {factor: F4, at_least: 2}]}
    inputs:
      - code: kind
        kind: single_choice
        label: Kind
        scored: true
        options:
          - {code: good, text: Good, value: "1"}
          - {code: bad, text: Bad, value: "0"}
      - {code: other, kind: text, label: Say more, shown_when: {question: BB-01, input: kind, is: [bad]}}
"""

ELSEWHERE = ("The weights of the areas", "The area BB counts", "is a knock-out")
"""Faults that show where the consequence stands and not where the word was changed."""


def faults_in(tmp_path: Path, text: str) -> list[Fault]:
    """Check this one questionnaire."""
    path = tmp_path / "small.yaml"
    path.write_text(text, encoding="utf-8")
    faults = check_questionnaire(read(path), ROOT / "questionnaires")
    assert all(fault.file == path for fault in faults)
    return faults


def faults_with(tmp_path: Path, text: str) -> list[Fault]:
    """Check the definitions that ship, with this questionnaire among them."""
    folder = tmp_path / "questionnaires"
    if not folder.exists():
        shutil.copytree(ROOT / "questionnaires", folder)
    (folder / "bank" / "small.yaml").write_text(text, encoding="utf-8")
    return check(folder)


def test_a_small_questionnaire_has_no_fault(tmp_path: Path) -> None:
    assert faults_in(tmp_path, SMALL) == []
    assert faults_with(tmp_path, SMALL) == []


def test_two_questionnaires_of_one_id_are_named(tmp_path: Path) -> None:
    twin = SMALL.replace("id: small", "id: supplier-qualification")
    said = "The questionnaire supplier-qualification also stands in small.yaml. Keep one of them."
    assert [fault.sentence for fault in faults_with(tmp_path, twin)] == [said]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: AA-02", "id: AA-01", "The question AA-01 stands here a second time"),
        ("code: BB, name: Second", "code: AA, name: Second", "The area AA stands here a second time"),
        ("area: BB\n", "area: CC\n", "The area 'CC' of BB-01 does not exist"),
        ("weight: 40", "weight: 41", "The weights of the areas add to 101"),
        ("weight: 40", "weight: 40.5", "is not of type 'integer'"),
        ("asked_at: [T1]", "asked_at: [T1, T2]", "The area BB has no question at T2"),
        ("asked_at: [T1]", "asked_at: [T5]", "The tier 'T5' does not exist"),
        ("{tier: [T1]}", "{tier: [T1, T7]}", "The tier 'T7' does not exist"),
        ("factor: F4", "factor: F40", "The factor 'F40' does not exist"),
        ("{tier: [T1]}", "{question: AA-01, is: [partial]}", "is settled before anybody answers"),
        ("{question: AA-01, input: answer", "{question: AA-09, input: answer", "The question 'AA-09' does not exist"),
        ('is: ["yes"]', "is: [maybe]", "The option of AA-01 'maybe' does not exist"),
        ('is: ["yes"]', "is: [yes]", "write it in quotes"),
        ("input: answer, is", "input: day, is", "AA-01 has no such input where something is chosen"),
        ('{question: AA-01, input: answer, is: ["yes"]}', "{tier: [T1]}", "depends on answers only"),
        ("{question: AA-01, input: answer, is: [", "{question: BB-01, is: [good, ", "which comes later"),
        ("{question: AA-01, input: answer, is: [", "{question: AA-02, is: [", "go round in a circle"),
        ("input: kind, is: [bad]", "is: [bad], input: other", "waits for another of the same question"),
        ("{code: bad, text", "{code: good, text", "The option good of the input kind of BB-01 stands here a second"),
        ('text: Bad, value: "0"', "text: Bad", "The option bad of the input kind of BB-01 has no value"),
        ('text: Good, value: "1"', 'text: Good, value: "1.5"', "is worth 1.5, not 0 to 1"),
        ('text: Good, value: "1"', "text: Good, value: 1", "1 is not of type 'string'"),
        ('          - {code: bad, text: Bad, value: "0"}\n', "", "needs at least two options"),
        ('{value: "0.5", at_least: "7"}', '{value: "0.5", at_least: "31"}', "is never reached"),
        ('{value: "0.5", at_least: "7"}', '{value: "0.5", at_most: "40"}', "overlaps an earlier one"),
        ('{value: "0.5", at_least: "7"}', '{value: "0.5", at_least: "7", at_most: "3"}', "fits no number"),
        ('{value: "1", at_least: "30"}', '{value: "7", at_least: "30"}', "is worth 7, not 0 to 1"),
        ('minimum: "0"', 'minimum: "9"\n        maximum: "8"', "its maximum is below its minimum"),
        ("label: Since when, ", "label: Since when, scored: true, ", "is a date, which cannot be scored"),
        ("kind: date", "kind: text", "is no date, so it cannot grow old"),
        ("Answer, scored: true", "Answer", "is a knock-out, but none of its inputs is scored"),
        ("Answer, scored: true", "Answer, scored: true, required: false", "cannot be left out"),
        ("weight: 2\n", "weight: 0\n", "The area BB counts, but none of its questions has a weight"),
        ("weight: 3\n", "weight: 0\n", "AA-02 is scored, but its weight is 0"),
        ("{code: day, kind", "{code: answer, kind", "The input answer of AA-01 stands here a second time"),
        ("kind: date, label", "kind: yes_no_partial, scored: true, label", "AA-01 has more than one scored input"),
        ("kind: date, label", "kind: text, options: [{code: a, text: A}], label", "is a text, so it has no options"),
    ],
)
def test_a_planted_fault_is_named_with_its_file_and_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SMALL
    found = faults_in(tmp_path, SMALL.replace(old, new, 1))
    faults = [fault for fault in found if said in fault.sentence]
    assert faults, [str(fault) for fault in found]
    line = SMALL[: SMALL.index(old)].count("\n") + 1
    if not said.startswith(ELSEWHERE):
        assert abs(faults[0].line - line) <= 2, (faults[0].line, line)


def test_two_questions_that_wait_for_each_other_are_a_circle(tmp_path: Path) -> None:
    planted = SMALL.replace("knock_out: soft\n", 'knock_out: soft\n    shown_when: {question: AA-02, is: ["yes"]}\n')
    planted = planted.replace("kind: number", "kind: yes_no_partial").replace('        minimum: "0"\n', "")
    planted = planted[: planted.index("        thresholds")] + planted[planted.index("  - id: BB-01") :]
    assert [fault.sentence for fault in faults_in(tmp_path, planted)] == [
        "AA-01 waits for AA-02, and AA-02 waits for AA-01: they go round in a circle."
    ]


def test_a_bank_without_a_questionnaire_is_a_fault(tmp_path: Path) -> None:
    faults_with(tmp_path, SMALL)
    for path in (tmp_path / "questionnaires" / "bank").iterdir():
        path.unlink()
    assert "There is no questionnaire in this folder" in check(tmp_path / "questionnaires")[0].sentence

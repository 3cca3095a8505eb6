"""``questionnaires score``: golden figures through the door, and one sentence for what cannot be scored."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.questionnaires.commands import score_command
from tests.content.test_questionnaire_faults import SMALL
from tests.questionnaires.rules.test_score import LATER, RELEASES


def run(tmp_path: Path, content: Any, *arguments: str, definition: str = "supplier-qualification") -> Result:
    file = tmp_path / "answers.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return CliRunner().invoke(score_command, [definition, str(file), *arguments])


def written(given: dict[str, tuple[str, str, str]]) -> dict[str, Any]:
    return {
        name: {"values": {"answer": code}, "evidence": proof[:2], "stale": "stale" in proof}
        for name, (code, proof, _) in given.items()
    }


@pytest.mark.parametrize(("given", "expected", "cap"), [(RELEASES, "0.4412", "0.60"), (LATER, "0.7443", None)])
def test_release_management_scores_as_worked_by_hand(
    tmp_path: Path, given: dict[str, tuple[str, str, str]], expected: str, cap: str | None
) -> None:
    done = run(tmp_path, {"answers": written(given)}, "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (found["areas"]["RM"]["score"], found["areas"]["RM"]["denominator"], found["cap"]) == (expected, 34, cap)
    assert [one["id"] for one in found["questions"]] == list(given)
    as_values = [
        {"id": one["id"], "value": float(one["value"]), "evidence": one["evidence"], "stale": one["stale"]}
        for one in found["questions"]
    ]
    again = json.loads(run(tmp_path, {"answers": as_values}, "--json").stdout)
    assert again["areas"] == found["areas"]


def test_with_a_tier_what_is_not_answered_counts_with_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, {"tier": "T4", "factors": {"F4": 0, "F5": 0}, "answers": {"IS-03": "both"}}, "--json")
    found = json.loads(done.stdout)
    assert [one["state"] for one in found["questions"]] == ["answered", *["unanswered"] * 5]
    assert found["areas"]["IS"]["score"] == "0.4500"


def test_people_read_the_arithmetic(tmp_path: Path) -> None:
    told = run(tmp_path, {"on": "2026-11-23", "answers": written(RELEASES)}).stdout
    assert "RM-05      4 x 0.8000 x 0.7000 =    2.2400" in told
    assert "RM Release management and change notification: 15.0000 / 34 = 0.4412" in told
    assert "Knock-out RM-02, counts as soft" in told
    assert "Capped at 0.60" in told


def test_a_questionnaire_of_ones_own_is_scored_and_its_faults_are_named(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(SMALL, encoding="utf-8")
    given = {"answers": {"AA-01": {"values": {"answer": "yes", "day": "2026-11-01"}}, "BB-01": "good"}}
    assert run(tmp_path, given, definition=str(own)).exit_code == 0
    own.write_text(SMALL.replace("weight: 40", "weight: 50"), encoding="utf-8")
    done = run(tmp_path, given, definition=str(own))
    assert done.exit_code == 2
    assert "own.yaml:6: The weights of the areas add to 110" in done.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "holds no object"),
        ('{"answers": {}, "answers": {}}', "is written twice"),
        ({"answer": {}}, "'answer' means nothing here"),
        ({}, "“answers” is missing"),
        ({"answers": {"XX-01": "yes"}}, "has no question 'XX-01'"),
        ({"answers": {"QS-01": "maybe"}}, "'maybe' is not among the choices"),
        ({"answers": {"QS-01": 1}}, "give the code of a choice"),
        ({"answers": {"QS-01": {"values": {"answer": [1]}}}}, "values holds texts"),
        ({"answers": {"QS-01": {"colour": "red"}}}, "give the code of a choice"),
        ({"answers": {"QS-01": {"value": 2}}}, "values run from 0 to 1"),
        ({"answers": {"QS-01": {"value": "NaN"}}}, "Give a number from 0 to 1"),
        ({"answers": {"QS-01": {"evidence": "E9"}}}, "There is no evidence class 'E9'"),
        ({"answers": {"QS-01": {"stale": "no"}}}, "Give true or false"),
        ({"answers": {"QS-01": {"evidence": 3}}}, "Give a text"),
        ({"answers": [{"id": "QS-01"}, {"id": "QS-01"}]}, "names no question or one that was there"),
        ({"answers": {}, "tier": "T9"}, "tier is 'T9'"),
        ({"answers": {}, "tier": "T1", "factors": {"F4": 9}}, "F4 is scored 9"),
        ({"answers": {}, "tier": "T1", "factors": {"F0": 1}}, "factors holds scores by factor"),
        ({"answers": {}, "on": "today"}, "Give a day as YYYY-MM-DD"),
    ],
)
def test_what_cannot_be_scored_is_refused_in_a_sentence(tmp_path: Path, content: Any, said: str) -> None:
    done = run(tmp_path, content)
    assert done.exit_code == 2, done.output
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_definition_that_does_not_exist_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, {"answers": {}}, definition="nothing")
    assert (done.exit_code, "neither a file nor one of: supplier-qualification" in done.output) == (2, True)

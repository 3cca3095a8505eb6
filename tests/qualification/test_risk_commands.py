"""``risk inherent`` and ``risk residual``: the golden values through the door, and one sentence for bad input."""

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

from app.qualification.commands import risk_group
from tests.commands.test_commands import qualward
from tests.qualification.rules.test_golden_figures import golden


def reckon(tmp_path, command, content, *arguments):
    file = tmp_path / "figures.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content, default=str), encoding="utf-8")
    return CliRunner().invoke(risk_group, [command, str(file), *arguments])


def test_the_golden_values_come_through_the_commands(tmp_path):
    for entry in golden("inherent"):
        done = reckon(tmp_path, "inherent", {"factors": entry["factors"]}, "--json")
        found = json.loads(done.stdout)
        assert (done.exit_code, list(found)) == (0, ["score", "tier", "tier_by_score", "floors_met", "points"])
        assert {key: found[key] for key in found if key != "points"} == {
            key: entry[key] for key in ("score", "tier", "tier_by_score", "floors_met")
        }
        assert sum(map(Decimal, found["points"].values())) == Decimal(entry["score"])
    for entry in golden("residual"):
        given = {key: entry[key] for key in ("inherent", "areas", "knock_outs", "findings")}
        done = reckon(tmp_path, "residual", given, "--json")
        assert json.loads(done.stdout) == {
            "control_effectiveness": entry["ce"],
            **{key: entry[key] for key in ("cap", "residual", "band", "best_decision")},
        }


def test_people_read_the_arithmetic(tmp_path):
    entry = golden("inherent")[3]
    assert "Floor R1 asks for T1 at least: F2 is 4." in reckon(tmp_path, "inherent", entry).stdout
    assert "  35.93  High; best decision: conditional" in reckon(tmp_path, "residual", golden("residual")[1]).stdout


RESIDUAL = {
    "inherent": "57",
    "areas": {"QS": "1"},
    "knock_outs": {"soft": 0, "hard": 0},
    "findings": {"critical": 0, "major": 0, "minor": 0},
}
FACTORS = {f"F{number}": 1 for number in range(1, 11)}


@pytest.mark.parametrize(
    ("command", "content", "said"),
    [
        ("inherent", "{", "is not JSON"),
        ("inherent", "[1]", "holds no object"),
        ("inherent", '{"factors": {"F1": 1, "F1": 2}}', "'F1' is written twice"),
        ("inherent", {"factor": FACTORS}, "“factors” is missing"),
        ("inherent", {"factors": {**FACTORS, "F3": 1.5}}, "F3 is scored"),
        ("inherent", {"factors": {**FACTORS, "F3": True}}, "F3 is scored true"),
        ("inherent", {"factors": {**FACTORS, "F3": 9}}, "Scores run from 0 to 4"),
        ("residual", {**RESIDUAL, "inherent": "much"}, "“inherent” is"),
        ("residual", '{"inherent": NaN}', "NaN is no number"),
        ("residual", {**RESIDUAL, "areas": {}}, "areas holds no area"),
        ("residual", {**RESIDUAL, "areas": {"XX": "1"}}, "no area XX"),
        ("residual", {**RESIDUAL, "findings": {"critical": 0, "major": 0}}, "“findings.minor” is missing"),
        ("residual", {**RESIDUAL, "knock_outs": {"soft": 0, "hard": -1}}, "“knock_outs.hard” is -1"),
        ("residual", {**RESIDUAL, "findings": {**RESIDUAL["findings"], "huge": 1}}, "knows no"),
        ("residual", {**RESIDUAL, "tier": "T9"}, "“tier” is"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_two(tmp_path, command, content, said):
    done = reckon(tmp_path, command, content, "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_the_command_needs_no_database_and_no_secret(tmp_path):
    file = tmp_path / "figures.json"
    file.write_text(json.dumps({"factors": FACTORS}), encoding="utf-8")
    done = qualward("risk", "inherent", str(file), "--json")
    assert (done.returncode, json.loads(done.stdout)["score"]) == (0, "25.0")
    missing = qualward("risk", "residual", str(tmp_path / "none.json"))
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "none.json" in missing.stderr

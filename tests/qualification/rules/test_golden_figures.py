"""The golden values: every entry, exactly."""

import json
from decimal import Decimal

import pytest

from app.qualification.definitions import risk_model
from app.qualification.rules.areas import WeighedAnswer, area_score
from app.qualification.rules.figures import stored, total
from app.qualification.rules.inherent import inherent
from app.qualification.rules.residual import Counts, residual
from tests.paths import shared_data


def golden(part):
    text = (shared_data() / "regulatory" / "golden.json").read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal)[part]


def seed():
    return json.loads((shared_data() / "regulatory" / "seed.json").read_text(encoding="utf-8"))


def test_every_golden_tier():
    for entry in golden("inherent"):
        found = inherent(entry["factors"], risk_model())
        assert found.score == Decimal(entry["score"]), entry["name"]
        assert (found.tier, found.tier_by_score) == (f"T{entry['tier']}", f"T{entry['tier_by_score']}")
        assert [floor.code for floor in found.floors] == entry["floors_met"]
        assert total(line.points for line in found.lines) == found.score


def test_every_golden_area():
    weights = {one["id"]: one["weight"] for one in seed()["questions"]}
    for entry in golden("areas"):
        answers = [
            WeighedAnswer(a["id"], weights[a["id"]], Decimal(a["value"]), a["evidence"], a["stale"])
            for a in entry["answers"]
        ]
        found = area_score(answers, risk_model())
        assert stored(found.score) == Decimal(entry["score"]), entry["name"]
        assert total(line.points for line in found.lines) == found.points


def test_every_golden_residual():
    for entry in golden("residual"):
        areas = {code: Decimal(score) for code, score in entry["areas"].items()}
        counts = Counts(**entry["knock_outs"], **entry["findings"])
        found = residual(Decimal(entry["inherent"]), areas, counts, risk_model())
        assert stored(found.effectiveness.value) == Decimal(entry["ce"])
        assert (None if found.effectiveness.cap is None else str(found.effectiveness.cap)) == entry["cap"]
        assert stored(found.value) == Decimal(entry["residual"])
        assert (found.band, found.best_decision) == (entry["band"], entry["best_decision"])
        assert total(line.points for line in found.lines) == stored(found.value)
        assert total(line.points for line in found.effectiveness.lines) == found.effectiveness.points


def test_the_light_questionnaire_of_a_whiteboard():
    areas = {"IS": "0.63", "HO": "0.82", "RM": "1", "IM": "0", "SL": "0.35"}
    found = residual(
        Decimal("14.5"), {code: Decimal(score) for code, score in areas.items()}, Counts(), risk_model(), "T4"
    )
    assert stored(found.effectiveness.value) == Decimal("0.6296")
    assert (stored(found.value), found.band, found.best_decision) == (Decimal("6.7402"), "Low", "use")


@pytest.mark.parametrize("part", ["areas", "factors"])
def test_the_model_has_the_codes_names_and_weights_of_the_seed(part):
    given = [(one.get("code", one.get("id")), one["name"], one["weight"]) for one in seed()[part]]
    assert [(one.code, one.name, one.weight) for one in getattr(risk_model(), part)] == given

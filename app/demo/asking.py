"""What the demo company asks its suppliers and how it reckons risk: both definitions taken in and signed."""

from app.demo.stage import Stage
from app.questionnaires.actions import definitions

WHY = {
    "questionnaire/supplier-qualification": "The questionnaire of our procedure on suppliers, QP-04.",
    "risk_model/risk-model": "The model of our procedure on supplier risk, QP-05; checked on its worked examples.",
}


def definitions_are_signed(stage: Stage) -> None:
    """The supplier quality manager takes both in; the validation lead and QA sign after her."""
    stage.go(700)
    for name, why in WHY.items():
        with stage.acting("sqm") as opened:
            found = definitions.take_in_shipped(name, definitions.Draft(why, None), opened.actor, opened.now)
        for username in ("sqm", "sme", "qa"):
            stage.sign(username, found, definitions.sign)  # type: ignore[arg-type]  # the stage hands the actor on as it is

"""``questionnaires score``: what answers are worth, line by line. Needs no database, no secret and no installation."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import click

from app.base.clock import system_clock
from app.content.definitions import Library, check_questionnaire, load
from app.content.documents import Document, read
from app.content.questions import Questionnaire, questionnaire_of
from app.content.version import Version
from app.questionnaires.forms.answer_files import AnswersRefused, read_answers
from app.questionnaires.rules.areas import AreaScore
from app.questionnaires.rules.figures import figures_of, stored
from app.questionnaires.rules.lines import Line
from app.questionnaires.rules.score import Score, score
from config import ROOT

FOLDER = ROOT / "questionnaires"
SHOWN = 10
"""So many answers and steps are listed; the rest is smaller."""


class BadAnswers(click.ClickException):
    """The definition or the answers cannot be used; says why. Exit code 2."""

    exit_code = 2


@click.command("score")
@click.argument("definition")
@click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
def score_command(definition: str, answers: Path, *, as_json: bool) -> None:
    """Score ANSWERS (JSON) to DEFINITION: the id of a questionnaire that ships, or the file of another."""
    library = load(FOLDER)
    questionnaire = _questionnaire(definition, library)
    try:
        given = read_answers(answers.read_text(encoding="utf-8"), questionnaire, system_clock().date())
        figures = figures_of(library.risk_model)
        found = score(questionnaire, given.asked_ids, given.answers, given.reviews, figures, given.on)
    except UnicodeDecodeError as problem:
        raise BadAnswers(f"{answers} is not UTF-8 text.") from problem
    except (AnswersRefused, ValueError) as refused:
        raise BadAnswers(f"{answers}: {refused}") from refused
    row = {**_definition_row(questionnaire), "on": given.on.isoformat(), **score_row(found)}
    click.echo(json.dumps(row, ensure_ascii=False) if as_json else "\n".join(_text(found)))


def _questionnaire(definition: str, library: Library) -> Questionnaire:
    shipped = {one.version.id: one for one in library.questionnaires}
    if definition in shipped:
        return shipped[definition]
    path = Path(definition)
    if not path.is_file():
        raise BadAnswers(f"{definition} is neither a file nor one of: {', '.join(shipped)}.")
    document = read(path)
    if faults := check_questionnaire(document, FOLDER):
        raise BadAnswers("\n".join(str(fault) for fault in faults))
    content = cast("dict[str, Any]", cast("Document", document).content)
    return questionnaire_of(content, Version(content["id"], content["version"], cast("Document", document).sha256))


def _definition_row(questionnaire: Questionnaire) -> dict[str, Any]:
    version = questionnaire.version
    return {"definition": {"id": version.id, "version": version.version, "sha256": version.sha256}}


def score_row(found: Score) -> dict[str, Any]:
    """Return a score as JSON knows it: every figure a decimal text."""
    cap, span = found.tripped.cap, found.uncertainty
    return {
        "control_effectiveness": _plain(found.effectiveness.value),
        "cap": None if cap is None else str(cap),
        "counted": _plain(found.counted),
        "range": {
            "lowest": _plain(span.lowest),
            "highest": _plain(span.highest),
            "deciding": [{"id": one.question, "effect": _plain(one.effect)} for one in span.deciding],
        },
        "knock_outs": [
            {"id": one.question, "declared": one.declared, "counts_as": one.counts_as, "reason": one.reason}
            for one in found.knock_outs
        ],
        "areas": {one.area.code: _area_row(one) for one in found.areas},
        "questions": [_line_row(one) for one in found.lines],
        "improvements": [
            {"id": one.question, "step": one.step, "gain": _plain(one.gain), "leads_to": _plain(one.leads_to)}
            for one in found.improvements[:SHOWN]
        ],
    }


def _area_row(area: AreaScore) -> dict[str, Any]:
    return {
        "weight": area.area.weight,
        "score": None if area.score is None else _plain(area.score),
        "points": _plain(area.points),
        "denominator": area.weight,
        "not_applicable_share": _plain(area.not_applicable_share),
        "not_applicable_flagged": area.is_flagged,
    }


def _line_row(line: Line) -> dict[str, Any]:
    return {
        "id": line.question.id,
        "state": line.state,
        "weight": line.question.weight,
        "value": _plain(line.worth.value),
        "evidence": line.belief.evidence.code,
        "stale": line.belief.evidence.is_stale,
        "confidence": _plain(line.belief.confidence),
        "points": _plain(line.points),
        "counts": line.counts,
        "reason": line.worth.reason,
    }


def _text(found: Score) -> list[str]:
    lines = [part for area in found.areas if area.lines or area.not_applicable for part in _area_text(area)]
    whole = found.effectiveness
    lines += [f"{one.code:<8} {one.weight:>3} x {_plain(one.score)} = {_plain(one.points):>9}" for one in whole.lines]
    lines.append(f"Control effectiveness {_plain(whole.points)} / {whole.weight} = {_plain(whole.value)}")
    lines += [f"Knock-out {one.question}, counts as {one.counts_as}: {one.reason}" for one in found.knock_outs]
    if found.tripped.cap is not None:
        lines.append(f"Capped at {found.tripped.cap}: {_plain(found.counted)} counts.")
    span = found.uncertainty
    deciding = ", ".join(one.question for one in span.deciding[:SHOWN])
    decided = f"; decided by {deciding}" if deciding else ""
    lines.append(f"Range {_plain(span.lowest)} to {_plain(span.highest)}{decided}")
    steps = found.improvements[:SHOWN]
    return lines + [f"Would add {_plain(one.gain)}: {one.step} of {one.question}" for one in steps]


def _area_text(area: AreaScore) -> list[str]:
    counted = [
        f"{one.question.id:<8} {one.question.weight:>3} x {_plain(one.worth.value)} x {_plain(one.belief.confidence)}"
        f" = {_plain(one.points):>9}  {one.worth.reason}"
        for one in area.lines
    ]
    left_out = [f"{one.question.id:<8} does not apply; accepted" for one in area.not_applicable]
    result = "nothing counts"
    if area.score is not None:
        result = f"{_plain(area.points)} / {area.weight} = {_plain(area.score)}"
    flag = f"; {_plain(area.not_applicable_share)} of the weight does not apply" if area.is_flagged else ""
    return [*counted, *left_out, f"{area.area.code} {area.area.name}: {result}{flag}", ""]


def _plain(value: Decimal) -> str:
    return format(stored(value), "f")

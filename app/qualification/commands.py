"""``risk inherent`` and ``risk residual``: the risk model on figures. Needs no database, no secret, no installation."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn, TextIO

import click

from app.content.words import TIERS
from app.qualification.definitions import risk_model
from app.qualification.rules.figures import FiguresRefused, plain, stored
from app.qualification.rules.inherent import Inherent, inherent
from app.qualification.rules.residual import Counts, Residual, residual

UNKNOWN = (None, "unknown")
MOST = 100_000
"""More findings than anybody has; a longer number is a slip."""


class BadFigures(click.ClickException):
    """The input cannot be reckoned with; says what is wrong. Exit code 2."""

    exit_code = 2


@click.group("risk")
def risk_group() -> None:
    """The risk model, reckoned on the figures of a file."""


@risk_group.command("inherent")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
def inherent_command(file: TextIO, *, as_json: bool) -> None:
    """Score, floors and tier of {"factors": {"F1": 3, …}}; a factor that nobody knows is null."""
    given = _part(_read(file), "factors")
    try:
        found = inherent({code: _score(code, score) for code, score in given.items()}, risk_model())
    except FiguresRefused as refused:
        raise BadFigures(str(refused)) from refused
    click.echo(json.dumps(_inherent_row(found)) if as_json else "\n".join(_inherent_lines(found)))


@risk_group.command("residual")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
def residual_command(file: TextIO, *, as_json: bool) -> None:
    """Residual risk of {"inherent", "areas", "knock_outs", "findings"}; with "tier", its minimum area scores count."""
    given = _read(file)
    areas = {code: _number(f"areas.{code}", score) for code, score in _part(given, "areas").items()}
    counts = Counts(
        **_counts(given, "knock_outs", ("soft", "hard")), **_counts(given, "findings", ("critical", "major", "minor"))
    )
    if not areas:
        raise BadFigures("areas holds no area. Give the score of every area that applies.")
    try:
        found = residual(_number("inherent", given.get("inherent")), areas, counts, risk_model(), _tier(given))
    except FiguresRefused as refused:
        raise BadFigures(str(refused)) from refused
    click.echo(json.dumps(_residual_row(found)) if as_json else "\n".join(_residual_lines(found)))


def _inherent_row(found: Inherent) -> dict[str, Any]:
    return {
        "score": plain(found.score),
        "tier": TIERS.index(found.tier) + 1,
        "tier_by_score": TIERS.index(found.tier_by_score) + 1,
        "floors_met": [floor.code for floor in found.floors],
        "points": {line.code: plain(line.points) for line in found.lines},
    }


def _inherent_lines(found: Inherent) -> list[str]:
    lines = [
        f"{one.code:<4} {one.weight:>3} x {one.score} / 4 = {plain(one.points):>5}  {one.name}" for one in found.lines
    ]
    return [*lines, f"{'':<13} {plain(found.score):>7}  {found.tier}", *found.reasons]


def _residual_row(found: Residual) -> dict[str, Any]:
    cap = found.effectiveness.cap
    return {
        "control_effectiveness": format(stored(found.effectiveness.value), "f"),
        "cap": None if cap is None else str(cap),
        "residual": format(stored(found.value), "f"),
        "band": found.band,
        "best_decision": found.best_decision,
    }


def _residual_lines(found: Residual) -> list[str]:
    lines = [f"{plain(one.points):>10}  {one.what}" for one in found.lines]
    result = f"{plain(found.value):>10}  {found.band}; best decision: {found.best_decision.replace('_', ' ')}"
    return [*lines, result, *found.reasons]


def _read(file: TextIO) -> dict[str, Any]:
    try:
        found = json.load(file, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except UnicodeDecodeError as problem:
        raise BadFigures(f"{file.name} is not UTF-8 text ({problem.reason} at byte {problem.start}).") from problem
    except (ValueError, RecursionError) as problem:
        raise BadFigures(f"{file.name} is not JSON ({problem}). Give one object.") from problem
    if not isinstance(found, dict):
        raise BadFigures(f"{file.name} holds no object. Give one object with the figures.")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Read an object; JSON would silently keep the second of two values."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} is written twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _part(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = given.get(name)
    if not isinstance(found, dict):
        raise BadFigures(f"“{name}” is missing or no object. Give it as an object.")
    return found


def _score(code: str, score: object) -> int | None:
    if score in UNKNOWN:
        return None
    if isinstance(score, bool) or not isinstance(score, int):
        raise BadFigures(
            f"{code} is scored {_shown(score)}. Give a whole number from 0 to 4, or null when nobody knows."
        )
    return score


def _number(name: str, value: object) -> Decimal:
    if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        try:
            found = Decimal(value)
        except ArithmeticError:
            found = Decimal("NaN")
        if found.is_finite():
            return found
    raise BadFigures(f"“{name}” is {_shown(value)}. Give a decimal number.")


def _counts(given: Mapping[str, Any], part: str, names: tuple[str, ...]) -> dict[str, int]:
    found = _part(given, part)
    if strange := [name for name in found if name not in names]:
        raise BadFigures(f"“{part}” knows no {_shown(strange[0])}. It counts {', '.join(names)}.")
    return {name: _count(f"{part}.{name}", found.get(name)) for name in names}


def _count(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise BadFigures(f"“{name}” is {_shown(value)}. Give how many there are, 0 when there is none.")
    return value


def _tier(given: Mapping[str, Any]) -> str | None:
    tier = given.get("tier")
    if tier is None or tier in TIERS:
        return tier
    raise BadFigures(f"“tier” is {_shown(tier)}. Use one of: {', '.join(TIERS)}.")


def _shown(value: object) -> str:
    """Return a value as it stands in the file, not longer than a line."""
    return "missing" if value is None else json.dumps(value, default=str, ensure_ascii=False)[:60]

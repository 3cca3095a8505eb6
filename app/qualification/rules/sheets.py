"""A scorer's sheet: what is wrong with it, when a second one is needed, and how two sheets become one score each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.content.risk_model import RiskModel
from app.qualification.rules.formality import formality
from app.qualification.rules.inherent import inherent

UNKNOWN = "unknown"
"""How a scorer says that nobody knows; it counts as the model's score for it."""

LONGEST = 4000
"""Letters of a rationale."""


@dataclass(frozen=True)
class Entry:
    """A score of one factor (None: nobody knows) and why."""

    score: int | None
    rationale: str


Sheet = Mapping[str, Entry]


@dataclass(frozen=True)
class Compared:
    """One factor as each scorer saw it, and what counts. ``counts`` is None while an agreement is missing."""

    factor: str
    first: Entry
    second: Entry | None
    difference: int
    needs_agreement: bool
    counts: Entry | None
    because: str


def faults(given: Mapping[str, Mapping[str, str]], model: RiskModel) -> Iterator[tuple[str, str]]:
    """Yield (field, sentence) for everything that keeps a sheet from being handed in."""
    scale = [str(score) for score in range(model.highest_score + 1)]
    for factor in model.factors:
        entry = given.get(factor.code, {})
        if entry.get("score") not in {*scale, UNKNOWN}:
            yield f"{factor.code}-score", f"{factor.code}: choose a score, or say that it is unknown."
        if not entry.get("rationale"):
            yield f"{factor.code}-rationale", f"{factor.code}: say why, in your own words."
        elif len(entry["rationale"]) > LONGEST:
            yield f"{factor.code}-rationale", f"{factor.code}: at most {LONGEST:,} characters fit here."


def sheet_of(given: Mapping[str, Mapping[str, str]], model: RiskModel) -> dict[str, Entry]:
    """Return a sheet without faults as scores and rationales."""
    return {
        factor.code: Entry(_score(given[factor.code]["score"]), given[factor.code]["rationale"])
        for factor in model.factors
    }


def second_because(sheet: Sheet, model: RiskModel) -> str | None:
    """Return why one scorer is not enough, or None."""
    scores = {code: entry.score for code, entry in sheet.items()}
    found = inherent(scores, model)
    if found.tier in model.two_scorer_tiers:
        return f"The scores come to {found.tier}."
    known = {line.code: line.score for line in found.lines}
    level = formality(known, found.tier, len(found.unknown), len(found.lines), model)
    if level.scorers > 1:
        return f"The risk is assessed at the level {level.level.replace('_', '-')}, which needs {level.needs}."
    return None


def compared(first: Sheet, second: Sheet | None, agreed: Mapping[str, Entry], model: RiskModel) -> tuple[Compared, ...]:
    """Put two sheets beside each other. Of a small difference the higher score counts, of a large one the agreed."""
    return tuple(
        _compare(factor.code, first[factor.code], second[factor.code] if second else None, agreed, model)
        for factor in model.factors
    )


def _compare(code: str, first: Entry, second: Entry | None, agreed: Mapping[str, Entry], model: RiskModel) -> Compared:
    if second is None:
        return Compared(code, first, None, 0, needs_agreement=False, counts=first, because="One scorer.")
    scores = [model.unknown_score if one.score is None else one.score for one in (first, second)]
    difference = abs(scores[0] - scores[1])
    if difference >= model.reconcile_from:
        found = agreed.get(code)
        said = "Agreed in writing." if found else f"They differ by {difference}: agree on a score in writing."
        return Compared(code, first, second, difference, needs_agreement=True, counts=found, because=said)
    # the higher counts; of two equal ones the score that somebody knows
    higher = max((first, second), key=lambda one: (_number(one, model), one.score is not None))
    said = "Both alike." if not difference else "The higher of the two counts."
    return Compared(code, first, second, difference, needs_agreement=False, counts=higher, because=said)


def agreement_faults(one: Compared, score: int, rationale: str, model: RiskModel) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an agreed score: it lies between the two, and says how they came together."""
    low, high = sorted(_number(entry, model) for entry in (one.first, one.second or one.first))
    if not low <= score <= high:
        yield "score", f"The scores are {low} and {high}; an agreed one lies from {low} to {high}."
    if not rationale:
        yield "rationale", "Say how the two scorers came together."


def _number(entry: Entry, model: RiskModel) -> int:
    return model.unknown_score if entry.score is None else entry.score


def _score(text: str) -> int | None:
    return None if text == UNKNOWN else int(text)

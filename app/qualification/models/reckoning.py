"""A tiering reckoned: its opened sheets put beside each other, and what its own model makes of them."""

from dataclasses import dataclass

from app.content.risk_model import RiskModel
from app.qualification.definitions import model_of
from app.qualification.models.sheet import TieringSheet
from app.qualification.models.tiering import Tiering
from app.qualification.rules.formality import Formality, formality
from app.qualification.rules.inherent import Inherent, inherent
from app.qualification.rules.sheets import Compared, Entry, compared


@dataclass(frozen=True)
class Reckoning:
    """``found`` and ``formality`` are None while an agreement is missing."""

    model: RiskModel
    compared: tuple[Compared, ...]
    found: Inherent | None
    formality: Formality | None

    @property
    def to_agree(self) -> tuple[Compared, ...]:
        """The factors on which the scorers are still apart."""
        return tuple(one for one in self.compared if one.counts is None)

    def of(self, factor: str) -> Compared | None:
        """Return the comparison of one factor."""
        return next((one for one in self.compared if one.factor == factor), None)


def reckon(tiering: Tiering) -> Reckoning:
    """Reckon by the model that the tiering keeps. Before the sheets are opened there is nothing to compare."""
    model = model_of(tiering.model_text)
    if not tiering.is_scored:
        return Reckoning(model, (), None, None)
    sheets = [_entries(sheet) for sheet in tiering.sheets]
    agreed = {one.factor: Entry(one.score, one.rationale) for one in tiering.agreements}
    beside = compared(sheets[0], sheets[1] if len(sheets) > 1 else None, agreed, model)
    counting = {one.factor: one.counts.score for one in beside if one.counts is not None}
    if len(counting) < len(beside):
        return Reckoning(model, beside, None, None)
    found = inherent(counting, model)
    known = {line.code: line.score for line in found.lines}
    return Reckoning(model, beside, found, formality(known, found.tier, len(found.unknown), len(found.lines), model))


def _entries(sheet: TieringSheet) -> dict[str, Entry]:
    return {one.factor: Entry(one.score, one.rationale) for one in sheet.scores}

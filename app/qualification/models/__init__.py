"""What is kept of a tiering."""

from app.qualification.models.reckoning import Reckoning, reckon
from app.qualification.models.sheet import SealedSheet, TieringAgreement, TieringScore, TieringSheet
from app.qualification.models.tiering import TIERING, Tiering

__all__ = [
    "TIERING",
    "Reckoning",
    "SealedSheet",
    "Tiering",
    "TieringAgreement",
    "TieringScore",
    "TieringSheet",
    "reckon",
]

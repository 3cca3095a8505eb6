"""The risk model in force, with the very text it was read from."""

from functools import cache

from app.content.definitions import load
from app.content.risk_model import RiskModel
from config import ROOT

FOLDER = ROOT / "questionnaires"


@cache
def risk_model() -> RiskModel:
    """Return the model in force, read once. Raises ContentFaultsError when it is broken."""
    return load(FOLDER).risk_model

"""The risk model in force with the very text it was read from, and a model read back from a text that was kept."""

import hashlib
from functools import cache, lru_cache

import yaml

from app.content.definitions import FILES, load
from app.content.meanings import Meanings
from app.content.risk_model import RiskModel, risk_model_of
from app.content.version import Version
from app.records.signatures import Meaning
from config import ROOT

FOLDER = ROOT / "questionnaires"


@cache
def risk_model() -> RiskModel:
    """Return the model in force, read once. Raises ContentFaultsError when it is broken."""
    return load(FOLDER).risk_model


@cache
def risk_model_text() -> str:
    """Return the text of the model in force, byte for byte. Raises RuntimeError when the file changed since."""
    raw = (FOLDER / FILES["risk-model"]).read_bytes()
    if hashlib.sha256(raw).hexdigest() != risk_model().version.sha256:
        raise RuntimeError("The risk model changed on disk since the portal started. Start the portal again.")
    return raw.decode("utf-8")


@lru_cache(maxsize=32)
def model_of(text: str) -> RiskModel:
    """Return the model that a record was made by, from the text it kept; it passed every check when it was kept."""
    content = yaml.safe_load(text)
    return risk_model_of(content, Version(content["id"], content["version"], hashlib.sha256(text.encode()).hexdigest()))


def meaning(code: str) -> Meaning:
    """Return the meaning that a signer is shown. Raises KeyError for an unknown code."""
    return Meaning(code, _meanings()[code].text_for())


def meanings_version() -> dict[str, str]:
    """Return which version of the meanings speaks, to be kept with what was signed by it."""
    version = _meanings().version
    return {"id": version.id, "version": version.version, "sha256": version.sha256}


@cache
def _meanings() -> Meanings:
    return load(FOLDER).meanings

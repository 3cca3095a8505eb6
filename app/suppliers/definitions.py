"""What a signature means, as the definitions in force say it."""

from functools import cache

from app.content.definitions import load
from app.content.meanings import Meanings
from app.records.signatures import Meaning
from config import ROOT


def meaning(code: str) -> Meaning:
    """Return the meaning that a signer is shown. Raises KeyError for an unknown code."""
    return Meaning(code, _meanings()[code].text_for())


def meanings_version() -> dict[str, str]:
    """Return which version of the definitions speaks, to be kept with what was signed by it."""
    version = _meanings().version
    return {"id": version.id, "version": version.version, "sha256": version.sha256}


@cache
def _meanings() -> Meanings:
    return load(ROOT / "questionnaires").meanings

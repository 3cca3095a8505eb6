"""The definitions in force: rules, due days, routes, meanings; each with the version that is kept with a judgement."""

from functools import lru_cache
from typing import Any

from app.content.definitions import Library, load
from config import ROOT


@lru_cache(maxsize=1)
def library() -> Library:
    """Return every definition, read once. Raises ContentFaultsError when one of them is broken."""
    return load(ROOT / "questionnaires")


def versions_used() -> list[dict[str, Any]]:
    """Return id, version and SHA-256 of each definition, as they are kept with an assessment."""
    return [{"id": one.id, "version": one.version, "sha256": one.sha256} for one in library().release_flow]

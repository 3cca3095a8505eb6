"""What an access review flags and what its signature means, as the definitions in force say it."""

from functools import cache
from typing import Any

from app.content.access_flags import AccessFlags
from app.content.definitions import Library, load
from app.records.signatures import Meaning
from config import ROOT

REVIEW_ACCESS = "REVIEW-ACCESS"
"""The one meaning that ends a review."""


def meaning() -> Meaning:
    """Return the meaning that the signer of a review is shown."""
    return Meaning(REVIEW_ACCESS, _library().meanings[REVIEW_ACCESS].text_for())


def flags_in_force() -> AccessFlags:
    """Return the days, roles and conflicts that a review opened now flags by."""
    return _library().access_flags


def versions_used() -> list[dict[str, Any]]:
    """Return id, version and SHA-256 of each definition that a review leans on, to be kept with it."""
    used = (_library().access_flags.version, _library().meanings.version)
    return [{"id": one.id, "version": one.version, "sha256": one.sha256} for one in used]


@cache
def _library() -> Library:
    return load(ROOT / "questionnaires")

"""The rules on reviewing the audit trail that are in force."""

from functools import cache
from zoneinfo import ZoneInfo

from flask import current_app

from app.content.definitions import load
from app.content.trail_review import TrailReviewRules
from app.records.signatures import Meaning
from config import ROOT


@cache
def trail_review_rules() -> TrailReviewRules:
    """Return the rules, read once. Raises ContentFaultsError when a definition is broken."""
    return load(ROOT / "questionnaires").trail_review


def zone_in_force() -> ZoneInfo:
    """Return the zone in which working hours count: the one the rules name, or the portal's own."""
    name = trail_review_rules().hours.zone
    if name == "portal":
        zone: ZoneInfo = current_app.config["QUALWARD"].timezone
        return zone
    return ZoneInfo(name)


def meaning(code: str) -> Meaning:
    """Return a meaning as it is shown and stored. Raises KeyError for an unknown code."""
    return Meaning(code, load(ROOT / "questionnaires").meanings[code].text_for())

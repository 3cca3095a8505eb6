"""The conclusion of a round: does the service remain fit for its intended use?"""

from datetime import datetime

from app.base.db import db
from app.impact.actions.triages import begin_assessing
from app.impact.models import Assessment, Conclusion
from app.impact.queries.verdicts import AssessmentRefused, may_edit, require
from app.records import trail
from app.records.actor import Actor

FITNESS = {
    "yes": "Remains fit for its intended use",
    "with_limits": "Remains fit for its intended use, with limits",
    "no": "Not fit for its intended use with this release",
}


def conclude(assessment: Assessment, fit: str, text: str, actor: Actor, now: datetime) -> Conclusion:
    """Write the conclusion. A later one replaces it; both stay readable."""
    begin_assessing(assessment)
    require(may_edit(assessment))
    if fit not in FITNESS:
        raise AssessmentRefused("Say whether the service remains fit for its intended use.")
    found = Conclusion(
        round=assessment.this_round,
        fit=fit,
        text=text,
        concluded_by=actor.id,
        concluded_by_name=actor.name,
        concluded_at=now,
    )
    db.session.add(found)
    trail.say(found, "impact.conclusion.written")
    db.session.flush()
    return found

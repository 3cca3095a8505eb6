"""Due dates by tier, in working days, with the reason of each and a mark where the vendor's notice was too short."""

from datetime import date, datetime

from app.impact.models import Assessment
from app.impact.queries.definitions import library, versions_used
from app.impact.queries.service_facts import STRICTEST_TIER
from app.impact.rules.due import Notice, Production, due_dates

NO_HOLIDAYS: frozenset[date] = frozenset()


def set_due_dates(assessment: Assessment, now: datetime) -> None:
    """Work out the dates of the round at work as of ``now``. A date once missed is not moved by anything but this.

    While the service has no signed tier the strictest one counts, and the reasons say so.
    """
    service, at_work = assessment.service, assessment.this_round
    assessment.tier = service.tier
    found = due_dates(
        _notice(assessment, at_work.opened_at if at_work.number > 1 else assessment.release.found_at),
        service.tier or STRICTEST_TIER,
        today=now.date(),
        due_days=library().due_days,
        holidays=NO_HOLIDAYS,
        holds_high_process_risk=any(one.is_high_process_risk for one in service.workflows if one.is_active),
    )
    assessment.triage_due, assessment.assessment_due = found.triage, found.assessment
    assessment.testing_due, assessment.approval_due = found.testing, found.approval
    assessment.production_on = found.production
    assessment.production_certainty = _certainty(assessment, is_assumed=found.is_production_assumed)
    assessment.is_late_notice, assessment.compressed = found.is_late_notice, list(found.compressed)
    unsigned = [] if service.tier else [f"{service.number} has no signed tier; the dates of {STRICTEST_TIER} count."]
    assessment.due_reasons = [*unsigned, *found.reasons]
    assessment.content_versions = versions_used()
    assessment.next_due = assessment.due_in(assessment.state)


def _notice(assessment: Assessment, detected_at: datetime) -> Notice:
    release = assessment.release
    return Notice(
        detected_on=detected_at.date(),
        production=Production(release.production_on, release.production_certainty),
        announced_on=release.announced_at.date() if release.announced_at else None,
        contract_notice_days=assessment.service.notice_days,
        release_type=release.release_type,
    )


def _certainty(assessment: Assessment, *, is_assumed: bool) -> str:
    if assessment.production_on is None:
        return "unknown"
    return "assumed" if is_assumed else "stated"

"""The sweep: what waits becomes an assessment, a next round, a new date, or a state the clock has to name.

pending release and service | split the note | propose each change | let the ten rules answer | due dates | assessment
newer note revision | split | match with the round before | carry over what was settled | next round, back to assessing
voided assessment | its successor on the newest note, with the same carrying over (not by the sweep: by who voids)

Each is one small transaction of its caller. Everything is looked up again inside it, so running twice adds nothing
and a crash in between loses nothing.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from app.base.db import db
from app.impact.actions.due_dates import set_due_dates
from app.impact.actions.exposures import mark_live
from app.impact.actions.proposing import judge
from app.impact.actions.rounds import open_round, take_apart
from app.impact.models import Assessment, AssessmentRound
from app.impact.queries.definitions import versions_used
from app.impact.queries.pending import Edit, Moved, Pair, Passed, Pending, pending
from app.impact.queries.service_facts import service_facts
from app.impact.queries.verdicts import unsettled
from app.records import moves, trail
from app.records.actor import Actor
from app.records.numbers import next_number
from app.releases.models import NoteRevision, Release
from app.suppliers.models import Service


def open_pending(now: datetime) -> Iterator[Pending]:
    """Yield everything that waits; the caller opens a transaction for each and calls `open_one` in it."""
    yield from pending(now)


def open_one(waiting: Pending, actor: Actor, now: datetime) -> Assessment | None:
    """Do one piece of the sweep. Returns the assessment, or None when it was done in the meantime."""
    if isinstance(waiting, Pair):
        return open_assessment(waiting.release_id, waiting.service_id, actor, now)
    found = db.session.get(Assessment, waiting.assessment_id)
    if found is None:
        return None
    if isinstance(waiting, Edit):
        return _next_round(found, waiting.note_revision_id, now)
    if isinstance(waiting, Moved):
        return _take_over_facts(found, now)
    if isinstance(waiting, Passed):
        return mark_live(found, now)
    raise TypeError(f"The sweep does not know {waiting!r}.")


def open_assessment(release_id: int, service_id: int, actor: Actor, now: datetime) -> Assessment | None:
    """Open the assessment of a release for a service, once; None when there is one."""
    same = select(Assessment.id).where(Assessment.release_id == release_id, Assessment.service_id == service_id)
    release, service = db.session.get(Release, release_id), db.session.get(Service, service_id)
    if db.session.scalar(same) is not None or release is None or service is None or not release.notes:
        return None
    found = _row(release, service, now)
    _open(found, "The release was found.", f"Opened by {actor.name}: {release.title}", now)
    _log_where_nothing_else(found, now)
    db.session.flush()
    return found


def open_successor(voided: Assessment, reason: str, now: datetime) -> Assessment:
    """Open the assessment that replaces a voided one, on the newest note; a person confirms what is carried over.

    A release that is in production stands without a valid approval from that moment, since it went live.
    """
    found = _row(voided.release, voided.service, now)
    found.replaces = voided
    because = f"It replaces {voided.number}, which was voided: {reason}"
    _open(found, because, because, now, voided.this_round)
    if voided.live_since is not None:
        found.live_since = found.exposed_since = voided.live_since
        because = f"{voided.number} was voided while the release is in production since {voided.live_since:%d %b %Y}."
        moves.move(found, "expose", "impact.assessment.live_unassessed", because)
    db.session.flush()
    return found


def _open(found: Assessment, because: str, said: str, now: datetime, before: AssessmentRound | None = None) -> None:
    """Add the assessment with its first round, its changes as proposed, and its due dates."""
    at_work = AssessmentRound(assessment=found, note=found.release.notes[-1], number=1, opened_at=now, because=because)
    db.session.add_all([found, at_work])
    trail.say(found, "impact.assessment.opened", said)
    db.session.flush()
    take_apart(at_work, found.service.name, now, before)
    trail.say(found, "impact.assessment.scheduled")
    set_due_dates(found, now)


def _row(release: Release, service: Service, now: datetime) -> Assessment:
    return Assessment(
        number=next_number("RIA", now.year),
        release=release,
        service=service,
        state="detected",
        round=1,
        opened_at=now,
        is_log_only=False,
        production_certainty="unknown",
        is_late_notice=False,
        compressed=[],
        due_reasons=[],
        content_versions=versions_used(),
        plan_edition=0,
    )


def _log_where_nothing_else(assessment: Assessment, now: datetime) -> None:
    """Log and close the release of a service that is proven to be outside regulated use (rule R1)."""
    verdicts = [
        next(one for one in change.rule_outcomes if one["rule_id"] == "R1") for change in assessment.this_round.changes
    ]
    if not verdicts or any(one["outcome"] != "met" for one in verdicts):
        return
    proof = service_facts(assessment.service).is_regulated.proof
    assessment.is_log_only, assessment.level = True, "L0"
    assessment.triaged_at, assessment.triaged_by = now, "Rule R1"
    moves.move(assessment, "log", "impact.assessment.logged", f"Not regulated: logged only ({proof}).")


def _next_round(assessment: Assessment, note_revision_id: int, now: datetime) -> Assessment | None:
    note = db.session.get(NoteRevision, note_revision_id)
    if note is None or any(one.note_revision_id >= note_revision_id for one in assessment.rounds):
        return None
    return open_round(assessment, note, now)


def _take_over_facts(assessment: Assessment, now: datetime) -> Assessment:
    """Work out the dates again after the vendor moved the production date or a tier was signed."""
    is_other_tier = assessment.tier != assessment.service.tier
    trail.say(assessment, "impact.assessment.rescheduled", "The production date or the tier changed.")
    set_due_dates(assessment, now)
    if is_other_tier:
        for change in unsettled(assessment.this_round):
            judge(change, now)
    return assessment

"""A small company for tests of impact: one T1 service with two workflows, a feed, releases, people, and signatures."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.base import canonical
from app.base.db import db, transaction
from app.impact.actions import (
    approvals,
    conclusions,
    follow_ups,
    opening,
    settlements,
    test_plans,
    test_runs,
    test_scripts,
    triages,
)
from app.impact.actions.proposing import Answers
from app.impact.actions.settlements import Reading
from app.impact.models import Assessment, Change
from app.impact.queries.pending import Pending
from app.people.models import Person
from app.people.signing import prove
from app.records import signatures
from app.records.actor import CLOCK, Actor
from app.records.numbers import next_number
from app.records.signatures import Proof, Shown
from app.releases.models import Feed, FeedService, NoteRevision, Release
from app.suppliers.models import Service, ServiceFact, Supplier, Workflow
from tests.factories.inspection import review_where_asked
from tests.factories.people import PASSWORD, clock_now, make_person, person_for

NOTE = """## Improvements
- The audit trail export now carries the reason for each change.

## Bug fixes
- Fixed a typo in the help page.
"""
"""Two changes: one that touches a protected area we use, one that touches nothing."""

NOTHING_NEEDED = {
    f"needs_{one}": "no" for one in ("configuration", "procedure", "training", "role", "integration", "document")
}
KNOWN = Answers(default_state="auto_on", could_have_affected_records="no", **NOTHING_NEEDED)
"""Every question about a change answered, with nothing to do."""


def a_service(tier: str | None = "T1", *, is_regulated: bool = True, areas: Sequence[str] = ()) -> Service:
    """Add a supplier with one service and one workflow; needs a writing transaction."""
    supplier = Supplier(number=next_number("SUP"), name="Acme Labs", country="DE")
    service = Service(
        number=next_number("SVC"),
        supplier=supplier,
        name="Acme Quality",
        intended_use="Keeps our deviations and CAPA records.",
        is_regulated=is_regulated,
        tier=tier,
        notice_days=30,
    )
    db.session.add_all([supplier, service])
    db.session.flush()
    a_workflow(service, areas or ("audit_trail_history", "records_data_integrity"))
    return service


def a_workflow(service: Service, areas: Sequence[str], *, confirmed_on: date | None = None, **risks: bool) -> Workflow:
    """Add a workflow that relies on ``areas``."""
    flags = dict.fromkeys(
        ("is_high_process_risk", "is_record_integrity_critical", "keeps_part11_records", "keeps_signatures"), False
    )
    workflow = Workflow(
        number=next_number("WFL"),
        service=service,
        name="CAPA closure",
        areas=list(areas),
        confirmed_on=confirmed_on or clock_now().date() - timedelta(days=30),
        **{**flags, **risks},
    )
    db.session.add(workflow)
    db.session.flush()
    return workflow


def a_fact(service: Service, kind: str, name: str, value: str, as_of: date | None = None) -> ServiceFact:
    """Add a dated fact with proof."""
    fact = ServiceFact(
        service=service,
        kind=kind,
        name=name,
        value=value,
        proof="Order form 2026-04, page 2",
        as_of=as_of or clock_now().date() - timedelta(days=10),
    )
    db.session.add(fact)
    db.session.flush()
    return fact


def a_feed(service: Service) -> Feed:
    """Add a feed that speaks for ``service``."""
    feed = Feed(
        number=next_number("FED"),
        supplier=service.supplier,
        name="Acme release notes",
        kind="manual",
        interval_minutes=60,
        takes_prereleases=False,
        has_baseline=True,
    )
    db.session.add(feed)
    db.session.flush()
    db.session.add(FeedService(feed=feed, service=service, since=clock_now()))
    return feed


def a_release(
    feed: Feed,
    note: str = NOTE,
    *,
    uid: str = "1",
    production_in: int | None = 40,
    release_type: str | None = "minor",
    is_baseline: bool = False,
) -> Release:
    """Add a release found now that goes into production in so many days."""
    now = clock_now()
    release = Release(
        feed=feed,
        supplier=feed.supplier,
        uid=uid,
        title=f"Acme Quality 7.{uid}",
        release_version=f"7.{uid}",
        url="https://vendor.example/notes",
        release_type=release_type,
        announced_at=now,
        found_at=now,
        production_on=None if production_in is None else now.date() + timedelta(days=production_in),
        production_certainty="unknown" if production_in is None else "stated",
        is_prerelease=False,
        is_baseline=is_baseline,
        opens_work=not is_baseline,
        why="It is new.",
        entry_sha256="e" * 64,
        note_sha256=_sha256(note),
    )
    db.session.add(release)
    db.session.flush()
    a_note(release, note)
    return release


def a_note(release: Release, note: str) -> NoteRevision:
    """Add a revision of a release's note, received now."""
    revision = NoteRevision(
        release=release,
        position=len(release.notes) + 1,
        title=release.title,
        body=note,
        sha256=_sha256(note),
        payload_sha256="f" * 64,
        received_at=clock_now(),
    )
    db.session.add(revision)
    db.session.flush()
    db.session.expire(release, ["notes"])
    return revision


def sweep() -> list[Assessment]:
    """Run the whole sweep as the clock does: one transaction for each thing that waits."""
    waiting: list[Pending] = list(opening.open_pending(clock_now()))
    found = []
    for one in waiting:
        with transaction(CLOCK, clock_now()):
            found.append(opening.open_one(one, CLOCK, clock_now()))
    return [one for one in found if one is not None]


def an_assessment(note: str = NOTE, *, tier: str | None = "T1", **release: object) -> Assessment:
    """Return a detected assessment of a release on a service of its own. Commits."""
    with transaction(_sqm(), clock_now()):
        a_release(a_feed(a_service(tier)), note, **release)  # type: ignore[arg-type]
    return sweep()[-1]


def triaged(note: str = NOTE, **more: object) -> Assessment:
    """Return an assessment that the system owner has taken and triaged. Commits."""
    assessment = an_assessment(note, **more)  # type: ignore[arg-type]
    with transaction(actor("SO"), clock_now()):
        triages.triage(assessment, actor("SO"), clock_now())
    return assessment


def settle_all(assessment: Assessment, *, level: str | None = None, rationale: str = "Read and compared.") -> None:
    """Let the assessor settle every open change; ``level`` None takes what the rules give. Commits."""
    for change in list(assessment.this_round.changes):
        if change.is_settled:
            continue
        with transaction(actor("SO"), clock_now()):
            settlements.settle_change(change, KNOWN, as_proposed(change), level, rationale, actor("SO"), clock_now())


def as_proposed(change: Change) -> Reading:
    """Return the reading that the words propose."""
    areas = [str(one["area"]) for one in change.proposed_areas]
    return Reading(areas, change.proposed_kind, change.proposed_impact, change.proposed_flags)


def run_once(
    assessment: Assessment, tester: Actor, *, is_passed: bool = True, title: str = "Export with trail"
) -> None:
    """Write, plan and run one test. Commits each step."""
    now = clock_now()
    script = test_scripts.Script(
        title, "The export carries the trail.", "scripted", [test_scripts.Step("Export a record", "Trail is in it")], []
    )
    with transaction(tester, now):
        written = test_scripts.write_script(assessment.service, script, tester, now)
        planned = test_plans.plan_test(assessment, test_plans.Plan("It is touched.", written), tester, now)
    run_it(planned, tester, is_passed=is_passed)


def run_it(planned, tester: Actor, *, is_passed: bool = True):  # type: ignore[no-untyped-def]
    """Start and finish one run. Commits both."""
    with transaction(tester, clock_now()):
        run = test_runs.start_run(planned, "Validation tenant", tester, clock_now())
    entry = test_runs.StepEntry("The trail was in it." if is_passed else "The trail was missing.", is_passed)
    with transaction(tester, clock_now()):
        test_runs.record_run(run, [entry] * len(planned.steps), "", tester, clock_now())
    return run


def follow_up(assessment: Assessment) -> None:
    """Settle procedures, training and the conclusion with nothing to do. Commits."""
    now, author = clock_now(), actor("SO")
    with transaction(author, now):
        none_needed = follow_ups.Procedure("", "", "not_needed", "No step of ours changes.")
        follow_ups.settle_procedures(assessment, none_needed, author, now)
        follow_ups.settle_training(
            assessment, follow_ups.Training("", "", "none", "Nothing that people do changes."), author, now
        )
        conclusions.conclude(assessment, "yes", "The export was tested and works.", author, now)


def submitted(note: str = NOTE, **more: object) -> Assessment:
    """Return an assessment that waits for its signatures: settled, tested by the system owner, concluded. Commits."""
    assessment = triaged(note, **more)
    settle_all(assessment)
    if assessment.level in {"L2", "L3"}:
        run_once(assessment, actor("SO"))
    follow_up(assessment)
    with transaction(actor("SO"), clock_now()):
        approvals.submit(assessment, actor("SO"), clock_now())
    return assessment


def sign_as(assessment: Assessment, who: Person, act: Callable[..., object] = approvals.sign_step) -> object:
    """Let ``who`` sign what they are shown now, after QA's look at the trail. Commits, or raises SigningRefused."""
    review_where_asked(assessment, who)
    _, shown = signatures.show(assessment, who.actor, clock_now())
    return sign_shown(assessment, who, shown, act)


def sign_shown(
    assessment: Assessment, who: Person, shown: Shown, act: Callable[..., object] = approvals.sign_step
) -> object:
    """Let ``who`` sign from a page shown before."""
    now = clock_now()
    with transaction(who.actor, now):
        return act(assessment, proof_of(who, now), shown, who.actor, now)


def proof_of(who: Person, now: datetime) -> Proof:
    """Type the user name and password of ``who``."""
    return prove(who.actor, who.username, PASSWORD, now)


def actor(role: str) -> Actor:
    """Return the actor of the role's own person."""
    return person_for(role).actor


def another(role: str) -> Person:
    """Return a second person who holds ``role``."""
    username = {"SO": "otto.sand", "SME": "ella.marsh", "QA": "quirin.aster", "BPO": "bob.pryce"}[role]
    found = db.session.scalar(select(Person).where(Person.username == username))
    return found or make_person(username, [role])


def _sqm() -> Actor:
    return Actor("1", "sqm", "Sam Quinn", "person", ("SQM",), "a" * 16)


def _sha256(text: str) -> str:
    return hashlib.sha256(canonical.normal(text).encode()).hexdigest()

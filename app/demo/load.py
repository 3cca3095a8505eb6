"""``demo load``: plays the story on an empty database, once.

people | register | feeds with their baseline | two years of releases, assessed and signed | what is open today
"""

import getpass
from collections.abc import Callable, Sequence
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from app.base.clock import system_clock
from app.base.db import db, transaction
from app.demo import access, alarms, asking, evidence, history, inspected, questionnaires, register, reviews, tierings
from app.demo.serving import DemoRefused, vendors_publishing
from app.demo.since import keep_today
from app.demo.stage import Stage
from app.impact.actions import departures, exposures
from app.impact.models import Assessment
from app.people.models import Person
from app.records.actor import operator
from app.records.tables import LedgerEvent
from app.releases import actions as releases
from app.releases import door
from app.releases.actions import FeedDetails, ReleaseDetails
from app.releases.models import Feed
from app.suppliers.models import Service
from app.system.actions import registries, statements
from config import Settings

Say = Callable[[str], None]


def load(say: Say) -> bool:
    """Make the demo company. Returns False when it is there already.

    Raises DemoRefused outside demo mode, on a database that holds other records, and when the story cannot be played.
    """
    settings: Settings = current_app.config["QUALWARD"]
    if not settings.is_demo:
        raise DemoRefused(
            "The demo company is made only where QUALWARD_DEMO=1 is set; its password is known to everybody."
        )
    if db.session.scalar(select(func.count()).select_from(LedgerEvent)):
        if db.session.scalar(select(Person.id).where(Person.username == "sqm")) is None:
            raise DemoRefused("This database holds other records, so the demo company is not put into it.")
        _follow_address(settings)
        return False
    now = system_clock()
    keep_today(settings, now.date())
    _play(Stage(now), settings, say)
    return True


def _follow_address(settings: Settings) -> None:
    """Let the vendors' feeds follow the portal to the address where it is started this time."""
    moved = [
        feed
        for feed in db.session.scalars(select(Feed).where(Feed.kind == "auto", Feed.state == "active")).all()
        if feed.url and register.PUBLISHED in feed.url and not feed.url.startswith(f"{settings.base_url}/")
    ]
    keeper = register.keeper()
    for feed in moved:
        with transaction(keeper, system_clock()) as opened:
            slug = (feed.url or "").rpartition("/")[2]
            details = FeedDetails(
                feed.name,
                f"{settings.base_url}{register.PUBLISHED}{slug}",
                feed.interval_minutes,
                feed.takes_prereleases,
            )
            reason = "The demo is served from another address now."
            releases.change_feed(feed, details, reason, door.allow(), opened.now)


def _play(stage: Stage, settings: Settings, say: Say) -> None:
    say("Making the demo company (people, suppliers, services) …")
    register.people_arrive(stage, operator(getpass.getuser()))
    found = register.the_register_fills(stage)
    history.scripts_are_written(stage, found)
    with vendors_publishing(settings.base_url, stage.today, stage.clock):
        say("Playing two years of releases …")
        stage.go(765)
        register.feeds_are_registered(stage, found, settings.base_url)
        history.news_arrives(stage)
        _two_years(stage, found)
        say("Leaving some work for today …")
        _today(stage, found)


def _two_years(stage: Stage, found: dict[str, Service]) -> None:
    """Each vendor's past releases: the whole way, live and closed."""
    plan: Sequence[tuple[int, Sequence[tuple[str, str]]]] = (
        (680, [("11.0", "LabNest ELN"), ("3.30", "SignFlow"), ("8.1", "LearnPath LMS")]),
        (640, [("2025.1", "TrialDesk eTMF"), ("25.1", "Docuvault Quality"), ("4.0", "Coldtrace Monitoring")]),
        (498, [("25.2", "Docuvault Quality"), ("8.2", "LearnPath LMS")]),
        (408, [("11.4", "LabNest ELN"), ("2025.2", "TrialDesk eTMF"), ("3.31", "SignFlow")]),
        (358, [("25.3", "Docuvault Quality"), ("4.2", "Coldtrace Monitoring")]),
    )
    asking.definitions_are_signed(stage)
    for days_ago, settled in plan:
        _period(stage, days_ago, settled)
    stage.go(344)
    evidence.first_pieces_come_in(stage, found)
    register.owners_confirm_again(stage, found, 340)
    for days_ago, settled in (
        (248, [("8.3", "LearnPath LMS"), ("25.4", "Docuvault Quality")]),
        (178, [("12.0", "LabNest ELN"), ("2026.1", "TrialDesk eTMF"), ("3.32", "SignFlow")]),
    ):
        _period(stage, days_ago, settled)
    stage.go(120)
    access.last_review(stage)
    evidence.certificates_are_renewed(stage, found)
    questionnaires.one_is_submitted(stage, found["LearnPath LMS"])
    stage.go(112)
    reviews.one_is_reviewed(stage, found["LearnPath LMS"])
    _period(stage, 92, [("26.1", "Docuvault Quality"), ("8.4", "LearnPath LMS")])


def _period(stage: Stage, days_ago: int, settled: Sequence[tuple[str, str]]) -> None:
    """Some releases come in, are signed within days, and go live when their day comes."""
    stage.go(days_ago)
    history.news_arrives(stage)
    assessed = []
    for number, (version, service) in enumerate(settled):
        stage.go(days_ago - 1 - number)
        assessed.append(history.whole_way(stage, version, service))
    for one in db.session.scalars(select(Assessment).where(Assessment.state == "detected")).all():
        _declines(stage, one)
    stage.go(days_ago - 40)
    history.clock_turns(stage)
    for assessment in assessed:
        with stage.acting("so") as opened:
            if assessment.state == "approved":
                exposures.go_live(assessment, opened.now)
            exposures.close(assessment)


def _declines(stage: Stage, assessment: Assessment) -> None:
    """What the company does not take over, such as a module it is about to leave."""
    with stage.acting("so") as opened:
        departures.not_adopt(assessment, "Our tenant stays on the earlier version until the yearly update.", opened.now)


def _today(stage: Stage, found: dict[str, Service]) -> None:
    """The open work that a new user finds: in approval, in testing, live unassessed, new."""
    stage.go(61)
    history.news_arrives(stage)
    stage.go(54)
    history.news_arrives(stage)
    _declines(stage, history.assessment_of("4.4", "Coldtrace Mobile"))
    stage.go(46)
    history.news_arrives(stage)
    etmf = history.assessment_of("2026.2", "TrialDesk eTMF")
    history.is_triaged(stage, etmf)
    history.is_settled(stage, etmf)
    _declines(stage, history.assessment_of("2026.2", "TrialDesk CTMS"))
    stage.go(40)
    _in_approval(stage, etmf)
    stage.go(33)
    history.news_arrives(stage)
    docuvault = history.assessment_of("26.2", "Docuvault Quality")
    history.is_triaged(stage, docuvault)
    history.is_settled(stage, docuvault, leave=1)
    stage.go(22, hour=8)
    evidence.this_years_reports_come_in(stage, found)
    stage.go(20)
    history.news_arrives(stage)
    labnest = history.assessment_of("12.2", "LabNest ELN")
    history.is_triaged(stage, labnest)
    stage.go(15)
    tierings.services_are_tiered(stage, found)
    stage.go(12)
    _letter(stage)
    stage.go(10)
    access.leavers_come_in(stage)
    stage.go(8)
    access.review_is_open(stage)
    questionnaires.one_is_half_answered(stage, labnest.service)
    _alarms(stage)
    _statement(stage)
    _last_days(stage, etmf, docuvault)


def _last_days(stage: Stage, etmf: Assessment, docuvault: Assessment) -> None:
    """What happened this week: more news, a review of the trail, an inspector, roles that wait for a second person."""
    stage.go(5)
    history.news_arrives(stage)
    alarms.clock_looks(stage)
    stage.go(2)
    history.news_arrives(stage)
    alarms.clock_looks(stage)
    stage.go(3)
    inspected.a_period_is_reviewed(stage, 40, is_signed=True)
    stage.go(2)
    history.news_arrives(stage)
    numbers = (one.service.supplier.number for one in (etmf, docuvault))
    inspected.an_inspector_visits(stage, etmf.number, *numbers)
    inspected.a_period_is_reviewed(stage, 10, is_signed=False)
    stage.go(1)
    register.roles_are_proposed(stage)


def _alarms(stage: Stage) -> None:
    """What went wrong lately: a forgotten password, acknowledged and over; a release in use without an approval."""
    alarms.clock_looks(stage)
    why = "Quality knows; the use decision is being written, and users were told not to use the new export."
    alarms.is_acknowledged(stage, "live_unassessed", "qa", why)
    stage.go(9, hour=8)
    alarms.somebody_forgets_a_password(stage, "sme2")
    why = "Rang her: back from leave, she tried her old password. No sign of anybody else."
    alarms.is_acknowledged(stage, "account_locked", "isec", why)
    stage.go(8)
    alarms.clock_looks(stage)


def _in_approval(stage: Stage, assessment: Assessment) -> None:
    if assessment.level in {"L2", "L3"}:
        history.is_planned_and_run(stage, assessment)
    history.is_concluded(stage, assessment)
    history.is_signed(stage, assessment, steps=2)


def _letter(stage: Stage) -> None:
    """A vendor without a feed writes a letter; it is entered by hand."""
    feed = db.session.scalars(select(Feed).where(Feed.kind == "manual")).one()
    details = ReleaseDetails(
        title="Gaugeworks Plan 9.2",
        note="- Tolerances can be entered with three decimals.\n- The calibration certificate shows the next due date.",
        source="Letter of the vendor, received by mail",
        release_version="9.2",
        release_type="minor",
        production_on=stage.today + timedelta(days=25),
        production_certainty="stated",
    )
    with stage.acting("sqm") as opened:
        releases.record_release(feed, details, None, opened.actor, opened.now)


def _statement(stage: Stage) -> None:
    """The administrator freezes how the portal is set up; QA reads it and signs for it."""
    text = statements.StatementText(
        "closed",
        "We host the portal ourselves: only our two administrators reach server, database and keys.",
        stage.today - timedelta(days=400),
        "QA-LTR-0042",
        "First statement for this portal. The restored copy was verified, and the tests of our intended use passed.",
    )
    with stage.acting("adm") as opened:
        drafted = statements.draft(text, opened.actor, opened.now)
    stage.sign("qa", drafted, statements.sign)  # type: ignore[arg-type]  # the stage hands the actor on as it is
    with stage.acting("qa2") as opened:
        registry = registries.draft("The defaults fit our procedure on records, QP-11.", opened.actor, opened.now)
    stage.sign("qa", registry, registries.sign)  # type: ignore[arg-type]  # the stage hands the actor on as it is

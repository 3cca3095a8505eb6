"""The clock: one table of what runs when. Every job is a sweep over due rows, so running twice adds nothing.

APScheduler runs once per process; a lease row in the database with a fencing number makes one process the clock.
The web process never schedules.
"""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import DBAPIError

from app.access.actions.leavers import let_go
from app.access.queries.leavers import due as leavers_due
from app.base.clock import Clock
from app.base.db import db, transaction
from app.base.lease import Lease, LeaseLost
from app.evidence import errands as evidence_errands
from app.evidence.watches import EVIDENCE
from app.impact import errands as impact_errands
from app.impact.actions.opening import open_one, open_pending
from app.impact.watches import ASSESSMENTS
from app.inspection.watches import VERIFICATIONS
from app.notices import door, watching
from app.notices.sending import send_due
from app.notices.watching import account_changes
from app.notices.watching.clock import CLOCK_BEHIND
from app.notices.watching.lockouts import LOCKOUTS
from app.notices.watching.mails import MAILS
from app.qualification import errands as qualification_errands
from app.questionnaires.actions.definitions import put_in_force
from app.questionnaires.queries import definitions
from app.records import kernel, orphans
from app.records.actor import CLOCK
from app.releases.intake import poll_due
from app.releases.watches import FEEDS
from app.safekeeping.queries import last_restore
from app.safekeeping.watches import BACKUPS
from app.suppliers import errands as supplier_errands
from app.system.removing import remove_due

LOG = logging.getLogger("qualward.clock")

LEASE = "clock"
LEASE_SECONDS = 30
"""How long a clock that stopped answering stays the clock."""


@dataclass(frozen=True)
class Job:
    """One line of the clock's table. ``run`` gets the lease, to check it inside every writing transaction."""

    name: str
    every: timedelta
    run: Callable[[Lease, Clock], object]
    what: str


def poll_feeds(lease: Lease, clock: Clock) -> object:
    """Poll the feeds that are due."""
    return poll_due(clock(), require=lease.require)


def sweep(lease: Lease, clock: Clock) -> int:
    """Do what waits in the impact slice, each piece in a transaction of its own; return how many were done."""
    done = 0
    for waiting in list(open_pending(clock())):
        try:
            with transaction(CLOCK, clock()) as opened:
                lease.require()
                done += open_one(waiting, CLOCK, opened.now) is not None
        except LeaseLost:
            raise
        except Exception:
            LOG.exception("The sweep could not do %s; it is tried again at the next turn.", waiting)
    return done


def deactivate_leavers(lease: Lease, clock: Clock) -> int:
    """Deactivate whoever's last working day has passed, each in a transaction of its own; return how many rows."""
    done = 0
    for leaver_id in leavers_due(clock().date()):
        try:
            with transaction(CLOCK, clock()) as opened:
                lease.require()
                done += let_go(leaver_id, CLOCK, opened.now)
        except LeaseLost:
            raise
        except Exception:
            LOG.exception("Leaver %s could not be deactivated; it is tried again at the next turn.", leaver_id)
    return done


def put_definitions_in_force(lease: Lease, clock: Clock) -> int:
    """Put every signed definition in force whose day has come; return how many."""
    done = 0
    for number in [one.number for one in definitions.due(clock().date())]:
        with transaction(CLOCK, clock()) as opened:
            lease.require()
            found = definitions.definition(number)
            done += found is not None and put_in_force(found, opened.now)
    return done


WATCHES = (LOCKOUTS, CLOCK_BEHIND, VERIFICATIONS, BACKUPS, FEEDS, ASSESSMENTS, EVIDENCE, MAILS)
"""What can raise an alarm: each is asked which causes stand."""

ERRANDS = (
    impact_errands.SIGNATURES,
    supplier_errands.SIGNATURES,
    qualification_errands.SIGNATURES,
    impact_errands.DUE_DATES,
    evidence_errands.EXPIRIES,
)
"""What people are told once each."""


def watch(lease: Lease, clock: Clock) -> int:
    """Raise and end alarms; each watch in a transaction of its own. Returns how many were raised."""
    raised = 0
    for one in WATCHES if _may_record() else ():
        with _carrying_on(f"watch “{one.name}”"):
            found = watching.changes(one, clock())
            if found:
                with transaction(CLOCK, clock()) as opened:
                    lease.require()
                    raised += len(watching.settle(found, opened.now))
    return raised


def tell(lease: Lease, clock: Clock) -> int:
    """Tell people what waits for them and what became of their accounts; return how much was new."""
    told = 0
    if not _may_record():
        return 0
    for one in ERRANDS:
        with _carrying_on(f"errand “{one.name}”"):
            news = watching.untold(one, clock())
            if news:
                with transaction(CLOCK, clock()) as opened:
                    lease.require()
                    told += watching.run_errand(news, opened.now)
    with _carrying_on("reading of the trail"):
        if account_changes.is_new() or account_changes.unread():
            with transaction(CLOCK, clock()) as opened:
                lease.require()
                told += account_changes.tell_all(opened.now)
    return told


def send_mail(lease: Lease, clock: Clock) -> int:
    """Send the mails that are due; nothing where no mail server is set."""
    server = door.server()
    return 0 if server is None or not _may_record() else send_due(server.send, clock, lease.require)


def remove_files(lease: Lease, clock: Clock) -> int:
    """Take out of the store what was disposed of."""
    return remove_due(clock(), lease.require)


def sweep_files(lease: Lease, clock: Clock) -> int:
    """Take out of the store what no record names since a day."""
    restored = last_restore()
    return orphans.sweep(clock(), lease.require, restored.restored_at if restored else None)


def _may_record() -> bool:
    """Tell whether the record can be written: a mail whose sending cannot be put down would be sent again and again."""
    return kernel.of(db.session()).closed_because is None


@contextmanager
def _carrying_on(what: str) -> Iterator[None]:
    """Let one look that fails not stop the others; it runs again at the next turn."""
    try:
        yield
    except LeaseLost:
        raise
    except Exception:
        LOG.exception("The %s failed; it runs again at its next turn.", what)


JOBS = (
    Job("feeds", timedelta(seconds=20), poll_feeds, "polls the feeds that are due"),
    Job(
        "assessments",
        timedelta(seconds=10),
        sweep,
        "opens assessments for new releases and edited notes, and names releases that went live without an approval",
    ),
    Job(
        "leavers",
        timedelta(minutes=1),
        deactivate_leavers,
        "deactivates the accounts of leavers whose last working day has passed",
    ),
    Job(
        "definitions",
        timedelta(minutes=1),
        put_definitions_in_force,
        "puts signed definitions in force on their day and retires the versions before them",
    ),
    Job("alarms", timedelta(seconds=30), watch, "raises an alarm for what went wrong, and ends it when that has gone"),
    Job("notices", timedelta(seconds=60), tell, "tells people what waits for their signature and what is due"),
    Job("mail", timedelta(seconds=30), send_mail, "sends the mails that are due"),
    Job("removals", timedelta(minutes=1), remove_files, "removes the files whose disposal is on record"),
    Job("orphans", timedelta(hours=1), sweep_files, "removes files that no record names since a day"),
)
"""What the clock does. Every job is a sweep over due rows."""


def run(app: Flask, stop: threading.Event) -> None:
    """Be the clock until ``stop``: waits for the lease, then runs the table while it holds it."""
    with app.app_context():
        lease = Lease(LEASE, timedelta(seconds=LEASE_SECONDS), app.config["QUALWARD_CLOCK"])
    scheduler = BackgroundScheduler(timezone="UTC")
    for job in JOBS:
        scheduler.add_job(
            _guarded,
            "interval",
            (app, lease, job),
            seconds=job.every.total_seconds(),
            id=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=60,
        )
    scheduler.start(paused=True)
    is_running = False
    try:
        while not stop.wait(LEASE_SECONDS / 6 if is_running else 1):
            holds = _holds(app, lease)
            if holds and not is_running:
                LOG.info("This process is the clock now (fencing number %s).", lease.fence)
                scheduler.resume()
            elif not holds and is_running:
                LOG.warning("This process is not the clock any more; it waits.")
                scheduler.pause()
            is_running = holds
    finally:
        scheduler.shutdown(wait=True)
        _give_back(app, lease)


def _holds(app: Flask, lease: Lease) -> bool:
    """Take or renew the lease; while the database is busy or away nobody is the clock, and no clock ends for that."""
    with app.app_context():
        try:
            return lease.hold()
        except (DBAPIError, LeaseLost) as problem:
            LOG.warning("The lease was neither taken nor renewed (%s); it is tried again.", problem)
            return False


def _give_back(app: Flask, lease: Lease) -> None:
    with app.app_context():
        try:
            lease.release()
        except DBAPIError as problem:
            LOG.warning("The lease was not given back (%s); it ends by itself.", problem)


def stop_on_signals() -> threading.Event:
    """Return an event that Ctrl-C and a polite kill set."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _guarded(app: Flask, lease: Lease, job: Job) -> None:
    """Run one job while the lease is ours; a failure is logged in words and tried again at the next turn."""
    with app.app_context():
        try:
            belongings, claim = kernel.find(db.engine), lease.as_it_stands()
            if belongings is None or belongings.closed_because or not claim.is_ours():
                return  # what the portal may not write, the clock may not either
            job.run(claim, app.config["QUALWARD_CLOCK"])
        except LeaseLost as lost:
            LOG.warning("%s", lost)
        except Exception:
            LOG.exception("The job “%s” failed; it runs again at its next turn.", job.name)

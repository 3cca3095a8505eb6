"""The run of a poll over many feeds: others ask and read, the caller's thread decides and records."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain, islice

from flask import current_app

from app.base.clock import Clock
from app.base.crew import Crew, short_turns
from app.base.db import db
from app.base.outbound import Askers, AskingThreads
from app.records import kernel
from app.records.actor import CLOCK, Actor
from app.releases import door, queries
from app.releases.feeds.fetch import Failed
from app.releases.feeds.pool import ParserPool
from app.releases.intake.attempts import Attempt, Read, read
from app.releases.intake.outcomes import News
from app.releases.intake.recording import Desk, Quiet, decided, quiet, record_news, record_quiet
from app.releases.intake.window import attempts
from app.releases.queries import Source

THREADS = 16
"""Feeds asked at the same time at most, and documents read."""
MANY = 100
"""Feeds from which on processes of their own ask; they take a third of a second to start."""
BATCH = 500
"""Unchanged and failed polls written in one transaction."""
UNKEEPABLE = "What the feed says was read but could not be kept ({}). Tell an administrator; the next poll tries again."


@dataclass(frozen=True)
class Tally:
    """What a run did: feeds polled, unchanged and failed; releases found and notes edited in all; wall seconds."""

    polled: int
    new: int
    changed: int
    unchanged: int
    failed: int
    seconds: float

    def as_json(self) -> dict[str, int | float]:
        """Return the object that `feeds poll --json` prints."""
        return asdict(self)


def poll_due(
    now: datetime | None = None,
    *,
    require: Callable[[], None] | None = None,
    actor: Actor = CLOCK,
    progress: Callable[[], None] | None = None,
) -> Tally:
    """Poll the feeds that are due at ``now`` (by default the application's clock).

    ``require`` is called inside every writing transaction; what it raises (a lost lease) ends the run, and nothing of
    the transaction stands. ``progress`` is called after each feed.
    """
    desk = _desk(now, require, actor)
    return _run(queries.due_sources(desk.clock()), desk, progress)


def poll(
    feed_ids: Sequence[int] | None = None,
    *,
    actor: Actor = CLOCK,
    now: datetime | None = None,
    require: Callable[[], None] | None = None,
    progress: Callable[[], None] | None = None,
) -> Tally:
    """Poll these feeds (all active ones for None) whether they are due or not; manual and retired ones are left out."""
    return _run(queries.sources(feed_ids), _desk(now, require, actor), progress)


def _desk(now: datetime | None, require: Callable[[], None] | None, actor: Actor) -> Desk:
    # the clock itself and not the application's answer: threads have no application
    clock: Clock = current_app.config["QUALWARD_CLOCK"] if now is None else lambda: now
    return Desk(actor, clock, require or (lambda: None))


def _run(sources: Iterator[Source], desk: Desk, progress: Callable[[], None] | None) -> Tally:
    began = time.monotonic()
    counts: Counter[str] = Counter()
    first = list(islice(sources, MANY))
    if first:  # most turns of the clock find nothing due and start no thread
        for _ in _polled(first, sources, desk, counts):
            if progress is not None:
                progress()
    return Tally(
        polled=counts["polled"],
        new=counts["new"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        failed=counts["failed"],
        seconds=round(time.monotonic() - began, 3),
    )


def _polled(first: list[Source], rest: Iterator[Source], desk: Desk, counts: "Counter[str]") -> Iterator[None]:
    waiting: list[Quiet] = []
    with short_turns(), ParserPool(os.cpu_count() or 2) as pool, _askers(len(first)) as askers:
        files = kernel.of(db.session()).files
        with Crew(partial(read, pool=pool, files=files), THREADS) as readers:
            for found in attempts(chain(first, rest), askers, readers, desk.clock):
                brought = _take(found, desk, counts)
                if brought is not None:
                    waiting.append(brought)
                if len(waiting) >= BATCH:
                    record_quiet(desk, waiting)
                    waiting.clear()
                yield
    record_quiet(desk, waiting)


def _askers(sources: int) -> AbstractContextManager[Askers]:
    return door.many_askers(THREADS) if sources >= MANY else closing(AskingThreads(door.outbound(), THREADS))


def _take(found: Attempt, desk: Desk, counts: "Counter[str]") -> Quiet | None:
    """Decide on one attempt; record what it brought, or return it for the next batch."""
    counts["polled"] += 1
    at, news = desk.clock(), decided(found)
    if isinstance(found.outcome, Read) and news is not None:
        problem = _record(found, found.outcome, news, desk, counts)
        if problem is None:
            return None
        found = replace(found, outcome=Failed(UNKEEPABLE.format(problem), found.outcome.fetched.status))
    counts["failed" if isinstance(found.outcome, Failed) else "unchanged"] += 1
    return quiet(found, at)


def _record(found: Attempt, read: Read, news: News, desk: Desk, counts: "Counter[str]") -> ValueError | None:
    """Record what a feed brought; return why it could not be kept: one odd feed must not stop the others."""
    try:
        stands = record_news(desk, found, read, news, desk.clock())
    except ValueError as problem:
        return problem
    counts.update(new=len(news.new), changed=len(news.edited)) if stands else counts.update(unchanged=1)
    return None

"""The last two stages of a poll: decide and record. Every transaction of polling is opened here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select, update

from app.base.clock import Clock
from app.base.db import db, transaction
from app.records import kernel, trail
from app.records.actor import Actor
from app.releases import queries
from app.releases.actions.received import add_releases, revise_releases
from app.releases.feeds.fetch import Failed
from app.releases.intake.attempts import Attempt, Read
from app.releases.intake.outcomes import NOTHING_NEW, OVERTAKEN, News, Row, next_cursor, poll_row
from app.releases.models import Feed, FeedCursor, Poll
from app.releases.rules.novelty import judge_all

_CURSORS = FeedCursor.metadata.tables[FeedCursor.__tablename__]


@dataclass(frozen=True)
class Desk:
    """Who records, by which clock, and what has to hold in each transaction (the lease of the clock's process)."""

    actor: Actor
    clock: Clock
    require: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Quiet:
    """A poll that brought nothing to keep: its row, and where the next one starts."""

    source_attempts: int
    poll: Row
    cursor: Row


def decided(attempt: Attempt) -> News | None:
    """Return what is new or edited in the document that was read; None when there is nothing to record."""
    found, source = attempt.outcome, attempt.source
    if not isinstance(found, Read):
        return None
    judged = judge_all(
        queries.known_entries(source.feed_id) if source.has_baseline or source.attempts else {},
        found.parsed.entries,
        is_first_poll=not source.has_baseline,
        skips_prereleases=not source.takes_prereleases,
        was_cut_before=source.was_cut,
    )
    news = News.of(judged)
    return None if news.is_empty and source.has_baseline else news


def quiet(attempt: Attempt, at: datetime) -> Quiet:
    """Return an attempt that brought nothing to keep as the rows that say so."""
    found = attempt.outcome
    sentence = NOTHING_NEW if isinstance(found, Read) else found.sentence
    outcome = "failed" if isinstance(found, Failed) else "unchanged"
    return Quiet(
        attempt.source.attempts, poll_row(attempt, at, outcome, sentence), next_cursor(attempt, at, _published(attempt))
    )


def record_quiet(desk: Desk, batch: Sequence[Quiet]) -> None:
    """Write many quiet polls in one transaction, with one event over all of them."""
    if not batch:
        return
    with transaction(desk.actor, desk.clock()):
        desk.require()
        standing = _attempts([one.cursor["feed_id"] for one in batch])
        is_standing = [standing.get(one.cursor["feed_id"]) == one.source_attempts for one in batch]
        rows = [one.poll if stands else _overtaken(one.poll) for one, stands in zip(batch, is_standing, strict=True)]
        trail.insert_many(Poll, rows, "releases.poll.recorded")
        _move_cursors([one.cursor for one, stands in zip(batch, is_standing, strict=True) if stands])


def record_news(desk: Desk, attempt: Attempt, read: Read, news: News, at: datetime) -> bool:
    """Write what a feed brought in a transaction of its own; tell whether it still counted by then.

    The payload is on disk before the row that names it.
    """
    source = attempt.source
    stored = kernel.of(db.session()).files.put(read.fetched.body)
    with transaction(desk.actor, at):
        desk.require()
        if _attempts([source.feed_id]).get(source.feed_id) != source.attempts:
            trail.insert_many(
                Poll, [_overtaken(poll_row(attempt, at, "unchanged", OVERTAKEN))], "releases.poll.recorded"
            )
            return False
        is_baseline = not source.has_baseline
        add_releases(source.feed_id, source.supplier_id, news.new, stored.sha256, at, is_baseline=is_baseline)
        if news.edited:
            revise_releases(source.feed_id, news.edited, stored.sha256, at)
        row = poll_row(attempt, at, _outcome(news, is_baseline=is_baseline), news.sentence(is_baseline=is_baseline))
        poll = Poll(**row | {"new": len(news.new), "changed": len(news.edited)})
        db.session.add(poll)
        what = {"sha256": stored.sha256, "size": stored.size, "name": "payload"}
        trail.say(poll, "releases.poll.recorded", files=[what])
        if is_baseline:
            _set_baseline(source.feed_id)
        _move_cursors([next_cursor(attempt, at, _published(attempt))])
    return True


def _outcome(news: News, *, is_baseline: bool) -> str:
    return "baseline" if is_baseline else "new" if news.new else "changed"


def _set_baseline(feed_id: int) -> None:
    feed = db.session.get_one(Feed, feed_id)
    feed.has_baseline = True
    trail.say(feed, "releases.feed.baseline_set")


def _attempts(feed_ids: Sequence[object]) -> dict[object, int]:
    """Return the polls so far of the feeds that are still watched, their cursors locked until the commit."""
    query = select(FeedCursor.feed_id, FeedCursor.attempts).join(Feed, Feed.id == FeedCursor.feed_id)
    query = query.where(FeedCursor.feed_id.in_(feed_ids), Feed.state == "active").with_for_update(of=FeedCursor)
    return {row.feed_id: row.attempts for row in db.session.execute(query)}


def _overtaken(row: Row) -> Row:
    return {**row, "outcome": "unchanged", "sentence": OVERTAKEN, "payload_sha256": None, "payload_size": None}


def _published(attempt: Attempt) -> Sequence[str]:
    return queries.published_days(attempt.source.feed_id) if isinstance(attempt.outcome, Read) else ()


def _move_cursors(rows: Sequence[Row]) -> None:
    """Write rows that move the same columns with one statement each: unchanged, failed, read."""
    alike: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        alike.setdefault(tuple(row), []).append({**row, "key": row["feed_id"]})
    for names, some in alike.items():
        values: dict[str, BindParameter[object]] = {name: bindparam(name) for name in names}
        statement = update(_CURSORS).where(_CURSORS.c.feed_id == bindparam("key")).values(values)
        db.session.connection().execute(statement, some)

"""The commands of this room: `feeds preview` and `feeds poll`."""

import getpass
import sys

import click
import orjson
from flask.cli import with_appcontext
from sqlalchemy import func, select

from app.base.db import db
from app.records.actor import operator
from app.releases import intake, queries
from app.releases.intake import Tally
from app.releases.models import Feed, FeedCursor
from app.releases.preview_command import preview
from app.web.edge import now


@click.group("feeds")
def feeds() -> None:
    """Release feeds: look at one, or poll those that are registered."""


feeds.add_command(preview)


@feeds.command("poll")
@click.option("--feed", "number", help="Only this feed, for example FED-0001, whether it is due or not.")
@click.option("--due/--all", "is_due", default=True, help="Those whose next poll has come (the default), or all.")
@click.option("--json", "as_json", is_flag=True, help="The tally as JSON alone on standard output.")
@with_appcontext
def poll(number: str | None, is_due: bool, as_json: bool) -> None:
    """Ask feeds for news and record what they bring, as the operator of this server."""
    chosen = _chosen(number) if number else None
    actor = operator(getpass.getuser())
    total = 1 if number else _count(is_due=is_due)
    with click.progressbar(length=total, label="Polling", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress() -> None:
            bar.update(1)

        if chosen is not None or not is_due:
            tally = intake.poll(chosen, actor=actor, progress=progress)
        else:
            tally = intake.poll_due(actor=actor, progress=progress)
    click.echo(orjson.dumps(tally.as_json()).decode() if as_json else _sentence(tally))
    sys.exit(1 if tally.failed else 0)


def _chosen(number: str) -> list[int]:
    feed = queries.feed(number)
    if feed is None:
        raise click.UsageError(f"There is no feed {number}. Write its number as on its page, for example FED-0001.")
    if not feed.is_polled:
        why = "retired" if not feed.is_active else "kept by hand"
        raise click.UsageError(f"{number} {feed.name} is {why}, so it is not polled.")
    return [feed.id]


def _count(*, is_due: bool) -> int:
    query = select(func.count()).select_from(FeedCursor).join(Feed, Feed.id == FeedCursor.feed_id)
    query = query.where(Feed.state == "active", Feed.kind == "auto")
    return db.session.scalar(query.where(FeedCursor.next_at <= now()) if is_due else query) or 0


def _sentence(tally: Tally) -> str:
    polled = f"Polled {_feeds(tally.polled)} in {tally.seconds:.1f} s"
    found = f"{tally.new} new releases, {tally.changed} edited notes"
    return f"{polled}: {found}; {_feeds(tally.unchanged)} unchanged, {_feeds(tally.failed)} failed."


def _feeds(count: int) -> str:
    return "1 feed" if count == 1 else f"{count} feeds"

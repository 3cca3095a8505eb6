"""What a poll leaves behind: its row, and where the next one starts. Plain values; nothing is written here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.base import clock
from app.releases.feeds.entries import Entry
from app.releases.feeds.fetch import Failed
from app.releases.intake.attempts import Attempt, Read, Unchanged
from app.releases.queries import Source
from app.releases.rules.backoff import next_poll
from app.releases.rules.novelty import Judgement, Verdict

Row = dict[str, object]

RHYTHM: Final = 20
"""Publishing days kept to judge how often a feed usually speaks."""
OVERTAKEN: Final = "Another poll of this feed, or a change to it, was finished first; that result stands."
NOTHING_NEW: Final = "The answer is not the last one, but no entry in it is new or edited."


@dataclass(frozen=True, slots=True)
class News:
    """The judged entries of a document."""

    new: Sequence[Judgement[Entry]]
    edited: Sequence[Judgement[Entry]]
    waiting: int

    @classmethod
    def of(cls, judged: Sequence[Judgement[Entry]]) -> "News":
        """Sort judgements by what they ask for."""
        found = {verdict: [one for one in judged if one.novelty.verdict is verdict] for verdict in Verdict}
        return cls(found[Verdict.NEW], found[Verdict.CHANGED], len(found[Verdict.WAITING]))

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to record."""
        return not self.new and not self.edited

    def sentence(self, *, is_baseline: bool) -> str:
        """Say what came, for the list of polls."""
        if is_baseline:
            said = f"First poll: {_count(len(self.new), 'release')} in the feed set the baseline and open no work."
        else:
            parts = [_count(len(self.new), "new release")] if self.new else []
            parts += [_count(len(self.edited), "edited note")] if self.edited else []
            said = f"{' and '.join(parts)}."
        cut = " The document was cut off inside an entry, which waits for the next poll." if self.waiting else ""
        return said + cut


def poll_row(attempt: Attempt, at: datetime, outcome: str, sentence: str) -> Row:
    """Return the row of a poll; counts of what it recorded are added by who records it."""
    found = attempt.outcome
    row: Row = {
        "feed_id": attempt.source.feed_id,
        "at": at,
        "outcome": outcome,
        "sentence": sentence,
        "http_status": found.fetched.status if isinstance(found, Read) else found.status,
        "payload_sha256": None,
        "payload_size": None,
        "entries": None,
        "new": 0,
        "changed": 0,
        "milliseconds": found.fetched.milliseconds if isinstance(found, Read) else found.milliseconds,
    }
    if isinstance(found, Read):
        row |= {"payload_sha256": found.fetched.sha256, "payload_size": len(found.fetched.body)}
        row["entries"] = len(found.parsed.entries)
    elif isinstance(found, Unchanged):
        row["payload_sha256"] = attempt.source.body_sha256
    return row


def next_cursor(attempt: Attempt, at: datetime, published: Sequence[str] = ()) -> Row:
    """Return where the next poll of the feed starts: the columns that move, all others stay.

    ``published`` are the publishing days known so far; they are needed where a document was read.
    """
    source, found = attempt.source, attempt.outcome
    if isinstance(found, Failed):
        row = _cursor(source, at, failures=source.failures + 1, status=found.status, retry_after=found.retry_after)
        return row | {"last_status": found.status, "last_sentence": found.sentence}
    row = _cursor(source, at, failures=0, status=None, retry_after=None)
    row |= {"last_success_at": at, "last_sentence": None}
    if isinstance(found, Unchanged):
        row |= {"etag": found.validators.etag, "last_modified": found.validators.last_modified}
        return row | {"last_status": found.status}
    # a document that was cut off is asked for again in full: it must not count as the last one (F14)
    is_kept = found.parsed.is_whole or source.was_cut
    row |= {"was_cut": not found.parsed.is_whole, "last_status": found.fetched.status}
    row |= {
        "etag": found.fetched.validators.etag if is_kept else None,
        "last_modified": found.fetched.validators.last_modified if is_kept else None,
        "body_sha256": found.fetched.sha256 if is_kept else None,
    }
    return row | {"published": _published(published, found.parsed.entries)}


def _cursor(source: Source, at: datetime, *, failures: int, status: int | None, retry_after: timedelta | None) -> Row:
    due = next_poll(
        at,
        timedelta(minutes=source.interval),
        source.number,
        attempt=source.attempts + 1,
        failures=failures,
        status=status,
        retry_after=retry_after,
    )
    return {"feed_id": source.feed_id, "next_at": due, "failures": failures, "attempts": source.attempts + 1}


def _published(before: Sequence[str], entries: Iterable[Entry]) -> list[str]:
    """Return the latest publishing moments, one a day."""
    days: dict[str, str] = {}
    told = (one.published or one.updated for one in entries)
    for text in sorted({*before, *(clock.to_text(one) for one in told if one is not None)}):
        days[text[:10]] = text
    return list(days.values())[-RHYTHM:]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

"""From sources to attempts: many asked at once, few answers in memory, however many sources there are."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice

from app.base.crew import NAP, Crew
from app.base.outbound import Askers, Refusal, Reply
from app.releases.feeds.fetch import Validators, told
from app.releases.intake.attempts import Attempt, Document, settled
from app.releases.queries import Source

WINDOW = 64
"""Answers in memory at most, each up to 10 MiB."""


def attempts(
    sources: Iterator[Source], askers: Askers, readers: Crew[Document, Attempt], clock: Callable[[], datetime]
) -> Iterator[Attempt]:
    """Yield what came of every source, as it is known; at most ``WINDOW`` are begun and not yet taken.

    ``sources`` is read in the caller's thread. What a reader raises is raised here.
    """
    asked: dict[int, Source] = {}
    while True:
        fresh = list(islice(sources, WINDOW - len(asked) - readers.under_way))
        asked.update((one.feed_id, one) for one in fresh)
        askers.begin([(one.feed_id, one.url, _validators(one).headers()) for one in fresh])
        if asked:
            for number, answer in askers.finished(NAP):
                found = _known(asked.pop(number), answer, clock())
                if isinstance(found, Attempt):
                    yield found
                else:
                    readers.begin([found])
            yield from readers.finished()
        elif readers.under_way:
            yield from readers.finished_within(NAP)
        else:
            return


def _known(source: Source, answer: Reply | Refusal, now: datetime) -> Attempt | Document:
    return settled(source, told(answer, _validators(source), now))


def _validators(source: Source) -> Validators:
    return Validators(source.etag, source.last_modified)

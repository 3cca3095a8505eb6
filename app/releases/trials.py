"""Trying a feed before it is saved: what would come, said in advance. Reads; writes nothing anywhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.base.outbound import Outbound
from app.releases.feeds.entries import Entry, Parsed
from app.releases.feeds.fetch import NO_VALIDATORS, Failed, Fetched, NotModified, fetch
from app.releases.feeds.pool import ParserChild

SHOWN = 10
"""Entries that a trial shows."""


@dataclass(frozen=True)
class Trial:
    """What an address answered with. ``problem`` is a sentence when it cannot be used as a feed, else ""."""

    url: str
    problem: str
    kind: str = ""
    title: str = ""
    count: int = 0
    entries: Sequence[Entry] = ()
    warnings: Sequence[str] = ()

    @property
    def is_usable(self) -> bool:
        """Tell whether the address answers with a feed."""
        return not self.problem


def try_feed(outbound: Outbound, url: str, now: datetime, *, takes_prereleases: bool = False) -> Trial:
    """Ask ``url`` through the guard and read its answer in a limited child."""
    found = fetch(outbound, url, NO_VALIDATORS, now)
    if isinstance(found, Failed):
        return Trial(url, found.sentence)
    if isinstance(found, NotModified):
        return Trial(url, "The server says that nothing changed, though nobody asked for changes. Try again later.")
    with ParserChild() as child:
        parsed = child.parse(found.body, content_type=found.content_type, url=found.url)
    if not parsed.is_ok:
        return Trial(url, parsed.error, parsed.kind, parsed.title)
    warnings = tuple(_warnings(url, found, parsed, now, takes_prereleases=takes_prereleases))
    return Trial(url, "", parsed.kind, parsed.title, len(parsed.entries), parsed.entries[:SHOWN], warnings)


def _warnings(url: str, found: Fetched, parsed: Parsed, now: datetime, *, takes_prereleases: bool) -> Iterator[str]:
    entries = parsed.entries
    if found.url != url:
        yield f"The address redirects to {found.url}. Register that one if the vendor moved for good."
    if not parsed.is_whole:
        yield "The document is cut off inside its last entry. That entry would wait for the next poll."
    if undated := sum(one.published is None and one.updated is None for one in entries):
        yield f"{_entries(undated)} of {len(entries)} without a date, so silence of this feed is harder to notice."
    if bare := sum(not one.text.strip() for one in entries):
        yield f"{_entries(bare)} of {len(entries)} without any text. The note would have to be entered by hand."
    if early := sum((one.published or now) > now for one in entries):
        yield f"{_entries(early)} of {len(entries)} dated in the future."
    betas = sum(one.is_prerelease for one in entries)
    if betas and not takes_prereleases:
        yield f"{_entries(betas)} of {len(entries)} named as a pre-release; these would open no work."
    if found.validators == NO_VALIDATORS:
        yield "The server sends no validators, so each poll transfers the whole document."


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"

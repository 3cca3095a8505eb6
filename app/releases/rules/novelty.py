"""Is an entry new, changed, or the one we already have?

An entry is recognised by its id, then by its address, then by its words, because vendors change ids when they move
their site. It refuses to conclude anything from what is missing: an entry that has left the feed was not withdrawn, and
a document that was cut off says nothing about the entries it no longer holds. Source: threats-and-faults.md F14, F17.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from app.releases.rules.known import Candidate, Known

EntryT = TypeVar("EntryT", bound=Candidate)


class Verdict(StrEnum):
    """New: no such entry is known. Changed: its words differ. Same: nothing to do. Waiting: only part of it arrived."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Novelty:
    """The verdict on one entry and the sentence that explains it."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement(Generic[EntryT]):
    """A verdict with the entry, the id it is kept under, and whether people have to look at it.

    `opens_work` is false for the baseline of a first poll and for filtered pre-releases: they are recorded, no more.
    """

    entry: EntryT
    uid: str
    novelty: Novelty
    opens_work: bool


def judge_all(
    known: Mapping[str, Known],
    entries: Sequence[EntryT],
    *,
    is_first_poll: bool = False,
    skips_prereleases: bool = False,
    was_cut_before: bool = False,
) -> tuple[Judgement[EntryT], ...]:
    """Judge the entries of one document, in its order, against those known by id.

    `was_cut_before` says that the previous poll of this feed also ended inside an entry: then waiting would last for
    ever, so the part that arrives is taken as it is.
    """
    judged: list[Judgement[EntryT]] = []
    seen: set[str] = set()
    for entry, uid, match in _identified(known, entries):
        novelty = _repeated(entry) if uid in seen else judge(match, entry)
        if novelty.verdict is Verdict.WAITING and was_cut_before:
            novelty = Novelty(Verdict.NEW, "The feed ends inside this entry at every poll, so it is taken as it is.")
        if novelty.verdict is not Verdict.WAITING:
            seen.add(uid)
        judged.append(_with_policy(entry, uid, novelty, is_first_poll, skips_prereleases))
    return tuple(judged)


def judge(known: Known | None, entry: Candidate) -> Novelty:
    """Return the verdict on one entry, given the one it was recognised as, or None."""
    if not entry.is_whole:
        if known is None:
            return Novelty(Verdict.WAITING, "Only part of this entry arrived; it waits for the next poll.")
        return Novelty(Verdict.SAME, "Only part of this entry arrived; what we have of it stands.")
    if known is None:
        return Novelty(Verdict.NEW, "No entry with this id, address or text was known.")
    if known.sha256 == entry.sha256:
        return Novelty(Verdict.SAME, "Nothing in this entry has changed.")
    if known.note_sha256 == entry.note_sha256:
        return Novelty(Verdict.SAME, "Its words are unchanged; only a date, its id or its address moved.")
    parts = ("title", known.title != entry.title), ("version", known.version != entry.version)
    changed = [name for name, is_changed in parts if is_changed] or ["text"]
    return Novelty(Verdict.CHANGED, f"The vendor has edited this entry: its {' and '.join(changed)} changed.")


def _identified(known: Mapping[str, Known], entries: Sequence[EntryT]) -> Iterator[tuple[EntryT, str, Known | None]]:
    index = _Index(known, entries)
    for entry in entries:
        own = index.own_uid(entry)
        match = known.get(own) or index.moved(entry)
        yield entry, match.uid if match else own, match


class _Index:
    """Finds known entries by address and by words, where these tell entries apart."""

    def __init__(self, known: Mapping[str, Known], entries: Sequence[Candidate]) -> None:
        self._present = {entry.uid for entry in entries}
        self._urls = Counter(entry.url for entry in entries)
        self._shared = _shared_uids(entries)
        self._by_url = _unique((item.url, item) for item in known.values())
        self._by_note = _unique((item.note_sha256, item) for item in known.values())

    def own_uid(self, entry: Candidate) -> str:
        """Return the entry's id; where the vendor gives several releases one id, its address or what tells it apart."""
        if entry.uid not in self._shared:
            return entry.uid
        if entry.url and self._urls[entry.url] == 1:
            return entry.url
        return f"{entry.uid}#{_label(entry)}"

    def moved(self, entry: Candidate) -> Known | None:
        """Return the known entry that came back under another id; never one whose own id is still in the document."""
        by_url = self._by_url.get(entry.url) if entry.url and self._urls[entry.url] == 1 else None
        if by_url and self._is_free(by_url) and _is_same_release(by_url, entry):
            return by_url
        by_note = self._by_note.get(entry.note_sha256)
        if by_note and self._is_free(by_note) and by_note.published == entry.published:
            return by_note
        return None

    def _is_free(self, item: Known) -> bool:
        return item.uid not in self._present or item.uid in self._shared


def _shared_uids(entries: Sequence[Candidate]) -> frozenset[str]:
    """Return the ids under which one document holds several releases, not one release several times."""
    places: dict[str, set[tuple[str, str]]] = {}
    words: dict[str, set[str]] = {}
    for entry in entries:
        places.setdefault(entry.uid, set()).add((entry.url, _label(entry)))
        words.setdefault(entry.uid, set()).add(entry.note_sha256)
    return frozenset(uid for uid, found in places.items() if len(found) > 1 and len(words[uid]) > 1)


def _label(entry: Candidate) -> str:
    if entry.version:
        return entry.version
    return f"{entry.title}, {entry.published:%Y-%m-%d}" if entry.published else entry.title


def _unique(pairs: Iterable[tuple[str, Known]]) -> dict[str, Known]:
    found: dict[str, Known] = {}
    twice: set[str] = set()
    for key, item in pairs:
        if key in found:
            twice.add(key)
        found[key] = item
    return {key: item for key, item in found.items() if key and key not in twice}


def _is_same_release(known: Known, entry: Candidate) -> bool:
    """Guard against vendors whose every entry points at one page: the version, or else the title, must agree."""
    if known.version or entry.version:
        return known.version == entry.version
    return known.title == entry.title


def _repeated(entry: Candidate) -> Novelty:
    return Novelty(Verdict.SAME, f"The document holds “{entry.title}” more than once; the first one counts.")


def _with_policy(
    entry: EntryT, uid: str, novelty: Novelty, is_first_poll: bool, skips_prereleases: bool
) -> Judgement[EntryT]:
    is_work = novelty.verdict in (Verdict.NEW, Verdict.CHANGED)
    if is_work and is_first_poll:
        baseline = Novelty(novelty.verdict, "Baseline: it was in the feed at the first poll.")
        return Judgement(entry, uid, baseline, opens_work=False)
    if is_work and skips_prereleases and entry.is_prerelease:
        filtered = Novelty(novelty.verdict, f"{novelty.reason} It is a pre-release, which this feed filters.")
        return Judgement(entry, uid, filtered, opens_work=False)
    return Judgement(entry, uid, novelty, opens_work=is_work)

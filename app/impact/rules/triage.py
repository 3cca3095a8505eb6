"""What the text of a change suggests: areas, kind, impact and flags, each with the words it was read from.

section, title, text | terms with spans | weights per code | areas, kind, flags | impact from all of them

It proposes for *any* regulated user and only from the vendor's words; what the change means for our use is the
level (``levels``), and a person settles both. Where words leave a doubt about impact it says the higher one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.content.vocabulary import Vocabulary
from app.content.words import IMPACTS
from app.impact.rules.changes import NO_DETAILS, ChangeText, is_list, split
from app.impact.rules.facts import ChangeFacts
from app.impact.rules.impact import propose_impact
from app.impact.rules.terms import Match, Span, matches
from app.impact.rules.weighing import (
    KIND_ORDER,
    AreaMatch,
    Found,
    propose_areas,
    propose_kind,
    shown,
    weight_of,
)


@dataclass(frozen=True)
class Reason:
    """Why a code was proposed: ``subject`` is area, kind, impact or flag."""

    subject: str
    code: str
    sentence: str
    terms: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What the words suggest. No area means that no known word was found, not that nothing is touched.

    ``is_silent`` says that there were no words at all to judge by: everything about the change is unknown.
    """

    areas: tuple[AreaMatch, ...]
    kind: str
    impact: str
    flags: tuple[str, ...]
    reasons: tuple[Reason, ...]
    is_silent: bool = False

    @property
    def area_codes(self) -> tuple[str, ...]:
        """The proposed areas by code, the heaviest first."""
        return tuple(match.area for match in self.areas)


_READ = 20_000
"""Characters of a change that are read; a hostile or careless note must not hold up the others."""
_SILENT = Proposal(
    areas=(),
    kind="behaviour_change",
    impact="low",
    flags=(),
    reasons=(Reason("impact", "low", f"{NO_DETAILS}: nothing can be ruled out. Ask the vendor."),),
    is_silent=True,
)


def propose(change: ChangeText, product: str, vocabulary: Vocabulary) -> Proposal:
    """Propose areas, kind, impact and flags of one change. The product's own name never counts.

    A text that is itself a list (a whole release in one entry) takes the union of its parts' areas, their
    highest impact and their most frequent kind.
    """
    if change.text == NO_DETAILS:
        return _SILENT
    if len(change.text) > _READ:
        return _cut(propose(replace(change, text=change.text[:_READ]), product, vocabulary))
    whole = _propose_one(change, product, vocabulary, is_list=False)
    parts = split(change.text) if is_list(change.text) else ()
    if len(parts) < 2:
        return whole
    inner = [_propose_one(part, product, vocabulary, is_list=False) for part in parts]
    return _combined(_propose_one(change, product, vocabulary, is_list=True), inner)


def _cut(proposal: Proposal) -> Proposal:
    sentence = f"Only the first {_READ} characters of this long text were read; read the rest yourself."
    reason = Reason("impact", proposal.impact, sentence)
    return replace(proposal, reasons=(*proposal.reasons, reason))


def proposed_facts(proposal: Proposal) -> ChangeFacts:
    """Return the facts that the words alone give. What they do not say is unknown, and so counts as L2."""
    if proposal.is_silent:
        return ChangeFacts(flags=None)
    has_areas = bool(proposal.areas) or proposal.kind == "infra_only"
    return ChangeFacts(
        areas=frozenset(proposal.area_codes) if has_areas else None,
        flags=frozenset(proposal.flags),
        kind=proposal.kind,
        impact=proposal.impact,
    )


def _propose_one(change: ChangeText, product: str, vocabulary: Vocabulary, *, is_list: bool) -> Proposal:
    found = _found(change, product, vocabulary)
    threshold = vocabulary.threshold
    kind, kind_hits = propose_kind(found, threshold)
    areas = propose_areas(found, threshold, kind, is_list=is_list)
    flags = {flag: hits for flag, hits in found["flags"].items() if weight_of(hits) >= threshold}
    cues = {code: weight_of(hits) for code, hits in found["cues"].items() if weight_of(hits) > 0}
    verdict = propose_impact(tuple(match.area for match in areas), kind, cues)
    cue_hits = [hit for cue in verdict.cues for hit in found["cues"].get(cue, ())]
    reasons = [_reason("area", m.area, "the words touch this area", m.terms, m.spans) for m in areas]
    reasons.append(_worded("kind", kind, "the words read like this kind", kind_hits))
    reasons.append(_worded("impact", verdict.impact, verdict.sentence, cue_hits))
    reasons += [_worded("flag", flag, "the words raise this flag", hits) for flag, hits in flags.items()]
    return Proposal(areas, kind, verdict.impact, tuple(flags), tuple(reasons))


def _combined(whole: Proposal, parts: Sequence[Proposal]) -> Proposal:
    kinds = Counter(part.kind for part in parts)
    kind = max(KIND_ORDER, key=lambda k: (kinds[k], -KIND_ORDER.index(k)))
    impact = max((part.impact for part in parts), key=IMPACTS.index)
    touched = {area for part in parts for area in part.area_codes}
    areas = tuple(match for match in whole.areas if match.area in touched) or whole.areas
    codes = {match.area for match in areas}
    kept = [r for r in whole.reasons if r.subject == "flag" or (r.subject == "area" and r.code in codes)]
    kept.append(_reason("kind", kind, f"{kinds[kind]} of the {len(parts)} parts read like this", (), ()))
    kept.append(_reason("impact", impact, f"the highest of its {len(parts)} parts", (), ()))
    return Proposal(areas, kind, impact, whole.flags, tuple(kept))


def _found(change: ChangeText, product: str, vocabulary: Vocabulary) -> Found:
    is_title_inside = change.text.startswith(change.title.rstrip("…. ")[:60])
    fields = {"section": change.section, "title": "" if is_title_inside else change.title, "text": change.text}
    found: dict[str, dict[str, list[Match]]] = defaultdict(lambda: defaultdict(list))
    for field, text in fields.items():
        for match in matches(field, _without_name(text, product), vocabulary):
            found[match.term.group][match.term.code].append(match)
    return found


def _without_name(text: str, product: str) -> str:
    """Blank out the product's name, so that "Approval" as a product's name proves nothing."""
    return text.replace(product, " " * len(product)) if len(product) > 3 else text


def _worded(subject: str, code: str, sentence: str, hits: Sequence[Match]) -> Reason:
    terms, spans = shown(hits)
    return _reason(subject, code, sentence, terms, spans)


def _reason(subject: str, code: str, sentence: str, terms: tuple[str, ...], spans: tuple[Span, ...]) -> Reason:
    words = ", ".join(f"“{term}”" for term in terms[:6])
    text = f"{subject.capitalize()} {code}: {sentence}{f' ({words})' if words else ''}."
    return Reason(subject, code, text, terms, spans)

"""A vendor's words with the matched ones marked. Everything is escaped; a span that does not fit is left out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape


def marked(text: str, areas: Sequence[Mapping[str, Any]], field: str = "text") -> Markup:
    """Return ``text`` with the characters of every span of ``field`` inside ``<mark>``."""
    spans = (span for area in areas for span in area.get("spans", ()) if span.get("field") == field)
    pieces, at = [], 0
    for start, end in _merged(spans, len(text)):
        pieces += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        at = end
    return Markup("").join([*pieces, escape(text[at:])])


def _merged(spans: Iterable[Mapping[str, Any]], length: int) -> list[tuple[int, int]]:
    inside = sorted((int(one["start"]), int(one["end"])) for one in spans)
    found: list[tuple[int, int]] = []
    for start, end in inside:
        if not 0 <= start < end <= length:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found

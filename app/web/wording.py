"""How times, days, names and states are written on every page. Registered as template functions of the same names."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Protocol

from flask import current_app
from markupsafe import Markup, escape

from app.base import clock
from app.web.icons import icon
from app.web.listing import Column
from app.web.navigation import shell

NOTHING = Markup('<span class="nothing">–<span class="visually-hidden"> not given</span></span>')


class Named(Protocol):
    """Somebody with a name and a user name: a person, an actor."""

    @property
    def name(self) -> str:
        """The printed name."""

    @property
    def username(self) -> str:
        """The user name, ``[a-z0-9._-]`` only, so that look-alike names stay apart."""


def local_time(moment: datetime | None) -> Markup:
    """Write a moment in the organisation's zone with UTC beside it; the page's script turns it into the reader's."""
    if moment is None:
        return NOTHING
    utc = clock.cut(moment)
    zone = current_app.config["QUALWARD"].timezone
    text = f"{utc:%Y-%m-%d %H:%M} UTC"
    if str(zone) != "UTC":
        text = f"{utc.astimezone(zone):%Y-%m-%d %H:%M} {zone} ({text})"
    return Markup('<time datetime="{}" title="{}" data-local-time>{}</time>').format(
        clock.to_text(utc), f"{utc:%Y-%m-%d %H:%M:%S} UTC", text
    )


def utc_time(moment: datetime | None) -> Markup:
    """Write a moment in UTC to the second, as records and signatures print it."""
    if moment is None:
        return NOTHING
    utc = clock.cut(moment)
    return Markup('<time datetime="{}">{}</time>').format(clock.to_text(utc), f"{utc:%Y-%m-%d %H:%M:%S} UTC")


def day(value: date | None) -> Markup:
    """Write a calendar day: 2026-11-02."""
    if value is None:
        return NOTHING
    return Markup('<time datetime="{0}">{0}</time>').format(value.isoformat())


def named(text: str | None) -> Markup:
    """Isolate a name, so that a right-to-left script does not turn the words around it."""
    return Markup("<bdi>") + escape(text) + Markup("</bdi>") if text else NOTHING


def person(who: Named | None) -> Markup:
    """Write "Name (username)": two people with one name, or look-alike letters, stay apart."""
    return NOTHING if who is None else person_named(who.name, who.username)


def person_named(name: str, username: str) -> Markup:
    """Write "Name (username)" from the two words."""
    return _html(
        f'<span class="person"><bdi>{escape(name)}</bdi> <span class="username">({escape(username)})</span></span>'
    )


_SHAPES = {
    "neutral": "circle",
    "wait": "hourglass-split",
    "good": "check-circle-fill",
    "warn": "exclamation-triangle-fill",
    "bad": "x-octagon-fill",
    "off": "slash-circle",
}


def chip(state: str, tone: str | None = None) -> Markup:
    """Write a state as word and shape; colour only repeats what both say.

    ``tone`` is one of neutral, wait, good, warn, bad, off; without it the rooms' table of tones decides.
    """
    found = tone or shell().tones.get(state, "neutral")
    return _html(f'<span class="chip chip-{found}">{icon(_SHAPES[found])}{escape(state.replace("_", " "))}</span>')


def digest(sha256: str) -> Markup:
    """Write a SHA-256: the first twelve digits, the whole of it in the title and for copying."""
    return Markup('<code class="digest" title="{0}">{1}<span class="digest-rest">{2}</span></code>').format(
        sha256, sha256[:12], sha256[12:]
    )


def size(bytes_: int) -> str:
    """Write a file size: 512 B, 3.4 kB, 12.0 MB (powers of 1,000)."""
    if bytes_ < 1000:
        return f"{bytes_} B"
    if bytes_ < 1_000_000:
        return f"{bytes_ // 100 / 10} kB"
    return f"{bytes_ // 100_000 / 10} MB"


def lines(text: str | None) -> Markup:
    """Write a longer text with its line ends, never as HTML."""
    return Markup('<div class="prose" dir="auto">{}</div>').format(escape(text)) if text else NOTHING


_KINDS: dict[str, Callable[[Any], Markup]] = {
    "chip": chip,
    "time": local_time,
    "day": day,
    "name": named,
    "person": person,
}


def cell_of(row: Any, column: Column) -> Markup:
    """Write one cell of a list as its column says. In Python, because a list has hundreds of them."""
    value = column.value(row)
    if value is None or value == "":
        return NOTHING
    written = _KINDS.get(column.kind, escape)(value)
    return _html(f'<a href="{escape(column.href(row))}">{written}</a>') if column.href else written


def _html(escaped: str) -> Markup:
    """Mark text whose inserted parts were escaped in place; ``Markup.format`` takes a third of a list page's time."""
    return Markup(escaped)  # noqa: S704 - each caller above escapes what it inserts


def in_words(value: Any) -> str:
    """Write a value from the trail as people read it: yes and no, lists in a row, long texts by their digest."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(in_words(one) for one in value)
    if isinstance(value, dict):
        if set(value) == {"sha256", "size", "name"}:
            return f"{size(value['size'])}, SHA-256 {value['sha256'][:12]}…"
        return ", ".join(f"{name.replace('_', ' ')} {_short(one)}" for name, one in value.items())
    return str(value)


def _short(value: Any) -> str:
    text = in_words(value)
    return f"{text[:12]}…" if len(text) == 64 and text.isalnum() else text


SHOWN_WHOLE = 240
"""Characters of a value that is shown whole."""
_BEGINNING = 160


def beginning(text: str) -> str:
    """Return how a long text begins, up to the end of a word; nothing of one that is shown whole."""
    if len(text) <= SHOWN_WHOLE:
        return ""
    start = text[:_BEGINNING]
    return start.rsplit(None, 1)[0] if " " in start else start


FUNCTIONS = {
    one.__name__: one
    for one in (
        in_words,
        beginning,
        local_time,
        utc_time,
        day,
        named,
        person,
        person_named,
        chip,
        digest,
        size,
        lines,
        cell_of,
    )
}

"""Feed documents of the demo's vendors, as they stood at one time, in the form each vendor uses."""

import json
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from html import escape
from xml.sax.saxutils import escape as xml

from app.base import clock
from app.demo.vendors import Announcement, Vendor


def document(vendor: Vendor, now: datetime) -> tuple[str, str]:
    """Return the feed of ``vendor`` as it stands at ``now``, and its media type."""
    shown = [one for one in vendor.announcements if one.at <= now]
    write, media_type = _FORMS[vendor.form]
    return write(vendor, sorted(shown, key=lambda one: one.at, reverse=True)), media_type


def _title(vendor: Vendor, one: Announcement) -> str:
    return f"{vendor.title.split(' –')[0].split(' releases')[0]} {one.version}"


def _link(vendor: Vendor, one: Announcement) -> str:
    return one.id if one.id.startswith("https://") else f"https://{vendor.slug}.example/releases/{one.id}"


def _atom(vendor: Vendor, shown: list[Announcement]) -> str:
    entries = "".join(
        f"<entry><id>tag:{vendor.slug}.example,2024:{one.id}</id><title>{xml(_title(vendor, one))}</title>"
        f'<link href="{_link(vendor, one)}"/><published>{clock.to_text(one.at)}</published>'
        f"<updated>{clock.to_text(one.at)}</updated>"
        f'<content type="html">{xml(_html(one.note))}</content></entry>'
        for one in shown
    )
    updated = clock.to_text(shown[0].at) if shown else "2024-01-01T00:00:00.000Z"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>tag:{vendor.slug}.example,2024:feed</id><title>{xml(vendor.title)}</title>"
        f"<updated>{updated}</updated>{entries}</feed>"
    )


def _rss(vendor: Vendor, shown: list[Announcement]) -> str:
    items = "".join(
        f"<item><title>{xml(_title(vendor, one))}</title><link>{xml(_link(vendor, one))}</link>"
        f'<guid isPermaLink="false">{xml(one.id)}</guid><pubDate>{format_datetime(one.at)}</pubDate>'
        f"<description>{xml(one.note)}</description></item>"
        for one in shown
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{xml(vendor.title)}</title>'
        f"<link>https://{vendor.slug}.example/</link><description>{xml(vendor.title)}</description>{items}</channel></rss>"
    )


def _rdf(vendor: Vendor, shown: list[Announcement]) -> str:
    items = "".join(
        f'<item rdf:about="{xml(one.id)}"><title>{xml(_title(vendor, one))}</title>'
        f"<link>{xml(_link(vendor, one))}</link>"
        f"<dc:date>{clock.to_text(one.at)}</dc:date><description>{xml(_html(one.note))}</description></item>"
        for one in shown
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="https://{vendor.slug}.example/"><title>{xml(vendor.title)}</title>'
        f"<link>https://{vendor.slug}.example/</link><description>{xml(vendor.title)}</description></channel>"
        f"{items}</rdf:RDF>"
    )


def _json(vendor: Vendor, shown: list[Announcement]) -> str:
    items = [
        {
            "id": one.id,
            "title": _title(vendor, one),
            "url": _link(vendor, one),
            "date_published": clock.to_text(one.at),
            "content_text": one.note,
        }
        for one in shown
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": vendor.title, "items": items})


def _html(note: str) -> str:
    """Turn a plain note into the HTML that most vendors put into their feeds."""
    if note.startswith("<"):
        return note
    blocks = []
    for block in note.split("\n\n"):
        lines = block.split("\n")
        heading = "" if lines[0].startswith("- ") else f"<h3>{escape(lines.pop(0))}</h3>"
        items = "".join(f"<li>{escape(line.removeprefix('- '))}</li>" for line in lines)
        blocks.append(f"{heading}<ul>{items}</ul>")
    return "".join(blocks)


_FORMS: dict[str, tuple[Callable[[Vendor, list[Announcement]], str], str]] = {
    "atom": (_atom, "application/atom+xml"),
    "rss": (_rss, "application/rss+xml"),
    "rdf": (_rdf, "application/rdf+xml"),
    "json": (_json, "application/feed+json"),
}

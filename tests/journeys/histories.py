"""Real release histories, written as the feeds that vendors publish."""

import json
from dataclasses import dataclass
from html import escape

from tests.paths import shared_data

MOST = 8
"""Releases of a history that are published: the newest ones with notes."""


@dataclass(frozen=True)
class Published:
    """One release as its vendor published it; ``day`` is its date, ``YYYY-MM-DD``."""

    uid: str
    title: str
    day: str
    url: str
    note: str


def history(name: str) -> list[Published]:
    """Return the newest releases of a product that have a whole note, the newest first."""
    text = (shared_data() / "releases-history" / f"{name}.json").read_text(encoding="utf-8")
    kept = [one for one in json.loads(text)["releases"] if one["notes"] and not one["notes_truncated"]]
    return [_published(name, one) for one in kept[:MOST]]


def atom(product: str, releases: list[Published]) -> str:
    """Return an Atom document."""
    entries = "".join(
        f"<entry><id>{one.uid}</id><title>{escape(one.title)}</title><link href='{one.url}'/>"
        f"<published>{one.day}T06:00:00Z</published><updated>{one.day}T06:00:00Z</updated>"
        f"<content type='text'>{escape(one.note)}</content></entry>"
        for one in releases
    )
    head = f"<title>{product} releases</title><id>urn:{product}</id><updated>{releases[0].day}T06:00:00Z</updated>"
    return f"<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'>{head}{entries}</feed>"


def json_feed(product: str, releases: list[Published]) -> str:
    """Return a JSON Feed."""
    items = [
        {"id": one.uid, "title": one.title, "url": one.url, "date_published": f"{one.day}T06:00:00Z",
         "content_text": one.note}
        for one in releases
    ]  # fmt: skip
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": f"{product} releases", "items": items})


def _published(product: str, release: dict[str, str]) -> Published:
    version = release["version"]
    url = release["url"] or f"https://vendor.example/{product}/{version}"
    return Published(f"{product}@{version}", release["title"], release["date"], url, release["notes"])

"""The quick reader and feedparser say the same, over every document and over documents made to differ."""

import html
import random

import pytest

from app.releases.feeds import parse
from app.releases.feeds.fast import fast_drafts
from app.releases.feeds.parse import parse_document
from tests.corpus.feed_corpus import documents

WORDS = [
    "4.2.1",
    "beta",
    "R&D",
    "<b>x</b>",
    "a < b",
    "é",
    "\u2013",
    "\x85",
    "Ã©",
    "&nbsp;",
    "&amp;lt;",
    "日本",
    "x",
    "  ",
    "\n",
    "]]",
]
DATES = [
    "Mon, 05 Oct 2026 08:00:00 GMT",
    "Mon, 5 Oct 2026 08:00:00 +0200",
    "2026-10-05T08:00:00Z",
    "2026-10-05T08:00:00+05:30",
    "2026-10-05",
    "Mon, 31 Feb 2026 08:00:00 GMT",
    "soon",
    "",
    "2026-02-30T08:00:00Z",
    "2026-10-05T24:00:00Z",
    "Tue, 05 Oct 2026 08:00:00 GMT",
    "Mon, 05 Oct 1926 08:00:00 -0500",
    "2026-10-05T08:00:60Z",
]
FEED = "https://vendor.example/feed"
LINKS = [
    "https://v.example/1",
    "/r/1",
    "http:///x",
    "https://v.example/?a=1&b=2",
    "javascript:x",
    " https://v.example/2 ",
    "urn:1",
]


def by_feedparser(monkeypatch, body, content_type=None):
    with monkeypatch.context() as patch:
        patch.setattr(parse, "fast_drafts", lambda document: None)
        return parse_document(body, content_type=content_type, url=FEED)


def test_both_agree_on_every_document(monkeypatch):
    taken = []
    real = fast_drafts

    def spy(document):
        answer = real(document)
        taken.append(answer is not None)
        return answer

    monkeypatch.setattr(parse, "fast_drafts", spy)
    for document in documents():
        quick = parse_document(document.body, content_type=document.content_type, url=FEED)
        assert quick == by_feedparser(monkeypatch, document.body, document.content_type), document.name
    print(f"{sum(taken)} of {len(taken)} documents were read by the quick reader")
    assert sum(taken) > 150


@pytest.mark.parametrize("seed", range(4))
def test_both_agree_on_documents_made_to_differ(monkeypatch, seed):
    dice = random.Random(seed)
    quick_reads = 0
    for _ in range(600):
        body = atom(dice) if dice.random() < 0.5 else rss(dice)
        quick_reads += fast_drafts(body) is not None
        assert parse_document(body, url=FEED) == by_feedparser(monkeypatch, body), body.decode()
    assert quick_reads > 25


def test_a_plain_feed_is_read_quickly_and_any_oddity_is_not():
    plain = b"<rss version='2.0'><channel><title>V</title><item><title>1.0</title></item></channel></rss>"
    oddities = (
        b"<dc:date/>",
        b"<media:group/>",
        b"<title>again</title>",
        b"<description><p>x</p></description>",
        b"<x>",
    )
    assert fast_drafts(plain)
    for odd in oddities:
        assert fast_drafts(plain.replace(b"</item>", odd + b"</item>")) is None


def atom(dice: random.Random) -> bytes:
    entries = "".join(f"<entry>{''.join(shuffled(dice, atom_parts(dice)))}</entry>" for _ in range(dice.randint(0, 3)))
    base = dice.choice(["", "", "", ' xml:lang="en"', ' xml:base="http://b.example/"'])
    return f'<feed xmlns="http://www.w3.org/2005/Atom"{base}><title>{text(dice)}</title>{entries}</feed>'.encode()


def atom_parts(dice: random.Random) -> list[str]:
    kind = dice.choice(["", "", ' type="html"', ' type="html"', ' type="text"', ' type="xhtml"', ' type="text/html"'])
    rel = dice.choice(["", "", ' rel="alternate"', ' rel="self"', ' rel="ALTERNATE"'])
    return [
        f"<id>{html.escape(dice.choice([*LINKS, text(dice)]))}</id>",
        f"<title{kind}>{text(dice)}</title>",
        f'<link{rel} href="{html.escape(dice.choice(LINKS))}"/>',
        f"<updated>{dice.choice(DATES)}</updated>",
        f"<published>{dice.choice(DATES)}</published>",
        f"<content{kind}>{text(dice)}</content>",
        f"<summary>{text(dice)}</summary>",
        "<author><name>A</name></author>",
        f'<link rel="enclosure" type="text/html" length="5" href="{html.escape(dice.choice(LINKS))}"/>',
        f'<category term="{html.escape(dice.choice(WORDS))}"/>'.replace("\x85", ""),
    ]


def rss(dice: random.Random) -> bytes:
    items = "".join(f"<item>{''.join(shuffled(dice, rss_parts(dice)))}</item>" for _ in range(dice.randint(0, 3)))
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'<rss version="2.0" {spaces}><channel><title>{text(dice)}</title>{items}</channel></rss>'.encode()


def rss_parts(dice: random.Random) -> list[str]:
    permalink = dice.choice(["", ' isPermaLink="false"', ' isPermaLink="true"', ' isPermaLink="TRUE"'])
    return [
        f"<guid{permalink}>{html.escape(dice.choice([*LINKS, text(dice)]))}</guid>",
        f"<title>{text(dice)}</title>",
        f"<link>{html.escape(dice.choice(LINKS))}</link>",
        f"<pubDate>{dice.choice(DATES)}</pubDate>",
        f"<description>{text(dice)}</description>",
        f"<content:encoded>{text(dice)}</content:encoded>",
        "<dc:creator>A</dc:creator>",
        "<category>c</category>",
    ]


def shuffled(dice: random.Random, parts: list[str]) -> list[str]:
    kept = [part for part in parts if dice.random() < 0.7]
    dice.shuffle(kept)
    return kept + ([dice.choice(parts)] if dice.random() < 0.05 else [])


def text(dice: random.Random) -> str:
    words = "".join(dice.choice([*WORDS[:3], "plain words ", *WORDS]) for _ in range(dice.randint(0, 3)))
    return dice.choice([html.escape(words), html.escape(words, quote=False), f"<![CDATA[{words}]]>", "plain words 4.2"])

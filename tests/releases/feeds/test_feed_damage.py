"""A damaged document reads like the sound one, except where the damage is (threats-and-faults.md F14, F17)."""

from app.releases.feeds.mending import mended
from app.releases.feeds.parse import parse_document
from app.releases.feeds.repair import sound_part

HEAD = (
    b'<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>'
    b'<link rel="self" href="https://v.example/x"/>'
)
GOOD = (
    b'<entry><id>a</id><title>1.0 \xe2\x80\x93 &amp;amp; more</title><content type="xhtml">'
    b'<div xmlns="http://www.w3.org/1999/xhtml"><p>One &lt;b&gt; &#38;amp; two</p><hr/></div></content></entry>'
)
BAD = b"<entry><id>b</id><title>2.0 Q&A &nbsp; <br> unclosed</title></entry>"


def test_one_bad_entry_does_not_change_how_its_neighbours_read():
    sound = parse_document(HEAD + GOOD + GOOD.replace(b"<id>a", b"<id>c") + b"</feed>").entries
    damaged = parse_document(HEAD + GOOD + BAD + GOOD.replace(b"<id>a", b"<id>c") + b"</feed>").entries
    assert [entry.uid for entry in damaged] == ["a", "b", "c"]
    assert (damaged[0], damaged[2]) == sound
    assert damaged[1].version == "2.0"


def test_one_bad_byte_does_not_change_the_rest():
    body = HEAD + GOOD + GOOD.replace(b"<id>a", b"<id>c").replace(b"One", b"One \xff") + b"</feed>"
    title = "1.0 – &amp; more"
    assert [
        entry.title for entry in parse_document(body.replace(b"more", b"more \xc3\xa9\xc3\xa8 \xc3\xa0")).entries
    ] == [
        f"{title} éè à",
        f"{title} éè à",
    ]


def test_a_cut_inside_a_character_does_not_change_the_encoding():
    whole = HEAD + GOOD + b"<entry><id>z</id><title>\xd8\xb1\xd9"
    first, last = parse_document(whole).entries
    assert (first.title, first.is_whole, last.is_whole) == ("1.0 – &amp; more", True, False)


def test_another_encoding_is_not_mended():
    body = "<rss><channel><item><title>né à côté</title></item></channel></rss>".encode("windows-1252")
    assert mended(body) is body
    assert parse_document(body).entries[0].title == "né à côté"


def test_nothing_is_told_apart_where_the_beginning_is_damaged():
    assert sound_part(b"<feed><a></b>" + GOOD + b"</feed>") is None
    assert sound_part(b"no entries at all") is None
    assert sound_part(HEAD + BAD + b"</feed>") is None

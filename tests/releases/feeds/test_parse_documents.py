"""Each fixture is named after the oddity it carries."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.releases.feeds.entries import MAX_BYTES, MAX_ENTRIES
from app.releases.feeds.parse import parse_document

FIXTURES = Path(__file__).parent / "fixtures"


def read(name: str, **facts: str):
    return parse_document((FIXTURES / name).read_bytes(), **facts)


def test_atom_entry_without_date_has_readable_text_and_resolved_link():
    parsed = read("entry-without-date.atom", url="https://vendor.example/feed.atom")
    (entry,) = parsed.entries
    assert (parsed.kind, parsed.is_ok, parsed.title) == ("atom", True, "Vendor releases")
    assert (entry.uid, entry.title, entry.version) == ("urn:r:1", "Platform 25R1", "25R1")
    assert entry.url == "https://vendor.example/notes/25r1"
    assert (entry.published, entry.updated) == (None, None)
    assert entry.text.split("\n") == [
        "## Security",
        "- Tighter sessions",
        "- Audit & trail",
        "Area | Change",
        "Login | New",
    ]


def test_uid_is_the_id_then_the_link_then_the_words():
    with_link, with_nothing = read("entry-without-id.rss").entries
    assert with_link.uid == "https://vendor.example/4.2.1"
    assert with_link.published == datetime(2026, 10, 5, 6, tzinfo=UTC)
    assert with_link.text == "One\n- first thing\n- second thing"
    assert with_nothing.uid == f"sha256:{with_nothing.note_sha256}"
    assert (with_nothing.version, with_nothing.is_prerelease) == ("4.2.0-rc1", True)


def test_the_cut_entry_of_a_truncated_feed_is_marked():
    parsed = read("truncated-tail.rss")
    assert [(entry.uid, entry.is_whole) for entry in parsed.entries] == [("a", True), ("b", False)]
    assert parsed.is_ok
    assert not parsed.is_whole


def test_a_truncated_json_feed_says_so():
    parsed = read("truncated-tail.json")
    assert (parsed.kind, parsed.is_ok, parsed.entries) == ("json", False, ())
    assert "not whole" in parsed.error


def test_json_items_of_wrong_types_are_passed_over_not_fatal():
    first, second = read("numeric-id-and-wrong-types.json", url="https://vendor.example/feed.json").entries
    assert (first.uid, first.version, first.text) == ("7", "3.0", "## New\nText")
    assert first.url == "https://vendor.example/notes/3"
    assert first.published == datetime(2026, 10, 5, 6, tzinfo=UTC)
    assert second.text == "Only a summary\n- point"
    assert second.updated is None


def test_cdf_in_capitals():
    parsed = read("uppercase-channel.cdf")
    (entry,) = parsed.entries
    assert (parsed.kind, parsed.title) == ("cdf", "Old channel")
    assert (entry.title, entry.version, entry.url) == ("Version 9.1", "9.1", "https://vendor.example/r/9.1")
    assert (entry.updated, entry.text) == (datetime(2004, 4, 7, 4, 5, 43, tzinfo=UTC), "Small fixes")


def test_rdf_with_dublin_core_dates():
    parsed = read("dublin-core-dates.rdf")
    assert (parsed.kind, parsed.entries[0].version) == ("rdf", "2024.3 LTS")
    assert parsed.entries[0].updated == datetime(2024, 9, 1, tzinfo=UTC)


def test_a_sign_in_page_is_an_error_not_an_empty_feed():
    parsed = read("sign-in-page.html", content_type="application/rss+xml")
    assert (parsed.kind, parsed.is_ok, parsed.title) == ("html", False, "Sign in & continue")
    assert "web page" in parsed.error


def test_a_harmless_entity_declaration_is_read():
    (entry,) = read("nbsp-declared.rss").entries
    assert entry.title == "8 ways"


@pytest.mark.parametrize("body", [b"", b" \n ", b"hello", b"{}", b"[1]", b"<rss><channel/></rss>", b"\x00\xff" * 50])
def test_nothing_readable_is_a_sentence(body):
    parsed = parse_document(body)
    assert not parsed.is_ok
    assert parsed.entries == ()
    assert parsed.error.endswith(".")


def test_a_document_above_the_limit_is_not_read():
    assert "more than" in parse_document(b"<rss>" + b" " * MAX_BYTES).error


def test_more_entries_than_any_release_feed_has_are_refused():
    items = b"<item><title>1</title></item>" * (MAX_ENTRIES + 1)
    assert "entries, more than" in parse_document(b"<rss><channel>" + items + b"</channel></rss>").error


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp037", "utf-8-sig", "koi8-r"])
def test_encodings(encoding):
    mark = "" if encoding in ("utf-16-le", "utf-16-be") else f'<?xml version="1.0" encoding="{encoding}"?>'
    text = f"{mark}<rss version='2.0'><channel><item><title>Version 7.1</title></item></channel></rss>"
    assert [entry.version for entry in parse_document(text.encode(encoding)).entries] == ["7.1"]


def test_the_digest_of_the_words_ignores_dates_the_full_digest_does_not():
    body = (FIXTURES / "uppercase-channel.cdf").read_bytes()
    (before,), (after,) = (
        parse_document(body).entries,
        parse_document(body.replace(b"2004-04-06", b"2005-04-06")).entries,
    )
    assert before.note_sha256 == after.note_sha256
    assert before.sha256 != after.sha256


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[bad"])
def test_links_that_are_not_web_addresses_are_dropped(link):
    body = f"<rss><channel><item><guid isPermaLink='false'>g</guid><link>{link}</link></item></channel></rss>"
    assert parse_document(body.encode()).entries[0].url == ""

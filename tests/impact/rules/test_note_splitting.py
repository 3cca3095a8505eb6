import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.impact.rules.changes import NO_DETAILS, ChangeText, key_of, split
from app.impact.rules.revisions import match
from tests.paths import shared_data

HISTORIES = (
    "elabftw",
    "kiwi-tcms",
    "libresign-e-signature",
    "mattermost-server",
    "moodle-lms",
    "openlmis-auth",
    "paperless-ngx",
    "privacyidea",
)


def brief(note: str) -> list[tuple[str, str]]:
    return [(change.section, change.text) for change in split(note)]


def test_items_stand_under_their_headings_with_their_nested_lines() -> None:
    note = "## Added\n\n- First thing\n  goes on here\n  - and a detail\n- Second thing\n\n## Fixed\n* Third"
    assert brief(note) == [
        ("Added", "First thing\n  goes on here\n  - and a detail"),
        ("Added", "Second thing"),
        ("Fixed", "Third"),
    ]


@pytest.mark.parametrize(
    "note",
    [
        "Fixed\n-----\n- It works",
        "Fixed\n~~~~~\n\n- It works",
        "Fixed:\n* It works",
        "**Fixed**\n\n- It works",
        "Fixed\n\n• It works",
        "# Fixed #\n1. It works",
        "<h3>Fixed</h3><ul><li>It works</li></ul>",
        "<h2>Fixed</h2>\n<ol>\n<li><p>It <b>works</b></p></li>\n</ol>",
    ],
)
def test_every_way_of_writing_a_heading_and_an_item_reads_the_same(note: str) -> None:
    assert brief(note) == [("Fixed", "It works")]


def test_deeper_headings_are_joined_and_end_with_the_next_higher_one() -> None:
    note = "# Release\n## API\n### v2\n- a one\n## UI\n- b two"
    assert brief(note) == [("Release > API > v2", "a one"), ("Release > UI", "b two")]


def test_a_note_without_items_becomes_its_paragraphs() -> None:
    assert brief("We changed\nthe login.\n\nWe fixed export.") == [
        ("", "We changed\nthe login."),
        ("", "We fixed export."),
    ]


def test_text_between_items_is_not_lost() -> None:
    found = [text for _, text in brief("Read this first.\n\n- One item\n\nAnd this afterwards.")]
    assert found == ["Read this first.", "One item", "And this afterwards."]


@pytest.mark.parametrize("note", ["", "  \n\n ", "---\n***", "<!-- nothing -->", "<ul></ul>"])
def test_an_empty_note_says_that_the_vendor_gave_no_details(note: str) -> None:
    assert split(note) == (ChangeText(1, "", NO_DETAILS, NO_DETAILS),)


def test_an_item_repeated_under_another_heading_is_one_change() -> None:
    (change,) = split("## Fixes\n- Export is right again\n## All changes\n- Export is right again")
    assert (change.section, change.also_in) == ("Fixes", ("All changes",))


def test_a_title_is_the_first_sentence_without_links_credits_and_wrapping() -> None:
    note = "- The [export](https://example.invalid/x) of audit trails\n  is now complete. Details follow.\n"
    assert split(note)[0].title == "The export of audit trails is now complete."
    assert split("- Fix login by @ann in https://example.invalid/1")[0].title == "Fix login"
    assert len(split("- " + "word " * 100)[0].title) <= 141


def test_scripts_in_a_note_are_not_text() -> None:
    assert brief("<p>Hello all.</p><script>alert(1)</script><ul><li>Item &amp; more</li></ul>") == [
        ("", "Hello all."),
        ("", "Item & more"),
    ]


def test_identity_does_not_depend_on_case_spacing_section_or_position() -> None:
    first = split("## A\n- One\n- Fixed  the Export")[1]
    second = split("## B\n- fixed the\n  export")[0]
    assert first.key == second.key == key_of("FIXED THE EXPORT")


def test_an_edited_note_maps_old_changes_to_new_ones() -> None:
    old = split("- The login asks for a second factor\n- Reports are faster\n- Exports carry the signature")
    new = split("- Brand new dashboard\n- The login now asks for a second factor\n- reports are faster")
    found = match(old, new)
    assert [(pair.old.position, pair.new.position, pair.is_same_text) for pair in found.pairs] == [
        (1, 2, False),
        (2, 3, True),
    ]
    assert [change.title for change in found.added] == ["Brand new dashboard"]
    assert [change.title for change in found.removed] == ["Exports carry the signature"]
    assert not found.is_unchanged


@pytest.mark.parametrize("name", HISTORIES)
def test_a_real_history_is_split_without_losing_words(name: str) -> None:
    path = shared_data() / "releases-history" / f"{name}.json"
    releases = json.loads(Path(path).read_text(encoding="utf-8"))["releases"]
    for release in releases:
        note = release["notes"] or ""
        changes = split(note)
        assert match(changes, changes).is_unchanged
        assert [change.position for change in changes] == list(range(1, len(changes) + 1))
        assert len({change.key for change in changes}) == len(changes)
    assert sum(len(split(release["notes"] or "")) for release in releases) > len(releases)


def test_items_of_a_real_note_are_one_change_each() -> None:
    path = shared_data() / "releases-history" / "kiwi-tcms.json"
    release = next(r for r in json.loads(path.read_text(encoding="utf-8"))["releases"] if r["version"] == "16.1")
    changes = split(release["notes"])
    items = [line for line in release["notes"].splitlines() if line.startswith("- ")]
    assert sum(change.section != "" for change in changes) == len(items)
    assert {"Security", "Improvements", "Database", "API"} <= {change.section for change in changes}


@given(st.text(alphabet=st.sampled_from("ab #*-_~=`<>li/ph1\n\t.:[]()&;\u0000|"), max_size=200))
def test_any_text_is_split_into_at_least_one_change(note: str) -> None:
    changes = split(note)
    assert changes
    assert all(change.text.strip() and change.title.strip() for change in changes)


@given(st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "login", "export"]), max_size=6), st.data())
def test_every_change_of_two_notes_stands_in_exactly_one_place(rows: list[str], data: st.DataObject) -> None:
    old = split("\n".join(f"- {row} {number}" for number, row in enumerate(rows)))
    new = split("\n".join(f"- {row}" for row in data.draw(st.permutations(rows))))
    found = match(old, new)
    assert sorted(c.position for c in [*(p.old for p in found.pairs), *found.removed]) == [c.position for c in old]
    assert sorted(c.position for c in [*(p.new for p in found.pairs), *found.added]) == [c.position for c in new]


@pytest.mark.parametrize(
    "note",
    [
        "<li" * 30_000,
        "<p>a</p>" + "<li" * 30_000,
        "<p>a</p><li " + 'a="' * 30_000,
        "<p>a</p>" + "<!" * 30_000,
        "<p>a</p>" + "</" * 30_000,
        "# a" + " " * 90_000 + "b",
        "**a" * 30_000,
        "[a](" * 30_000,
        "- " * 45_000,
    ],
    ids=["tags", "tags-in-html", "attributes", "declarations", "ends", "spaces", "bold", "links", "items"],
)
def test_a_hostile_note_does_not_hold_up_the_others(note: str) -> None:
    """Before stray marks were taken out, 300,000 characters of ``<li`` took four minutes."""
    start = time.monotonic()
    split(note)
    assert time.monotonic() - start < 3

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.releases.rules.known import Known
from app.releases.rules.novelty import Verdict, judge, judge_all

DAY = datetime(2026, 10, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Item:
    uid: str = "id-1"
    title: str = "Version 4.2"
    version: str = "4.2"
    url: str = "https://vendor.example/4.2"
    published: datetime | None = DAY
    is_prerelease: bool = False
    sha256: str = "all-1"
    note_sha256: str = "words-1"
    is_whole: bool = True


def known(item: Item) -> Known:
    return Known(item.uid, item.title, item.version, item.url, item.published, item.sha256, item.note_sha256)


def verdicts(items, **facts):
    judged = judge_all({entry.uid: entry for entry in facts.pop("known", ())}, items, **facts)
    return [(judgement.uid, judgement.novelty.verdict.value, judgement.opens_work) for judgement in judged]


def test_new_same_changed_each_with_a_sentence():
    item = Item()
    for past, entry, verdict in (
        (None, item, Verdict.NEW),
        (known(item), item, Verdict.SAME),
        (known(item), replace(item, sha256="all-2"), Verdict.SAME),
        (known(item), replace(item, sha256="all-2", note_sha256="words-2"), Verdict.CHANGED),
    ):
        novelty = judge(past, entry)
        assert novelty.verdict is verdict
        assert novelty.reason.endswith(".")


def test_a_changed_title_is_named_in_the_reason():
    novelty = judge(known(Item()), Item(title="Version 4.2, corrected", sha256="x", note_sha256="y"))
    assert "title" in novelty.reason


def test_the_first_poll_is_a_baseline_and_opens_nothing():
    items = [Item(), Item(uid="id-2", url="https://vendor.example/4.1", version="4.1", note_sha256="w", sha256="a")]
    assert verdicts(items, is_first_poll=True) == [("id-1", "new", False), ("id-2", "new", False)]


def test_prereleases_can_be_filtered_but_stay_on_record():
    beta = Item(is_prerelease=True)
    assert verdicts([beta], skips_prereleases=True) == [("id-1", "new", False)]
    assert verdicts([beta]) == [("id-1", "new", True)]


def test_an_entry_that_left_the_feed_is_not_spoken_of():
    assert verdicts([], known=[known(Item())]) == []


def test_the_same_id_twice_counts_once():
    assert verdicts([Item(), Item()]) == [("id-1", "new", True), ("id-1", "same", False)]


def test_flipped_ids_are_recognised_by_their_address():
    assert verdicts([Item(uid="moved", sha256="all-2")], known=[known(Item())]) == [("id-1", "same", False)]


def test_an_edit_under_a_flipped_id_is_a_change():
    edited = Item(uid="moved", sha256="all-2", note_sha256="words-2")
    assert verdicts([edited], known=[known(Item())]) == [("id-1", "changed", True)]


def test_flipped_ids_and_addresses_are_recognised_by_their_words():
    moved = Item(uid="moved", url="https://new.example/4.2", sha256="all-2")
    assert verdicts([moved], known=[known(Item())]) == [("id-1", "same", False)]


def test_one_page_for_every_release_does_not_merge_releases():
    page = "https://vendor.example/changelog"
    old, new = Item(url=page), Item(uid="id-2", url=page, version="4.3", title="Version 4.3", note_sha256="w")
    assert verdicts([new], known=[known(old)]) == [("id-2", "new", True)]
    assert verdicts([new, old], known=[known(old)]) == [("id-2", "new", True), ("id-1", "same", False)]


def test_the_same_words_on_another_day_are_another_release():
    other = Item(uid="id-2", url="https://vendor.example/b", published=datetime(2026, 11, 5, tzinfo=UTC), sha256="b")
    assert verdicts([other], known=[known(Item())]) == [("id-2", "new", True)]


def test_the_same_words_beside_the_original_are_another_release():
    other = Item(uid="id-2", url="https://vendor.example/b", sha256="b")
    assert verdicts([other, Item()], known=[known(Item())]) == [("id-2", "new", True), ("id-1", "same", False)]


def test_one_id_for_every_release_falls_back_to_addresses_and_stays_stable():
    first = Item(uid="feed", url="https://vendor.example/1", sha256="a", note_sha256="a", version="1.0")
    second = Item(uid="feed", url="https://vendor.example/2", sha256="b", note_sha256="b", version="2.0")
    assert verdicts([first, second]) == [(first.url, "new", True), (second.url, "new", True)]
    past = [replace(known(item), uid=item.url) for item in (first, second)]
    assert verdicts([second, first], known=past) == [(second.url, "same", False), (first.url, "same", False)]
    assert verdicts([second], known=past) == [(second.url, "same", False)]


def test_order_does_not_matter():
    items = [Item(uid=f"id-{n}", url=f"https://v.example/{n}", sha256=f"a{n}", note_sha256=f"w{n}") for n in range(5)]
    past = [known(item) for item in items]
    assert {verdict for _, verdict, _ in verdicts(items[::-1], known=past)} == {"same"}


def test_a_cut_entry_waits_and_does_not_wait_for_ever():
    cut = Item(is_whole=False, note_sha256="part", sha256="part")
    assert verdicts([cut]) == [("id-1", "waiting", False)]
    assert verdicts([cut], known=[known(Item())]) == [("id-1", "same", False)]
    assert verdicts([cut], was_cut_before=True) == [("id-1", "new", True)]


def test_one_id_and_one_address_for_every_release_lose_no_release():
    page = "https://vendor.example/changelog"
    items = [
        Item(uid=page, url=page, version=version, title=f"Version {version}", sha256=version, note_sha256=version)
        for version in ("3.0", "2.0", "1.0")
    ]
    assert verdicts(items) == [(f"{page}#{item.version}", "new", True) for item in items]
    past = [replace(known(item), uid=f"{page}#{item.version}") for item in items]
    assert {verdict for _, verdict, _ in verdicts(items, known=past)} == {"same"}
    assert verdicts(items[:1], known=past) == [(f"{page}#3.0", "same", False)]
    edited = replace(items[1], sha256="x", note_sha256="x")
    assert verdicts([items[0], edited], known=past)[1] == (f"{page}#2.0", "changed", True)


def test_a_second_release_under_the_id_of_the_only_known_one_is_new():
    page = "https://vendor.example/changelog"
    first = Item(uid=page, url=page, version="1.0", title="Version 1.0", sha256="1", note_sha256="1")
    second = Item(uid=page, url=page, version="2.0", title="Version 2.0", sha256="2", note_sha256="2")
    assert verdicts([second, first], known=[known(first)]) == [(f"{page}#2.0", "new", True), (page, "same", False)]


def test_maintenance_notes_without_version_are_told_apart_by_day():
    page = "https://vendor.example/status"
    days = [datetime(2026, 10, day, tzinfo=UTC) for day in (7, 6)]
    items = [
        Item(uid=page, url=page, version="", title="Maintenance", published=day, sha256=f"{day}", note_sha256=f"{day}")
        for day in days
    ]
    assert [verdict for _, verdict, _ in verdicts(items)] == ["new", "new"]

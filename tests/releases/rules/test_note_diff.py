from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from app.releases.rules.note_diff import Mark, changed_rows, diff


def shown(older, newer):
    return [(row.mark.value, row.text, row.old_number, row.new_number) for row in diff(older, newer)]


def test_rows_in_reading_order_with_both_numbers():
    assert shown("a\nb\nc", "a\nB\nc\nd") == [
        ("kept", "a", 1, 1),
        ("removed", "b", 2, None),
        ("added", "B", None, 2),
        ("kept", "c", 3, 3),
        ("added", "d", None, 4),
    ]


def test_equal_texts_have_no_changes():
    assert changed_rows(diff("a\n\nb", "a\n\nb")) == ()
    assert diff("", "") == ()


def test_blank_lines_are_not_changes_to_read():
    assert changed_rows(diff("a\nb", "a\n\nb")) == ()


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_both_texts_can_be_read_back(old, new):
    rows = diff("\n".join(old), "\n".join(new))
    assert [row.text for row in rows if row.mark is not Mark.ADDED] == old
    assert [row.text for row in rows if row.mark is not Mark.REMOVED] == new


def test_two_huge_notes_do_not_hold_the_page_up():
    older = "\n".join(f"- {n % 7}" for n in range(20_000))
    newer = "\n".join(f"- {n % 5}" for n in range(20_000))
    start = process_time()
    assert changed_rows(diff(older, newer))
    assert process_time() - start < 4, "seconds of computing; a comparison of all with all takes minutes"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.stems import stem, words


@pytest.mark.parametrize(
    "forms",
    [
        ("sign", "signs", "signed", "signing"),
        ("delete", "deletes", "deleted", "deleting"),
        ("approval", "approvals"),
        ("history", "histories"),
        ("stop", "stopped", "stopping"),
        ("access", "accesses"),
    ],
)
def test_forms_of_one_word_read_the_same(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("setting", "set"), ("theme", "them"), ("status", "state")])
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_compound_names_are_taken_apart_unless_they_are_known() -> None:
    assert [word.raw for word in words("TestExecution.closeDate")] == ["test", "execution", "close", "date"]
    assert [word.raw for word in words("OAuth", frozenset({"oauth"}))] == ["oauth"]


@given(st.text(max_size=200))
def test_every_word_is_where_it_says(text: str) -> None:
    for word in words(text):
        assert text[word.start : word.end].lower() == word.raw

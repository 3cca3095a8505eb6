"""Threads between two queues."""

import threading
import time

import pytest

from app.base.crew import NAP, Crew


def _all_of(crew: Crew[int, int]) -> list[int]:
    found: list[int] = []
    while crew.under_way:
        found += crew.finished_within(NAP)
    return found


def test_work_that_comes_back_at_once_needs_one_thread() -> None:
    with Crew(lambda number: number * 2, 8) as crew:
        found: list[int] = []
        for start in range(0, 100, 10):
            crew.begin(range(start, start + 10))
            found += _all_of(crew)
            assert crew.threads <= 2  # a machine under load may bring one nap without a result
    assert sorted(found) == list(range(0, 200, 2))


def test_work_that_waits_is_given_more_threads_up_to_the_most() -> None:
    opened = threading.Event()

    def wait(number: int) -> int:
        opened.wait()
        return number

    with Crew(wait, 4) as crew:
        crew.begin(range(20))
        while crew.threads < 4:
            assert crew.finished_within(NAP) == []
        for _ in range(5):
            crew.finished_within(NAP)
        assert crew.threads == 4
        opened.set()
        assert sorted(_all_of(crew)) == list(range(20))


def test_no_thread_waits_for_work_that_another_has() -> None:
    with Crew(lambda number: time.sleep(10 * NAP) or number, 8) as crew:
        crew.begin([1])
        assert _all_of(crew) == [1]
        assert crew.threads == 1


def test_what_the_work_raises_is_raised_where_the_results_are_taken() -> None:
    def refuse(number: int) -> int:
        raise OSError(f"The disk refused {number}.")

    with Crew(refuse, 2) as crew:
        crew.begin([7])
        with pytest.raises(OSError, match="refused 7"):
            _all_of(crew)


def test_dismissed_threads_end_and_begin_nothing_more() -> None:
    begun: list[int] = []
    opened, under_way = threading.Event(), threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        under_way.set()
        opened.wait()
        return number

    crew = Crew(work, 1)
    crew.begin(range(10))
    under_way.wait()
    threading.Timer(0.05, opened.set).start()
    crew.dismiss()
    assert begun == [0]
    assert crew.threads == 0

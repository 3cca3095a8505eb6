"""Asking from processes of our own: the same answers, the same guard, and no process left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.base.outbound import Allow, Askers, AskingProcesses, AskingThreads, Outbound, Refusal, Reply, askers
from app.base.outbound.asking import Answer, Question
from tests.base.outbound.loopback import OK, Server, answer

ROOT = Path(__file__).resolve().parents[3]
NOT_MODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'


@pytest.fixture(params=[AskingThreads, AskingProcesses])
def asking(request: pytest.FixtureRequest) -> Iterator[Callable[[Server], Askers]]:
    """Somebody who may ask one server."""
    made: list[Askers] = []

    def make(server: Server) -> Askers:
        allowed = f"http://127.0.0.1:{server.port}"
        is_threads = request.param is AskingThreads
        made.append(AskingThreads(Outbound(Allow.parse(allowed)), 4) if is_threads else AskingProcesses(allowed, 2, 2))
        return made[-1]

    yield make
    for crew in made:
        crew.close()


def answers(crew: Askers, questions: list[Question], seconds: float = 20) -> dict[int, Reply | Refusal]:
    found: list[Answer] = []
    crew.begin(questions)
    deadline = time.monotonic() + seconds
    while len(found) < len(questions) and time.monotonic() < deadline:
        found += crew.finished()
    assert len(found) == len(questions)
    return dict(found)


def test_every_question_has_its_own_answer(serve: Callable[..., Server], asking: Callable[[Server], Askers]) -> None:
    def behave(connection: object, path: str, head: bytes) -> None:
        body = (
            NOT_MODIFIED
            if b"If-None-Match" in head
            else b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + path[-5:].encode()
        )
        connection.sendall(body)  # type: ignore[attr-defined]

    server = serve(behave)
    crew = asking(server)
    there = f"http://127.0.0.1:{server.port}/"
    questions = [
        (number, f"{there}{number:05}", {"If-None-Match": '"1"'} if number % 2 else {}) for number in range(100)
    ]
    found = answers(crew, questions)
    for number, reply in found.items():
        assert isinstance(reply, Reply)
        assert (reply.status, reply.body) == ((304, b"") if number % 2 else (200, f"{number:05}".encode()))
        assert reply.headers.get("etag") == ('"1"' if number % 2 else None)


def test_the_guard_is_the_same(serve: Callable[..., Server], asking: Callable[[Server], Askers]) -> None:
    crew = asking(serve(answer(OK)))
    found = answers(crew, [(1, "http://169.254.169.254/latest", {}), (2, "https://user:secret@vendor.example/", {})])
    assert {number: one.reason_code for number, one in found.items() if isinstance(one, Refusal)} == {
        1: "scheme",
        2: "userinfo",
    }


def test_a_process_that_is_killed_is_replaced_and_what_it_asked_is_refused(
    serve: Callable[..., Server],
) -> None:
    server = serve(answer(OK))
    with AskingProcesses(f"http://127.0.0.1:{server.port}", 2, 2) as crew:
        there = f"http://127.0.0.1:{server.port}/"
        before = crew.pids
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        found = answers(crew, [(number, there, {}) for number in range(6)])
        sentences = {one.sentence for one in found.values() if isinstance(one, Refusal)}
        why = "the process that was asking it ended before there was an answer"
        next_step = "try again later, and ask the vendor if it stays like this"
        assert sentences == {f"{there} was not fetched: {why}; {next_step}."}
        assert not set(before) & set(crew.pids)
        assert crew.is_idle
        assert all(isinstance(one, Reply) for one in answers(crew, [(1, there, {}), (2, there, {})]).values())


def test_closed_processes_are_gone(serve: Callable[..., Server]) -> None:
    crew = AskingProcesses(f"http://127.0.0.1:{serve(answer(OK)).port}", 2, 2)
    pids = crew.pids
    crew.close()
    assert [pid for pid in pids if _is_there(pid)] == []


def test_processes_end_with_the_one_that_asked_however_it_ends() -> None:
    program = (
        "import os, signal; from app.base.outbound import AskingProcesses\n"
        "askers = AskingProcesses('', 2, 1)\n"
        "print(*askers.pids, flush=True)\n"
        "askers.begin([(1, 'https://vendor.invalid/', {})])\n"
        "while not askers.finished(): pass\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    pids = [int(pid) for pid in ended.stdout.split()]
    assert len(pids) == 2
    deadline = time.monotonic() + 20
    while any(map(_is_there, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [pid for pid in pids if _is_there(pid)] == []


def _is_there(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] not in {"Z", "X"}
    return False


def test_the_process_imports_nothing_of_the_application() -> None:
    """It knows the guard; a table or a key that it cannot import cannot be talked out of it."""
    boot = askers._BOOT.removesuffix("main()\n")
    listing = boot + "print(*sorted(name for name in sys.modules if name.startswith(('app', 'flask', 'sqlalchemy'))))"
    shown = subprocess.run(
        [sys.executable, "-I", "-c", listing, str(ROOT)], capture_output=True, text=True, check=True, cwd="/"
    ).stdout.split()
    assert "app.base.outbound.client" in shown
    assert [name for name in shown if not name.startswith("app.base.") and name not in {"app", "app.base"}] == []
    assert not {"app.base.db", "app.base.files", "app.base.lease"} & set(shown)

"""Servers that dribble, hang or say nothing: everything ends on time."""

import gzip
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from app.base.outbound import Outbound, Refusal, Reply
from app.base.outbound.watch import Watch
from tests.base.outbound.hostile import CHUNKED, SMALL, Ask, reason
from tests.base.outbound.loopback import Behave, Server, redirect


def dribble(head: bytes, text: bytes, pause: float = 0.03) -> Behave:
    """Send the head at once, then a byte at a time, quicker than any single read would time out."""

    def behave(connection: socket.socket, *_: Any) -> None:
        connection.sendall(head)
        with suppress(OSError):
            for byte in text * 1000:
                connection.sendall(bytes([byte]))
                time.sleep(pause)

    return behave


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
        (CHUNKED, b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 100000\r\n\r\n",
            gzip.compress(b"x" * 99, mtime=0),
        ),
    ],
    ids=["body", "chunks", "headers", "interim answers", "gzip"],
)
def test_a_byte_at_a_time_ends_at_the_deadline(head: bytes, text: bytes, ask: Ask) -> None:
    began = time.monotonic()
    found = ask(dribble(head, text))
    took = time.monotonic() - began
    assert reason(found) == "deadline"
    assert 0.75 < took < 3
    assert isinstance(found, Refusal)
    assert "longer than 0.8 seconds in all" in found.sentence


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
def test_silence_ends_at_the_read_timeout(head: bytes, ask: Ask) -> None:
    def behave(connection: socket.socket, *_: Any) -> None:
        connection.sendall(head)
        time.sleep(1)

    began = time.monotonic()
    assert reason(ask(behave)) == "read_timeout"
    assert time.monotonic() - began < 3


def test_silence_near_the_end_waits_no_longer_than_the_deadline(ask: Ask) -> None:
    began = time.monotonic()
    found = ask(lambda *_: time.sleep(2.5), replace(SMALL, read_ms=2000, total_ms=400))
    assert reason(found) == "deadline"
    assert time.monotonic() - began < 1.5


def test_each_fetch_has_its_own_deadline(serve: Callable[..., Server], door: Callable[..., Outbound]) -> None:
    server = serve()
    outbound = door(f"http://127.0.0.1:{server.port}", replace(SMALL, total_ms=300))
    for _ in range(2):
        assert isinstance(outbound.get(f"http://127.0.0.1:{server.port}/"), Reply)
        time.sleep(0.35)


def test_slow_redirects_share_one_deadline(ask: Ask) -> None:
    def behave(connection: socket.socket, *_: Any) -> None:
        time.sleep(0.25)
        connection.sendall(redirect("/next"))

    began = time.monotonic()
    assert reason(ask(behave)) == "deadline"
    assert time.monotonic() - began < 3


def test_a_slow_name_server_ends_too(door: Callable[..., Outbound]) -> None:
    def resolve(*_: Any, **__: Any) -> list[tuple[Any, ...]]:
        time.sleep(1)
        return []

    began = time.monotonic()
    found = door("", SMALL, resolve=resolve).get("https://vendor.example/")
    assert reason(found) == "no_answer"
    assert time.monotonic() - began < 0.95


def test_a_full_queue_of_connections_ends_at_the_connect_timeout(door: Callable[..., Outbound]) -> None:
    """A listener that never accepts and whose queue is full leaves a connect hanging."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)  # noqa: FBT003 - the standard library's own signature
            each.connect_ex(("127.0.0.1", port))
        began = time.monotonic()
        found = door(f"http://127.0.0.1:{port}", SMALL).get(f"http://127.0.0.1:{port}/")
        took = time.monotonic() - began
        for each in waiting:
            each.close()
    assert reason(found) in {"connect", "read_timeout"}
    assert took < 3


def test_a_closed_port_is_a_sentence(door: Callable[..., Outbound]) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    found = door(f"http://127.0.0.1:{port}", SMALL).get(f"http://127.0.0.1:{port}/")
    assert reason(found) == "connect"
    assert isinstance(found, Refusal)
    assert "Connection refused" in found.sentence


def test_control_without_the_watch_a_dribble_outlasts_the_deadline(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Watch, "patience", lambda _self, longest_ms: longest_ms / 1000)
    text = b"x" * 40
    began = time.monotonic()
    found = ask(dribble(b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n", text))
    assert isinstance(found, Reply)
    assert time.monotonic() - began > 1.1

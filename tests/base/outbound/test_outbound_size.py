"""Servers that bomb and never end. Small limits keep the tests quick; the defaults are asserted."""

import gzip
import random
import socket
import time
import tracemalloc
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from app.base.outbound import Limits, Reply, body
from app.base.outbound.watch import Watch
from tests.base.outbound.hostile import CHUNKED, GZIP, KIB, Ask, reason, zipped
from tests.base.outbound.loopback import Behave


def test_the_default_limits_are_those_of_the_threat_model() -> None:
    limits = Limits()
    assert (limits.connect_ms, limits.read_ms, limits.total_ms) == (10_000, 10_000, 30_000)
    assert (limits.body_bytes, limits.ratio, limits.redirects) == (10 * KIB * KIB, 200, 5)


def test_a_gzip_bomb_is_stopped_early_and_takes_no_memory(ask: Ask) -> None:
    bomb = zipped(bytes(100 * KIB * KIB))
    tracemalloc.start()
    found = ask(bomb, replace(Limits(), total_ms=5000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reason(found) == "ratio"
    assert peak < 32 * KIB * KIB


def test_a_bomb_below_the_ratio_meets_the_size_limit(ask: Ask) -> None:
    noise = random.Random(1).randbytes(64 * KIB)
    assert reason(ask(zipped(noise * 16))) == "body_size"


def test_a_bomb_of_many_members_counts_as_a_whole(ask: Ask) -> None:
    packed = gzip.compress(bytes(32 * KIB)) * 2000
    assert reason(ask(GZIP % (len(packed), packed))) == "ratio"


def test_a_short_text_that_packs_very_well_is_taken(ask: Ask) -> None:
    found = ask(zipped(b" " * 60 * KIB))
    assert isinstance(found, Reply)
    assert len(found.body) == 60 * KIB


@pytest.mark.parametrize("size", [0, 1, 256 * KIB - 1, 256 * KIB])
def test_up_to_the_limit_everything_is_taken(size: int, ask: Ask) -> None:
    text = random.Random(2).randbytes(size)
    for payload in (zipped(text), b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (size, text)):
        found = ask(payload)
        assert isinstance(found, Reply)
        assert found.body == text


@pytest.mark.parametrize(
    "payload",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 262145\r\n\r\n" + bytes(262145),
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + bytes(262145 + 64 * KIB),
        zipped(random.Random(3).randbytes(262145)),
    ],
    ids=["announced", "absurd", "without length", "gzip"],
)
def test_one_byte_more_is_too_much(payload: bytes, ask: Ask) -> None:
    assert reason(ask(payload)) == "body_size"


def endless(head: bytes, piece: bytes) -> Behave:
    def behave(connection: socket.socket, *_: Any) -> None:
        connection.sendall(head)
        with suppress(OSError):
            while True:
                connection.sendall(piece)

    return behave


@pytest.mark.parametrize(
    ("head", "piece", "reasons"),
    [
        (CHUNKED, b"400\r\n" + bytes(KIB) + b"\r\n", {"body_size"}),
        (CHUNKED, b"1\r\nx\r\n" * 500, {"body_size", "deadline"}),
        (CHUNKED, b"1;" + b"e" * KIB + b"\r\nx\r\n", {"body_size"}),
        (CHUNKED + b"1;", b"e" * KIB, {"headers_size", "protocol", "cut_short"}),
        (CHUNKED + b"0\r\n", b"Trailer: x\r\n" * 100, {"body_size"}),
        (b"HTTP/1.1 200 OK\r\n\r\n", bytes(KIB), {"body_size"}),
        (b"HTTP/1.1 200 OK\r\nX: ", b"x" * KIB, {"headers_size"}),
        (b"HTTP/1.1 200 OK\r\n", b"X-Header: x\r\n" * 10, {"headers_size"}),
        (b"HTTP/1.1 ", b"2" * KIB, {"headers_size"}),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50, {"headers_size", "protocol"}),
        (b"", b"\r\n" * 500, {"protocol"}),
    ],
    ids=[
        *("chunks", "tiny chunks", "chunk extensions", "one chunk line", "trailers", "no length"),
        *("one header", "many headers", "status line", "interim answers", "blank lines"),
    ],
)
def test_what_never_ends_is_ended(head: bytes, piece: bytes, reasons: set[str], ask: Ask) -> None:
    began = time.monotonic()
    assert reason(ask(endless(head, piece))) in reasons
    assert time.monotonic() - began < 3


def test_headers_just_under_the_limit_are_read(ask: Ask) -> None:
    lines = b"".join(b"X-%d: %b\r\n" % (number, b"v" * 150) for number in range(90))
    found = ask(b"HTTP/1.1 200 OK\r\n" + lines + b"Content-Length: 0\r\n\r\n")
    assert isinstance(found, Reply)
    assert found.headers["x-89"] == "v" * 150


def test_control_without_the_ratio_the_bomb_unpacks(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body.GzipBody, "_refuse_bomb", lambda _self: None)
    assert isinstance(ask(zipped(bytes(255 * KIB))), Reply)


def test_control_without_counting_endless_headers_run_on(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Watch, "took", lambda _self, _count: None)
    assert reason(ask(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50))) in {"deadline", "protocol"}

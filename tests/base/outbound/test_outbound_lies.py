"""Servers that lie about their answers, damage them, or lead in circles."""

import gzip
import io
import random
import socket
from collections.abc import Callable
from typing import Any

import pytest
import requests

from app.base.outbound import Outbound, Refusal, Reply
from tests.base.outbound.hostile import CHUNKED, GZIP, KIB, SMALL, Ask, reason, zipped
from tests.base.outbound.loopback import OK, Server, answer, redirect


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\nshort", "cut_short"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "cut_short"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello", "cut_short"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5 \xb2\r\n\r\nhello", None),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 5\r\n\r\nhello", "encoding"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 5\r\n\r\nhello", "encoding"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: 5\r\n\r\nhello", "encoding"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", "encoding"),
        (GZIP % (20, gzip.compress(b"x" * 5000, mtime=0)[:20]), "cut_short"),
        (b"hello", "protocol"),
        (b"HTTP/1.1 abc OK\r\n\r\n", "protocol"),
        (b"HTTP/9.9 200 OK\r\n\r\n", "protocol"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "protocol"),
        (b"", "protocol"),
    ],
)
def test_a_lie_is_a_refusal(payload: bytes, code: str | None, ask: Ask) -> None:
    def behave(connection: socket.socket, *_: Any) -> None:
        connection.sendall(payload)
        connection.shutdown(socket.SHUT_WR)

    found = ask(behave)
    if code is not None:
        assert reason(found) == code
    assert isinstance(found, Reply | Refusal)


def test_more_than_announced_does_not_spill_into_the_next_answer(
    serve: Callable[..., Server], door: Callable[..., Outbound]
) -> None:
    server = serve(answer(OK + b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"))
    outbound = door(f"http://127.0.0.1:{server.port}", SMALL)
    for _ in range(5):
        found = outbound.get(f"http://127.0.0.1:{server.port}/")
        assert isinstance(found, Reply)
        assert found.body == b"hello"


def test_gzip_in_members_and_with_padding_is_read_whole(ask: Ask) -> None:
    packed = gzip.compress(b"one ", mtime=0) + gzip.compress(b"two", mtime=0) + bytes(64)
    found = ask(GZIP % (len(packed), packed))
    assert isinstance(found, Reply)
    assert found.body == b"one two"


@pytest.mark.parametrize("count", [200, pytest.param(5000, marks=pytest.mark.large)])
def test_damaged_answers_never_raise(count: int, serve: Callable[..., Server], door: Callable[..., Outbound]) -> None:
    """Bytes flipped, dropped, doubled and cut: always a value."""
    chance = random.Random(count)
    samples = (OK, zipped(b"<feed>" * 50), CHUNKED + b"5\r\nhello\r\n0\r\n\r\n", redirect("/next"))
    sent: list[bytes] = []

    def behave(connection: socket.socket, *_: Any) -> None:
        connection.sendall(sent[-1])
        connection.shutdown(socket.SHUT_RDWR)

    server = serve(behave)
    outbound = door(f"http://127.0.0.1:{server.port}", SMALL)
    for _ in range(count):
        sent.append(damaged(chance, chance.choice(samples)))
        assert isinstance(outbound.get(f"http://127.0.0.1:{server.port}/"), Reply | Refusal), sent[-1]


def damaged(chance: random.Random, sample: bytes) -> bytes:
    text = bytearray(sample)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(text))
        kind = chance.randrange(4)
        if kind == 0:
            text[at] = chance.randrange(256)
        elif kind == 1:
            del text[at : at + chance.randint(1, 4)]
        elif kind == 2:
            text[at:at] = text[at : at + 8]
        else:
            del text[max(1, at) :]
        text = text or bytearray(b"H")
    return bytes(text)


def test_malformed_headers_leave_no_traceback_in_the_log(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    assert isinstance(ask(b"HTTP/1.1 200 OK\r\n broken\r\nContent-Length: 5\r\n\r\nhello"), Reply | Refusal)
    assert caplog.records == []


def test_a_redirect_loop_stops_after_five(serve: Callable[..., Server], door: Callable[..., Outbound]) -> None:
    server = serve(answer(redirect("/again")))
    found = door(f"http://127.0.0.1:{server.port}").get(f"http://127.0.0.1:{server.port}/")
    assert reason(found) == "redirects"
    assert len(server.requests) == 6


def test_a_redirects_own_body_is_not_read(ask: Ask) -> None:
    packed = gzip.compress(bytes(10 * KIB * KIB))
    head = b"HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b"

    def behave(connection: socket.socket, path: str, _head: bytes) -> None:
        connection.sendall(OK if path == "/end" else head % (len(packed), packed))

    found = ask(behave)
    assert isinstance(found, Reply)
    assert found.body == b"hello"


def test_control_a_session_would_read_the_redirects_body(
    serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why there is no session around the adapter: it unpacks a redirect's body without limits, followed or not."""
    drawn = io.BytesIO()
    real = requests.Response.content.fget  # type: ignore[attr-defined]  # a property of requests
    monkeypatch.setattr(requests.Response, "content", property(lambda self: drawn.write(real(self)) and b""))
    server = serve(answer(b"HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Length: 5\r\n\r\nhello"))
    with requests.Session() as session:
        session.trust_env = False
        session.get(f"http://127.0.0.1:{server.port}/", stream=True, allow_redirects=False)
    assert drawn.getvalue() == b"hello"

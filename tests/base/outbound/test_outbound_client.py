"""Ordinary fetching: replies, kept connections, threads, and an environment that has no say."""

import hashlib
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.base.outbound import Limits, Outbound, Refusal, Reply, headers
from tests.base.outbound.loopback import OK, Server, answer, redirect

Fetch = Callable[..., Reply | Refusal]


@pytest.fixture
def server(serve: Callable[..., Server]) -> Server:
    return serve()


@pytest.fixture
def fetch(server: Server, door: Callable[..., Outbound]) -> Fetch:
    """Fetch a path from the server, always through the same door."""
    outbound = door(f"http://127.0.0.1:{server.port}", Limits(idle_ms=300))
    return lambda path="/", sent=None: outbound.get(f"http://127.0.0.1:{server.port}{path}", sent or {})


def test_a_reply_is_whole(server: Server, fetch: Fetch) -> None:
    found = fetch("/feed?a=%20b&c")
    assert isinstance(found, Reply)
    assert (found.status, found.body) == (200, b"hello")
    assert found.sha256 == hashlib.sha256(b"hello").hexdigest()
    assert found.url == f"http://127.0.0.1:{server.port}/feed?a=%20b&c"
    assert found.redirects == ()
    assert 0 <= found.milliseconds < 5000
    assert found.headers["content-type"] == "text/plain"
    with pytest.raises(TypeError):
        found.headers["etag"] = "x"  # type: ignore[index]  # a reply is frozen
    path, head = server.requests[0]
    assert path == "/feed?a=%20b&c"
    assert b"Accept-Encoding: gzip\r\n" in head
    assert headers.USER_AGENT.encode() in head


@pytest.mark.parametrize(
    "payload",
    [
        b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Encoding: gzip\r\n\r\n',
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone",
        b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    ],
)
def test_every_status_is_a_reply(payload: bytes, server: Server, fetch: Fetch) -> None:
    server.behave = answer(payload)
    for _ in range(2):
        assert isinstance(fetch(), Reply)
    assert server.connections == 1


def test_conditional_headers_are_sent_and_validators_come_back(server: Server, fetch: Fetch) -> None:
    server.behave = answer(b'HTTP/1.1 304 Not Modified\r\nETag: W/"2"\r\nLast-Modified: Mon\r\n\r\n')
    found = fetch("/", {"If-None-Match": 'W/"2"', "User-Agent": "Feed Test"})
    assert isinstance(found, Reply)
    assert found.headers["etag"] == 'W/"2"'
    assert b'If-None-Match: W/"2"\r\n' in server.requests[0][1]
    assert b"User-Agent: Feed Test\r\n" in server.requests[0][1]


@pytest.mark.parametrize(
    "sent",
    [
        {"Host": "evil.example"},
        {"Cookie": "a=b"},
        {"Accept-Encoding": "br"},
        {"Transfer-Encoding": "chunked"},
        {"X-A": "b\r\nX-C: d"},
        {"X A": "b"},
        {"X-A": "ü"},
        {"": "b"},
    ],
)
def test_headers_that_could_smuggle_are_refused(sent: dict[str, str], server: Server, fetch: Fetch) -> None:
    found = fetch("/", sent)
    assert isinstance(found, Refusal)
    assert found.reason_code == "header"
    assert server.connections == 0


def test_redirects_are_followed_and_listed(server: Server, fetch: Fetch) -> None:
    def behave(connection: socket.socket, path: str, _head: bytes) -> None:
        connection.sendall(redirect({"/": "a/b?c", "/a/b?c": "../ü"}[path]) if path in {"/", "/a/b?c"} else OK)

    server.behave = behave
    found = fetch()
    assert isinstance(found, Reply)
    here = f"http://127.0.0.1:{server.port}"
    assert found.redirects == (f"{here}/", f"{here}/a/b?c")
    assert found.url == f"{here}/%C3%BC"


# Connections


def test_a_connection_is_kept_and_looked_up_once(server: Server, door: Callable[..., Outbound]) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        return list(socket.getaddrinfo("127.0.0.1", port, type=socket.SOCK_STREAM))

    outbound = door(f"http://feed.example:{server.port}", resolve=resolve)
    for _ in range(50):
        assert isinstance(outbound.get(f"http://feed.example:{server.port}/"), Reply)
    assert (server.connections, asked) == (1, ["feed.example"])


def test_a_connection_that_lay_idle_is_made_anew(server: Server, fetch: Fetch) -> None:
    fetch()
    time.sleep(0.35)
    assert isinstance(fetch(), Reply)
    assert server.connections == 2


def test_a_kept_connection_that_the_server_closed_is_made_anew(server: Server, fetch: Fetch) -> None:
    for _ in range(5):
        assert isinstance(fetch(), Reply)
        server.cut()
    assert server.connections == 5


def test_a_server_that_closes_on_the_second_request_is_asked_once_more(server: Server, fetch: Fetch) -> None:
    """It hangs up only when the request arrives, so the kept connection looked alive."""
    seen: dict[socket.socket, int] = {}

    def behave(connection: socket.socket, *_: Any) -> None:
        seen[connection] = seen.get(connection, 0) + 1
        if seen[connection] == 2:
            connection.shutdown(socket.SHUT_RDWR)
        else:
            connection.sendall(OK)

    server.behave = behave
    assert all(isinstance(fetch(), Reply) for _ in range(4))
    assert server.connections == 4


def test_a_server_that_always_hangs_up_is_not_asked_forever(server: Server, fetch: Fetch) -> None:
    server.behave = lambda connection, *_: connection.shutdown(socket.SHUT_RDWR)
    assert isinstance(fetch(), Refusal)
    assert server.connections == 1


def test_threads_have_connections_of_their_own(serve: Callable[..., Server], door: Callable[..., Outbound]) -> None:
    def behave(connection: socket.socket, path: str, _head: bytes) -> None:
        text = path.encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(text), text))

    server = serve(behave)
    outbound = door(f"http://127.0.0.1:{server.port}")
    with ThreadPoolExecutor(8) as pool:
        urls = [f"/{number}" for number in range(400)]
        found = list(pool.map(lambda path: outbound.get(f"http://127.0.0.1:{server.port}{path}"), urls))
    assert [reply.body.decode() for reply in found if isinstance(reply, Reply)] == urls
    assert server.connections <= 8


def test_few_connections_are_kept(serve: Callable[..., Server], door: Callable[..., Outbound]) -> None:
    servers = [serve() for _ in range(6)]
    allow = " ".join(f"http://127.0.0.1:{server.port}" for server in servers)
    outbound = door(allow, Limits(kept_hosts=2))
    for _ in range(2):
        for server in servers:
            assert isinstance(outbound.get(f"http://127.0.0.1:{server.port}/"), Reply)
    assert [server.connections for server in servers] == [2] * 6


def test_ipv6_is_spoken(serve: Callable[..., Server], door: Callable[..., Outbound]) -> None:
    try:
        server = serve(address="::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    found = door(f"http://[::1]:{server.port}").get(f"http://[0:0::1]:{server.port}/x")
    assert isinstance(found, Reply)
    assert f"\r\nHost: [::1]:{server.port}\r\n".encode() in server.requests[0][1]


# The environment


def test_a_proxy_in_the_environment_is_not_used(
    server: Server, fetch: Fetch, canary: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        for spelled in (name, name.lower()):
            monkeypatch.setenv(spelled, f"http://127.0.0.1:{canary.port}")
    monkeypatch.setenv("NO_PROXY", "")
    assert isinstance(fetch(), Reply)
    assert (server.connections, canary.connections) == (1, 0)


def test_passwords_lying_about_are_not_sent(
    server: Server, fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password lying-about\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    fetch()
    assert b"uthorization" not in server.requests[0][1]


def test_cookies_are_neither_kept_nor_shown(server: Server, fetch: Fetch) -> None:
    server.behave = answer(OK.replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b; Path=/\r\n\r\n"))
    found = [fetch() for _ in range(2)]
    assert all("set-cookie" not in reply.headers for reply in found if isinstance(reply, Reply))
    assert b"Cookie" not in server.requests[1][1]


def test_the_default_door_opens_no_loopback(server: Server, door: Callable[..., Outbound]) -> None:
    for host in ("127.0.0.1", "localhost", "[::1]"):
        found = door().get(f"https://{host}/")
        assert isinstance(found, Refusal)
        assert found.reason_code == "address"
        assert "QUALWARD_OUTBOUND_ALLOW" in found.sentence
    assert server.connections == 0

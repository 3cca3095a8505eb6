"""A name server that changes its mind, mixed answers and redirects inward: the canary stays untouched.

The vendor's server stands on 127.0.0.2, which is opened for the test and plays the public internet; the
canary stands on the same port of 127.0.0.1, which is not.
"""

import random
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.base.outbound import Allow, Outbound, Refusal, Reply, Verdict, adapter, client, lookup, wire
from app.base.outbound.addresses import Address
from app.base.outbound.watch import Watch
from tests.base.outbound.loopback import OK, Server, answered, redirect
from tests.base.outbound.loopback import answer as always

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2", "::1"])

VENDOR, INSIDE = "127.0.0.2", "127.0.0.1"
TRIALS = [200, pytest.param(1000, marks=pytest.mark.large)]


@dataclass
class Site:
    vendor: Server
    canary: Server
    allow: Allow

    @property
    def url(self) -> str:
        return f"http://feed.example:{self.vendor.port}/"


@pytest.fixture
def site(canary: Server, serve: Callable[..., Server]) -> Site:
    vendor = serve(address=VENDOR, port=canary.port)
    allow = Allow.parse(f"{VENDOR}:{canary.port}", plain_http=True)
    return Site(vendor, canary, replace(allow, ports=frozenset({canary.port})))


class Flipping:
    """Answers from a script, one list of addresses for each question."""

    def __init__(self, script: Sequence[Sequence[str]]) -> None:
        self.script = script
        self.asked = 0

    def __call__(self, _host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        places = self.script[self.asked % len(self.script)]
        self.asked += 1
        return [answered(place, port) for place in places]


@pytest.mark.parametrize("trials", TRIALS)
def test_a_name_that_flips_between_two_questions(trials: int, site: Site, door: Callable[..., Outbound]) -> None:
    """Asked once, connected to what was judged: a second, different answer is never asked for."""
    for _ in range(trials):
        resolve = Flipping([[VENDOR], [INSIDE]])
        with Outbound(site.allow, resolve=resolve) as outbound:
            first = outbound.get(site.url)
            assert isinstance(first, Reply)
            assert resolve.asked == 1
    assert site.vendor.connections == trials
    assert site.canary.connections == 0


@pytest.mark.parametrize("trials", TRIALS)
def test_a_name_that_flips_between_two_polls(trials: int, site: Site, door: Callable[..., Outbound]) -> None:
    """The vendor's server hangs up after each answer, so each poll connects, and is judged, anew."""
    site.vendor.behave = always(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    chance = random.Random(trials)
    script = [[chance.choice((VENDOR, INSIDE))] for _ in range(trials)]
    outbound = door(site.allow, resolve=Flipping(script))
    found = [outbound.get(site.url) for _ in range(trials)]
    for places, reply in zip(script, found, strict=True):
        assert isinstance(reply, Reply) if places == [VENDOR] else reason(reply) == "address"
    assert site.vendor.connections == script.count([VENDOR])
    assert site.canary.connections == 0


@pytest.mark.parametrize("trials", TRIALS)
def test_mixed_answers(trials: int, site: Site, door: Callable[..., Outbound]) -> None:
    """One closed address among several is enough, wherever it stands."""
    chance = random.Random(trials)
    inside = (INSIDE, "::1", "169.254.169.254", "::ffff:127.0.0.1", "10.0.0.1", "64:ff9b::7f00:1")
    script = []
    for _ in range(trials):
        places = [VENDOR] * chance.randint(1, 5)
        places.insert(chance.randint(0, len(places)), chance.choice(inside))
        script.append(places)
    outbound = door(site.allow, resolve=Flipping(script))
    assert {reason(outbound.get(site.url)) for _ in range(trials)} == {"address"}
    assert (site.vendor.connections, site.canary.connections) == (0, 0)


INWARD = (
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://inside.example:{port}/",
    "http://2130706433:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::1]:{port}/",
    "http://127.1:{port}/",
    "http://０.0.0.0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://feed.example:{port}@127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "\\\\127.0.0.1:{port}\\",
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.169.254:{port}/latest/meta-data/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/",
    "dict://127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
)


@pytest.mark.parametrize("location", INWARD)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_inward(location: str, status: int, site: Site, door: Callable[..., Outbound]) -> None:
    def resolve(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        return [answered(VENDOR if host == "feed.example" else INSIDE, port)]

    site.vendor.behave = always(redirect(location.format(port=site.vendor.port), status))
    found = door(site.allow, resolve=resolve).get(site.url)
    assert isinstance(found, Refusal)
    assert found.reason_code in {"address", "host", "port", "redirect", "scheme", "userinfo"}
    assert len(found.sentence) > 40
    assert site.vendor.connections == 1
    assert site.canary.connections == 0


def test_a_redirect_to_the_metadata_service_says_so(site: Site, door: Callable[..., Outbound]) -> None:
    site.vendor.behave = always(redirect(f"http://169.254.169.254:{site.vendor.port}/latest/meta-data/"))
    found = door(site.allow, resolve=Flipping([[VENDOR]])).get(site.url)
    assert isinstance(found, Refusal)
    assert "169.254.169.254 is a cloud's metadata service" in found.sentence


@pytest.mark.parametrize("trials", TRIALS)
def test_a_redirect_to_a_name_that_flips(trials: int, site: Site, door: Callable[..., Outbound]) -> None:
    """The same host, redirecting to itself under another path: the new connection is judged anew."""
    close = b"HTTP/1.1 302 Found\r\nLocation: /again\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    site.vendor.behave = always(close)
    outbound = door(site.allow, resolve=Flipping([[VENDOR], [INSIDE]]))
    assert {reason(outbound.get(site.url)) for _ in range(trials)} == {"address"}
    assert site.canary.connections == 0


def test_threads_share_a_door_and_a_flipping_name(site: Site, door: Callable[..., Outbound]) -> None:
    outbound = door(site.allow, resolve=Flipping([[VENDOR], [INSIDE], [VENDOR, INSIDE]]))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: outbound.get(site.url), range(200)))
    assert {type(reply) for reply in found} <= {Reply, Refusal}
    assert site.canary.connections == 0


@pytest.mark.parametrize(
    "places",
    [[], ["fe80::1%lo"], ["nonsense"], ["127.0.0.2%1"], [""]],
)
def test_no_usable_answer_is_no_connection(places: list[str], site: Site, door: Callable[..., Outbound]) -> None:
    assert reason(door(site.allow, resolve=Flipping([places])).get(site.url)) in {"no_answer", "address"}
    assert site.vendor.connections == 0


@pytest.mark.parametrize("error", [socket.gaierror(-2, "unknown"), UnicodeError("label"), RuntimeError("broken")])
def test_a_resolver_that_fails_closes_the_door(error: Exception, site: Site, door: Callable[..., Outbound]) -> None:
    def resolve(*_: Any, **__: Any) -> list[tuple[Any, ...]]:
        raise error

    found = door(site.allow, resolve=resolve).get(site.url)
    assert isinstance(found, Refusal)
    assert found.sentence == (
        f"{site.url} was not fetched: no address is known for feed.example; check the spelling of the host name."
    )


def test_a_zone_is_refused_even_where_the_range_is_opened(site: Site, door: Callable[..., Outbound]) -> None:
    allow = replace(site.allow, openings=Allow.parse("fe80::/10").openings)
    assert reason(door(allow, resolve=Flipping([["fe80::1%lo"]])).get(site.url)) == "address"


def test_another_family_is_no_answer(site: Site, door: Callable[..., Outbound]) -> None:
    def resolve(*_: Any, **__: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_UNIX, socket.SOCK_STREAM, 0, "", ("/run/docker.sock", 0))]

    assert reason(door(site.allow, resolve=resolve).get(site.url)) == "address"


# Negative controls: each guard planted out once, and the canary hears of it.


def test_control_resolving_twice_is_beaten(
    site: Site, door: Callable[..., Outbound], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plant: connect to a second answer instead of the judged one."""
    resolve = Flipping([[VENDOR], [INSIDE]])

    def dial_anew(_judged: Sequence[Address], port: int, watch: Watch) -> wire.WatchedSocket:
        again = [lookup._address(found) for found in resolve("feed.example", port)]
        return wire.dial(again, port, watch)

    monkeypatch.setattr(adapter, "dial", dial_anew)
    assert isinstance(door(site.allow, resolve=resolve).get(site.url), Reply)
    assert site.canary.connections == 1


def test_control_judging_only_the_first_answer_is_beaten(
    site: Site, door: Callable[..., Outbound], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plant: judge only the vendor's address; the vendor's server refuses, the next answer is dialled."""
    monkeypatch.setattr(lookup, "verdict", lambda _address: Verdict(allowed=True, reason=""))
    site.vendor.__exit__()
    assert isinstance(door(site.allow, resolve=Flipping([[VENDOR, INSIDE]])).get(site.url), Reply)
    assert site.canary.connections == 1


def test_the_peer_is_compared_before_a_byte_is_sent(
    site: Site, door: Callable[..., Outbound], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plant: the socket ends up elsewhere (a transparent redirection). The canary hears no request."""

    def connect_elsewhere(self: socket.socket, place: tuple[str, int]) -> None:
        socket.socket.connect(self, (INSIDE, place[1]))

    monkeypatch.setattr(wire.WatchedSocket, "connect", connect_elsewhere)
    outbound = door(site.allow, resolve=Flipping([[VENDOR]]))
    found = outbound.get(site.url)
    assert isinstance(found, Refusal)
    assert f"the connection ended at {INSIDE} instead of {VENDOR}" in found.sentence
    assert site.canary.requests == []
    monkeypatch.setattr(wire, "_verify_peer", lambda _peer, _address: None)
    assert isinstance(outbound.get(site.url), Reply)
    assert len(site.canary.requests) == 1


def test_control_following_without_judging_is_beaten(
    site: Site, door: Callable[..., Outbound], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plant: take the judgement out, and a redirect inward arrives."""
    monkeypatch.setattr(client, "checked_addresses", lambda target, *_: (lookup.ip_address(target.host),))
    site.vendor.behave = always(redirect(f"http://{INSIDE}:{site.vendor.port}/"))
    assert isinstance(door(site.allow).get(f"http://{VENDOR}:{site.vendor.port}/"), Reply)
    assert site.canary.connections == 1


def reason(found: Reply | Refusal) -> str:
    assert isinstance(found, Refusal)
    return found.reason_code

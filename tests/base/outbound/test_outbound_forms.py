"""Thousands of spellings of special addresses against a canary: not one connection."""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, ip_address

import pytest

from app.base.outbound import Allow, Outbound, Refusal, Reply, Verdict, lookup, urls
from tests.base.outbound.address_forms import RANGES_V4, answers, hosts, spellings_v4
from tests.base.outbound.loopback import Server

LOOPBACK_FORMS = tuple(spellings_v4(IPv4Address("127.0.0.1")))


def open_port(canary: Server) -> Allow:
    """Open the canary's port and http to everyone, so that only the address can be the reason."""
    return Allow(plain_http=True, ports=frozenset({80, 443, canary.port}))


def lax_host_name(text: str) -> str | None:
    """What a parser without our rules would hand to the resolver."""
    return text.strip("[]").lower()


def test_no_form_of_a_special_address_is_connected_to(canary: Server, door: Callable[..., Outbound]) -> None:
    outbound = door(open_port(canary))
    forms = hosts()
    found = [outbound.get(f"http://{form}:{canary.port}/") for form in forms]
    print(f"{len(forms)} forms, {canary.connections} connections")
    assert len(forms) >= 2000
    assert canary.connections == 0
    assert {reply.reason_code for reply in found if isinstance(reply, Refusal)} == {"host", "address"}
    assert not any(isinstance(reply, Reply) for reply in found)


def test_no_answer_of_a_name_server_leads_there(canary: Server, door: Callable[..., Outbound]) -> None:
    told: list[str] = []

    def resolve(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        family = socket.AF_INET6 if ":" in told[-1] else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (told[-1], port))]

    outbound = door(open_port(canary), resolve=resolve)
    for address in answers():
        told.append(address)
        found = outbound.get(f"http://feed.example:{canary.port}/")
        assert isinstance(found, Refusal)
        assert found.reason_code == "address"
        assert "feed.example leads to an address that is closed" in found.sentence
    assert len(told) >= 700
    assert canary.connections == 0


def test_the_address_table_alone_still_holds(
    canary: Server, door: Callable[..., Outbound], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plant: take the parser's host rules out. The resolver now sees every spelling; the table refuses."""
    monkeypatch.setattr(urls, "host_name", lax_host_name)
    outbound = door(open_port(canary), resolve=numeric_only)
    special = [form for form in hosts() if not reads_as_public(form)]
    reasons = [outbound.get(f"http://{form}:{canary.port}/") for form in special]
    refused = [found.reason_code for found in reasons if isinstance(found, Refusal)]
    assert len(refused) == len(reasons)
    assert refused.count("address") > 1000
    assert canary.connections == 0


def numeric_only(host: str, port: int, **kwargs: int) -> list[tuple[object, ...]]:
    """The system's resolver, without asking any name server."""
    return list(socket.getaddrinfo(host, port, type=kwargs["type"], flags=socket.AI_NUMERICHOST))


def test_without_both_guards_the_canary_is_hit(
    canary: Server, door: Callable[..., Outbound], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: with parser and table planted out, these very forms reach the canary."""
    monkeypatch.setattr(urls, "host_name", lax_host_name)
    monkeypatch.setattr(lookup, "verdict", lambda _address: Verdict(allowed=True, reason=""))
    outbound = door(open_port(canary), resolve=numeric_only)
    reached = [
        form
        for form in LOOPBACK_FORMS
        if not form.startswith("[") and isinstance(outbound.get(f"http://{form}:{canary.port}/"), Reply)
    ]
    print(f"without the guards {len(reached)} forms reach the canary: {reached}")
    assert len(reached) >= 8
    assert canary.connections >= 1


def test_is_global_alone_lets_url_forms_through() -> None:
    """Negative control: the same forms under a policy of ``is_global`` on what the resolver understands."""
    let_through = [form for form in hosts() if not reads_as_public(form) and is_let_through(form)]
    print(f"is_global lets {len(let_through)} of {len(hosts())} URL forms through")
    assert len(let_through) > 300


def is_let_through(form: str) -> bool:
    try:
        found = numeric_only(form.strip("[]"), 80, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    places = [answer[4][0] for answer in found if isinstance(answer[4], tuple)]
    return all(ip_address(place.partition("%")[0]).is_global for place in places)


def reads_as_public(form: str) -> bool:
    """Some resolvers read leading zeros as octal; 010.0.0.0 is then the public 8.0.0.0."""
    try:
        read = IPv4Address(socket.inet_aton(form))
    except (OSError, UnicodeError):
        return False
    return not any(read in IPv4Network(text) for text in RANGES_V4)

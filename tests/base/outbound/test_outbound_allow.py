"""The allow-list opens what it names and nothing beside it."""

from ipaddress import ip_address

import pytest

from app.base.outbound import Allow, Target, parse

LIST = "feeds.corp, mirror.corp:8443 10.2.0.0/16,10.9.0.7:8080 [fd00::7]:8080 fd12::/48 http://plain.corp:81"


@pytest.mark.parametrize(
    ("host", "address", "port", "is_open"),
    [
        ("feeds.corp", "10.1.1.1", 443, True),
        ("feeds.corp", "127.0.0.1", 443, True),
        ("feeds.corp", "fd99::1", 443, True),
        ("feeds.corp", "169.254.169.254", 443, False),
        ("feeds.corp", "100.100.100.200", 443, False),
        ("feeds.corp", "fd00:ec2::254", 443, False),
        ("feeds.corp", "224.0.0.1", 443, False),
        ("feeds.corp", "::ffff:10.1.1.1", 443, False),
        ("evil.feeds.corp", "10.1.1.1", 443, False),
        ("mirror.corp", "10.1.1.1", 8443, True),
        ("mirror.corp", "10.1.1.1", 443, False),
        ("any.example", "10.2.255.255", 443, True),
        ("any.example", "10.3.0.0", 443, False),
        ("any.example", "::ffff:10.2.0.1", 443, False),
        ("any.example", "10.9.0.7", 8080, True),
        ("any.example", "10.9.0.7", 443, False),
        ("any.example", "10.9.0.8", 8080, False),
        ("any.example", "fd00::7", 8080, True),
        ("any.example", "fd12::1", 443, True),
        ("any.example", "fd13::1", 443, False),
    ],
)
def test_it_opens_only_what_it_names(host: str, address: str, port: int, is_open: bool) -> None:
    assert Allow.parse(LIST).opens_address(host, ip_address(address), port) is is_open


@pytest.mark.parametrize(
    ("url", "is_open"),
    [
        ("https://mirror.corp:8443/", True),
        ("https://feeds.corp:8443/", False),
        ("https://10.9.0.7:8080/", True),
        ("https://10.9.0.8:8080/", False),
        ("https://[fd00::7]:8080/", True),
        ("http://plain.corp:81/", True),
        ("http://plain.corp/", False),
        ("http://feeds.corp/", False),
        ("https://plain.corp:81/", True),
    ],
)
def test_ports_and_http_are_opened_by_name(url: str, is_open: bool) -> None:
    assert isinstance(parse(url, Allow.parse(LIST)), Target) is is_open


def test_a_nat64_range_that_is_opened_still_hides_nothing() -> None:
    """A house behind NAT64 opens the prefix; internal addresses inside it stay shut."""
    allow = Allow.parse("64:ff9b::/96")
    assert allow.opens_address("vendor.example", ip_address("64:ff9b::8.8.8.8"), 443)
    assert not allow.opens_address("vendor.example", ip_address("64:ff9b::169.254.169.254"), 443)


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0/0",
        "::/0",
        "0.0.0.0/1",
        "10.0.0.1/8",
        "feeds.corp:0",
        "feeds.corp:99999",
        "feeds.corp:x",
        "a b!",
        "2130706433",
        "*",
        "*.corp",
    ],
)
def test_an_entry_that_cannot_be_meant_is_named_at_start(text: str) -> None:
    with pytest.raises(ValueError, match=r"in QUALWARD_OUTBOUND_ALLOW .*\."):
        Allow.parse(text)


def test_the_default_opens_nothing() -> None:
    allow = Allow.parse("")
    assert allow == Allow()
    assert not allow.opens_address("localhost", ip_address("127.0.0.1"), 443)

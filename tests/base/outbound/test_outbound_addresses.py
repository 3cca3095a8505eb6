"""The deny table: complete, sourced, and each row needed."""

from ipaddress import ip_address, ip_network

import pytest

from app.base.outbound import addresses, verdict
from tests.base.outbound.address_forms import RANGES_V4, RANGES_V6, answers, rows, special_v4, special_v6

_PUBLIC = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.88.98.255 192.88.100.0
192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255 203.0.114.0 223.255.255.255
168.63.129.15 168.63.129.17 2001:200::1 2001:4860:4860::8888 2001:db7:ffff::1 2001:db9::1 2003::1
2606:4700:4700::1111 2a00:1450::1 2620:4f:7fff::1 3ffd::1 2606:4700::5efe:8.8.8.8
"""
PUBLIC = _PUBLIC.split()
"""The neighbours just outside each range, and well-known public resolvers."""


def test_every_special_address_and_every_disguise_is_denied() -> None:
    forms = answers()
    let_through = [form for form in forms if verdict(form).allowed]
    assert let_through == []
    assert len(forms) >= 700
    assert all(verdict(form).reason for form in forms)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_is_open(address: str) -> None:
    assert verdict(address) == addresses.Verdict(allowed=True, reason="")


@pytest.mark.parametrize(
    "text", ["", "localhost", "127.1", "0x7f.1", "2606:4700::1%lo", "1.2.3.4.5", "１.1.1.1", " 1.1.1.1"]
)
def test_what_is_no_plain_address_is_denied(text: str) -> None:
    assert not verdict(text).allowed


def test_the_reason_names_the_address_in_disguise() -> None:
    assert verdict("64:ff9b::169.254.169.254").reason == (
        "64:ff9b::a9fe:a9fe is an IPv4 address in disguise (NAT64): 169.254.169.254 is a cloud's metadata service"
    )


def test_the_table_and_the_hand_written_list_agree() -> None:
    written = {str(ip_network(text)) for text in (*RANGES_V4, *RANGES_V6)}
    assert set(rows()) <= written
    assert all(row.source and row.what for row in addresses.DENIED_RANGES)


@pytest.mark.parametrize("row", addresses.DENIED_RANGES, ids=lambda row: str(row.network))
def test_each_row_is_needed(row: addresses.DeniedRange, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: without its row, an address of the range gets through or is explained worse."""
    address = row.network[row.network.num_addresses // 2]
    with_row = verdict.__wrapped__(address)
    kept = tuple(other for other in addresses.DENIED_RANGES if other is not row)
    monkeypatch.setattr(addresses, "DENIED_RANGES", kept)
    verdict.cache_clear()
    try:
        assert not with_row.allowed
        assert verdict.__wrapped__(address) != with_row
    finally:
        verdict.cache_clear()


def test_is_global_alone_is_beaten_by_the_same_table() -> None:
    """Negative control: the standard library's own judgement lets many of these addresses through."""
    let_through = [form for form in answers() if ip_address(form).is_global]
    print(f"is_global lets {len(let_through)} of {len(answers())} special addresses through")
    assert len(let_through) > 100
    assert {"168.63.129.16", "224.0.0.0", "64:ff9b::169.254.169.254"} <= set(let_through)


def test_the_forms_are_as_many_as_promised() -> None:
    assert len(special_v4()) >= 55
    assert len(special_v6()) >= 80

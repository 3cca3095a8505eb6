"""Every special range, first, middle and last address, in every spelling that some resolver understands."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from app.base.outbound.addresses import DENIED_RANGES

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")

# Written out by hand, so that a row lost from the table is a hole that the tests fall into.
_RANGES_V4 = """
0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24
198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 255.255.255.255/32
168.63.129.16/32 169.254.169.254/32 169.254.170.2/32 100.100.100.200/32 192.0.0.192/32
"""
RANGES_V4 = _RANGES_V4.split()
_RANGES_V6 = """
::/128 ::1/128 ::/96 ::ffff:0:0/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64
100:0:0:1::/64 2001::/32 2001:2::/48 2001:10::/28 2001:20::/28 2001::/23 2001:db8::/32 2002::/16
2620:4f:8000::/48 3ffe::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8
fd00:ec2::254/128 fd20:ce::254/128 200::/7 400::/6 800::/5 1000::/4 4000::/2 8000::/1
"""
RANGES_V6 = _RANGES_V6.split()


def edges(network: IPv4Network | IPv6Network) -> list[IPv4Address | IPv6Address]:
    middle = network[network.num_addresses // 2]
    return list(dict.fromkeys((network[0], middle, network[-1])))


def special_v4() -> list[IPv4Address]:
    found = [address for text in RANGES_V4 for address in edges(IPv4Network(text))]
    return [address for address in dict.fromkeys(found) if isinstance(address, IPv4Address)]


def special_v6() -> list[IPv6Address]:
    found = [address for text in RANGES_V6 for address in edges(IPv6Network(text))]
    return [address for address in dict.fromkeys(found) if isinstance(address, IPv6Address)]


def spellings_v4(address: IPv4Address) -> Iterator[str]:
    """Yield hosts as they stand in a URL, all meaning this address to somebody."""
    number, text = int(address), str(address)
    a, b, c, d = address.packed
    yield text
    yield f"{text}."
    yield str(number)
    yield hex(number)
    yield hex(number).upper()
    yield f"0{number:o}"
    yield f"0{a:o}.0{b:o}.0{c:o}.0{d:o}"
    yield f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}"
    yield f"0x{a:X}.{b}.0{c:o}.{d}"
    yield f"{a}.{number & 0xFFFFFF}"
    yield f"{a}.{b}.{number & 0xFFFF}"
    yield f"{a:03d}.{b:03d}.{c:03d}.{d:03d}"
    yield text.translate(FULL_WIDTH)
    yield text.translate(CIRCLED)
    yield text.replace(".", "。")
    yield text.replace(".", "%2e")
    yield f"%{ord(text[0]):02x}{text[1:]}"
    yield from (f"[{wrapped}]" for wrapped in wrapped_v4(address))


def wrapped_v4(address: IPv4Address) -> Iterator[str]:
    """Yield IPv6 addresses that carry this one."""
    number = int(address)
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    yield f"::ffff:{address}"
    yield f"::FFFF:{high}:{low}"
    yield f"::{address}"
    yield f"::ffff:0:{address}"
    yield f"64:ff9b::{address}"
    yield f"64:ff9b:1::{address}"
    yield f"2002:{high}:{low}::1"
    yield f"2001:0:4136:e378:8000:63bf:{number >> 16 ^ 0xFFFF:x}:{number & 0xFFFF ^ 0xFFFF:x}"
    yield f"2606:4700::5efe:{address}"
    yield f"2606:4700::200:5efe:{address}"


def spellings_v6(address: IPv6Address) -> Iterator[str]:
    yield f"[{address}]"
    yield f"[{str(address).upper()}]"
    yield f"[{address.exploded}]"
    yield f"[{address}%25lo]"
    yield f"[{address}%lo]"
    yield str(address)


def hosts() -> list[str]:
    """Return every form once."""
    found = [form for address in special_v4() for form in spellings_v4(address)]
    found += [form for address in special_v6() for form in spellings_v6(address)]
    return list(dict.fromkeys(found))


def answers() -> list[str]:
    """Return what a hostile name server could answer: plain and wrapped special addresses."""
    found = [str(address) for address in (*special_v4(), *special_v6())]
    found += [wrapped for address in special_v4() for wrapped in wrapped_v4(address)]
    return list(dict.fromkeys(found))


def rows() -> list[str]:
    return [str(row.network) for row in DENIED_RANGES]

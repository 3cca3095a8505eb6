"""Which internet addresses may be connected to: our own table, because the standard library's is not enough.

``ipaddress.is_global`` of Python 3.11 says yes to multicast, NAT64 of internal addresses, 6to4, site-local
and cloud metadata. The table names every special range with its source; outside it, IPv6 is open only in
2000::/3, the one block that IANA has opened for global unicast.
"""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class DeniedRange:
    """One closed range. ``openable_by_name`` is true where an allow-listed host name is enough to open it."""

    network: Network
    what: str
    source: str
    openable_by_name: bool = False


@dataclass(frozen=True)
class Verdict:
    """Whether an address may be connected to, and why not."""

    allowed: bool
    reason: str
    openable_by_name: bool = False


def _row(network: str, what: str, source: str, *, openable_by_name: bool = False) -> DeniedRange:
    return DeniedRange(ip_network(network), what, source, openable_by_name)


# Sources: "IANA v4/v6 special" are the IANA special-purpose address registries (RFC 6890 and its updates).
DENIED_RANGES: tuple[DeniedRange, ...] = (
    # The most telling row stands first where ranges overlap.
    _row("169.254.169.254/32", "a cloud's metadata service", "AWS, Azure, GCP, OpenStack documentation"),
    _row("169.254.170.2/32", "a cloud's credentials service", "AWS ECS documentation"),
    _row("168.63.129.16/32", "Azure's internal platform address", "Azure: What is IP address 168.63.129.16"),
    _row("100.100.100.200/32", "a cloud's metadata service", "Alibaba Cloud ECS documentation"),
    _row("192.0.0.192/32", "a cloud's metadata service", "Oracle Cloud classic documentation"),
    _row("0.0.0.0/8", "this network", "IANA v4 special, RFC 791 section 3.2"),
    _row("10.0.0.0/8", "a private network", "IANA v4 special, RFC 1918", openable_by_name=True),
    _row("100.64.0.0/10", "a carrier's shared network", "IANA v4 special, RFC 6598", openable_by_name=True),
    _row("127.0.0.0/8", "this computer itself", "IANA v4 special, RFC 1122", openable_by_name=True),
    _row("169.254.0.0/16", "link-local", "IANA v4 special, RFC 3927"),
    _row("172.16.0.0/12", "a private network", "IANA v4 special, RFC 1918", openable_by_name=True),
    _row("192.0.0.0/24", "reserved for protocols", "IANA v4 special, RFC 6890 section 2.1"),
    _row("192.0.2.0/24", "for documentation only", "IANA v4 special, RFC 5737"),
    _row("192.31.196.0/24", "reserved for AS112", "IANA v4 special, RFC 7535"),
    _row("192.52.193.0/24", "reserved for multicast tunnels", "IANA v4 special, RFC 7450"),
    _row("192.88.99.0/24", "a 6to4 relay", "IANA v4 special, RFC 7526"),
    _row("192.168.0.0/16", "a private network", "IANA v4 special, RFC 1918", openable_by_name=True),
    _row("192.175.48.0/24", "reserved for AS112", "IANA v4 special, RFC 7534"),
    _row("198.18.0.0/15", "for benchmarks only", "IANA v4 special, RFC 2544"),
    _row("198.51.100.0/24", "for documentation only", "IANA v4 special, RFC 5737"),
    _row("203.0.113.0/24", "for documentation only", "IANA v4 special, RFC 5737"),
    _row("224.0.0.0/4", "multicast", "IANA multicast registry, RFC 5771"),
    _row("255.255.255.255/32", "broadcast", "IANA v4 special, RFC 8190"),
    _row("240.0.0.0/4", "reserved", "IANA v4 special, RFC 1112 section 4"),
    _row("fd00:ec2::254/128", "a cloud's metadata service", "AWS EC2 documentation"),
    _row("fd20:ce::254/128", "a cloud's metadata service", "GCP documentation"),
    _row("::/128", "no address", "IANA v6 special, RFC 4291"),
    _row("::1/128", "this computer itself", "IANA v6 special, RFC 4291", openable_by_name=True),
    _row("::ffff:0:0/96", "an IPv4 address in disguise (mapped)", "IANA v6 special, RFC 4291"),
    _row("::ffff:0:0:0/96", "an IPv4 address in disguise (translated)", "RFC 2765 section 2.1"),
    _row("::/96", "an IPv4 address in disguise (compatible)", "RFC 4291 section 2.5.5.1, deprecated"),
    _row("64:ff9b::/96", "an IPv4 address in disguise (NAT64)", "IANA v6 special, RFC 6052"),
    _row("64:ff9b:1::/48", "an IPv4 address in disguise (local NAT64)", "IANA v6 special, RFC 8215"),
    _row("100::/64", "a discard-only address", "IANA v6 special, RFC 6666"),
    _row("100:0:0:1::/64", "a dummy prefix", "IANA v6 special, RFC 9780"),
    _row("2001::/32", "an IPv4 address in disguise (Teredo)", "IANA v6 special, RFC 4380"),
    _row("2001:2::/48", "for benchmarks only", "IANA v6 special, RFC 5180"),
    _row("2001:10::/28", "an ORCHID identifier", "IANA v6 special, RFC 4843, deprecated"),
    _row("2001:20::/28", "an ORCHIDv2 identifier", "IANA v6 special, RFC 7343"),
    _row("2001::/23", "reserved for protocols", "IANA v6 special, RFC 2928"),
    _row("2001:db8::/32", "for documentation only", "IANA v6 special, RFC 3849"),
    _row("2002::/16", "an IPv4 address in disguise (6to4)", "IANA v6 special, RFC 3056"),
    _row("2620:4f:8000::/48", "reserved for AS112", "IANA v6 special, RFC 7534"),
    _row("3ffe::/16", "the closed 6bone test network", "RFC 3701"),
    _row("3fff::/20", "for documentation only", "IANA v6 special, RFC 9637"),
    _row("5f00::/16", "a segment routing identifier", "IANA v6 special, RFC 9602"),
    _row("fc00::/7", "a private network", "IANA v6 special, RFC 4193", openable_by_name=True),
    _row("fe80::/10", "link-local", "IANA v6 special, RFC 4291"),
    _row("fec0::/10", "site-local", "RFC 3879, deprecated"),
    _row("ff00::/8", "multicast", "RFC 4291 section 2.7"),
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # IANA IPv6 address space registry, RFC 4291 section 2.4
_OUTSIDE = DeniedRange(IPv6Network("::/0"), "outside the public internet", "IANA IPv6 address space registry")

_NOTHING_HIDDEN = Verdict(allowed=True, reason="")


@lru_cache(maxsize=4096)
def verdict(address: str | Address) -> Verdict:
    """Judge one address; refuse to judge host names.

    Anything that is not plainly an address, a zone id included, is denied. An address that carries
    another one (NAT64, 6to4, mapped …) is denied, and the reason names the one inside.
    """
    try:
        ip = ip_address(address) if isinstance(address, str) else address
    except ValueError:
        return Verdict(allowed=False, reason="it is not an internet address")
    if isinstance(ip, IPv6Address) and ip.scope_id is not None:
        return Verdict(allowed=False, reason=f"{ip} names a network card of this computer")
    row = _denied_range(ip)
    inner = carried(ip)
    hidden = verdict(inner) if inner is not None else _NOTHING_HIDDEN
    if not hidden.allowed:
        what = row.what if row is not None else "an IPv4 address in disguise (ISATAP)"
        return Verdict(allowed=False, reason=f"{ip} is {what}: {hidden.reason}")
    if row is not None:
        return Verdict(allowed=False, reason=f"{ip} is {row.what}", openable_by_name=row.openable_by_name)
    return Verdict(allowed=True, reason="")


def carried(ip: Address) -> IPv4Address | None:
    """Return the IPv4 address inside an IPv6 one, or None. For Teredo that is the client's."""
    if isinstance(ip, IPv4Address):
        return None
    number = int(ip)
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    if number >> 80 == 0x64FF9B0001:  # local NAT64: /96 form in RFC 8215's own examples
        return IPv4Address(number & 0xFFFFFFFF)
    is_wrapped = any(number >> 32 == int(prefix) >> 32 for prefix in _WRAPPERS) and number > 1
    is_isatap = (number >> 32) & 0xFDFFFFFF == 0x00005EFE  # RFC 5214 section 6.1
    return IPv4Address(number & 0xFFFFFFFF) if is_wrapped or is_isatap else None


_WRAPPERS = (IPv6Address("::"), IPv6Address("::ffff:0:0:0"), IPv6Address("64:ff9b::"))


def _denied_range(ip: Address) -> DeniedRange | None:
    for row in DENIED_RANGES:
        if row.network.version == ip.version and ip in row.network:
            return row
    is_unassigned = isinstance(ip, IPv6Address) and ip not in _GLOBAL_UNICAST
    return _OUTSIDE if is_unassigned else None

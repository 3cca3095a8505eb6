"""The allow-list: internal feeds that an administrator names, and nothing beside them."""

from dataclasses import dataclass
from ipaddress import IPv4Network, ip_network
from typing import Self

from app.base.outbound.addresses import Address, Network, carried, verdict
from app.base.outbound.hosts import host_name

DEFAULT_PORTS = frozenset({80, 443})
_WIDEST_V4 = 8
_WIDEST_V6 = 7


@dataclass(frozen=True)
class Opening:
    """One entry: a host name or a network, for one port or the default ones, over http too or not."""

    host: str | None
    network: Network | None
    port: int | None
    plain_http: bool

    def names(self, host: str, address: Address | None) -> bool:
        """Say whether the entry means this host, or the network this address is in."""
        if self.network is None:
            return self.host == host
        return address is not None and address.version == self.network.version and address in self.network

    def fits_port(self, port: int) -> bool:
        """Say whether the entry holds for this port."""
        return self.port is None or self.port == port


@dataclass(frozen=True)
class Allow:
    """What is open beyond the public internet over https. The default opens nothing."""

    openings: tuple[Opening, ...] = ()
    plain_http: bool = False
    ports: frozenset[int] = DEFAULT_PORTS

    @classmethod
    def parse(cls, text: str, *, plain_http: bool = False) -> Self:
        """Read QUALWARD_OUTBOUND_ALLOW.

        Entries stand apart by commas or blanks: ``feeds.corp``, ``feeds.corp:8443``, ``10.2.0.0/16``,
        ``10.2.0.7:8080``, ``[fd00::7]:8080``, and ``http://feeds.corp:8080`` to allow http there too.
        Raises ValueError with a sentence about the entry that cannot be read.
        """
        return cls(tuple(_opening(entry) for entry in text.replace(",", " ").split()), plain_http)

    def opens_address(self, host: str, address: Address, port: int) -> bool:
        """Say whether a denied address is opened for this host and port.

        A host name opens private ranges only; metadata services, multicast and the like must be
        named as addresses. What hides another address stays shut unless both are open.
        """
        inner = carried(address)
        if inner is not None and not verdict(inner).allowed and not self.opens_address(host, inner, port):
            return False
        found = verdict(address)
        return any(
            entry.fits_port(port)
            and entry.names(host, address)
            and (entry.network is not None or found.openable_by_name)
            for entry in self.openings
        )

    def opens_port(self, host: str, literal: Address | None, port: int) -> bool:
        """Say whether this port may be used: 80 and 443, or one that is named with its host."""
        named = (entry for entry in self.openings if entry.port == port)
        return port in self.ports or any(entry.names(host, literal) for entry in named)

    def opens_plain_http(self, host: str, literal: Address | None, port: int) -> bool:
        """Say whether http without TLS may be used here."""
        named = (entry for entry in self.openings if entry.plain_http and entry.fits_port(port))
        return self.plain_http or any(entry.names(host, literal) for entry in named)


def _opening(entry: str) -> Opening:
    plain = entry.lower().startswith("http://")
    place, port = _split_port(entry[len("http://") :].rstrip("/") if plain else entry)
    network = _network(place)
    if network is not None:
        _refuse_too_wide(entry, network)
        return Opening(None, network, port, plain)
    host = host_name(place)
    if host is None:
        message = f"{entry!r} in QUALWARD_OUTBOUND_ALLOW is no host name and no network such as 10.2.0.0/16."
        raise ValueError(message)
    return Opening(host, None, port, plain)


def _split_port(text: str) -> tuple[str, int | None]:
    place, colon, digits = text.rpartition(":")
    is_bare_v6 = ":" in place and not place.endswith("]")
    if not colon or is_bare_v6 or text.endswith("]"):
        return text.strip("[]"), None
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits) <= 65535):
        message = f"{text!r} in QUALWARD_OUTBOUND_ALLOW has no port between 1 and 65535."
        raise ValueError(message)
    return place.strip("[]"), int(digits)


def _network(place: str) -> Network | None:
    try:
        return ip_network(place)
    except ValueError:
        return None


def _refuse_too_wide(entry: str, network: Network) -> None:
    widest = _WIDEST_V4 if isinstance(network, IPv4Network) else _WIDEST_V6
    if network.prefixlen < widest:
        message = f"{entry!r} in QUALWARD_OUTBOUND_ALLOW is wider than /{widest}; name the networks you mean."
        raise ValueError(message)

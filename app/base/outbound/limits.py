"""How long and how much: the limits of one fetch."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Milliseconds, bytes and counts. The defaults are those of threat T10.

    ``total_ms`` covers everything from the lookup of the name to the last byte, all redirects included.
    ``body_bytes`` counts decoded bytes; what comes over the wire may not be more either.
    ``ratio`` is decoded : received and judged from ``ratio_floor_bytes`` decoded bytes on, because
    a short feed of blanks compresses better than any bomb matters.
    """

    connect_ms: int = 10_000
    read_ms: int = 10_000
    total_ms: int = 30_000
    header_bytes: int = 64 * 1024
    body_bytes: int = 10 * MIB
    ratio: int = 200
    ratio_floor_bytes: int = 64 * 1024
    redirects: int = 5
    idle_ms: int = 30_000
    kept_hosts: int = 16
    dialled_addresses: int = 4

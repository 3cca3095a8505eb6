"""Drawing events by chance, so that anybody can draw the same ones again. Pure.

Each event gets the SHA-256 of ``seed:seq``; the ones with the smallest digests are drawn. The seed is the root of the
ledger's head when the review was opened, which nobody chooses and everybody can look up.
"""

from collections.abc import Iterable
from hashlib import sha256
from heapq import nsmallest


def sample(seqs: Iterable[int], size: int, seed: str) -> list[int]:
    """Return ``size`` of the events (all, where there are fewer), in the order of the ledger."""
    return sorted(nsmallest(size, seqs, key=lambda seq: sha256(f"{seed}:{seq}".encode()).digest()))

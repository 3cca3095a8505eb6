"""RFC 6962 Merkle tree: leaf and node hashes, the compact range that appending needs, and inclusion proofs."""

import hashlib
from collections.abc import Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(body: bytes) -> bytes:
    """Return SHA-256(0x00 ‖ body), RFC 6962 §2.1."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 ‖ left ‖ right), RFC 6962 §2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def grow(frontier: Sequence[bytes], size: int, leaf: bytes) -> tuple[bytes, ...]:
    """Return the compact range of ``size + 1`` leaves from that of ``size``: one hash for each 1 bit of the size."""
    hashes, new, left = list(frontier), leaf, size
    while left & 1:
        new = node_hash(hashes.pop(), new)
        left >>= 1
    return (*hashes, new)


def root(frontier: Sequence[bytes]) -> bytes:
    """Return the tree head over a compact range."""
    if not frontier:
        return EMPTY_ROOT
    found = frontier[-1]
    for left in reversed(frontier[:-1]):
        found = node_hash(left, found)
    return found


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of leaf ``index`` (from 0) in the tree of all ``leaves``, RFC 6962 §2.1.1.

    Works level by level, so one proof costs one pass over the leaves.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"There is no leaf {index} in a tree of {len(leaves)}.")
    return inclusion_proofs(leaves, [index])[0]


def inclusion_proofs(leaves: Sequence[bytes], indices: Sequence[int]) -> list[list[bytes]]:
    """Return the audit paths of several leaves in one pass over the tree."""
    level, places = list(leaves), list(indices)
    paths: list[list[bytes]] = [[] for _ in indices]
    while len(level) > 1:
        for path, place in zip(paths, places, strict=True):
            if place ^ 1 < len(level):
                path.append(level[place ^ 1])
        level = [
            node_hash(level[at], level[at + 1]) if at + 1 < len(level) else level[at] for at in range(0, len(level), 2)
        ]
        places = [place // 2 for place in places]
    return paths

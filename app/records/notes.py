"""Head notes: the C2SP tlog-checkpoint text that a signed head of the ledger travels in."""

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.records.keys import SigningKey


@dataclass(frozen=True)
class Head:
    """The tree at one size: how many events, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign(head: Head, key: SigningKey) -> str:
    """Return the note over ``head``: its text, an empty line, and the signature line."""
    signature = base64.b64encode(key_id(head.origin, key.public) + key.sign(head.text.encode())).decode()
    return f"{head.text}\n— {head.origin} {signature}\n"


def read(note: str) -> tuple[Head, bytes, bytes]:
    """Return the head, the key id (4 bytes) and the signature of a note. Raises ValueError when it is not one."""
    text, empty, line = note.partition("\n\n")
    lines = text.split("\n")
    if len(lines) != 3 or not empty or not line.startswith("— ") or not line.endswith("\n"):
        raise ValueError("The head note does not have its three lines and one signature.")
    name, _, encoded = line[2:-1].rpartition(" ")
    raw = base64.b64decode(encoded, validate=True)
    head = Head(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True))
    if name != head.origin or len(raw) != 68 or len(head.root) != 32 or f"{text}\n" != head.text:
        raise ValueError("The head note's signature line does not belong to its text.")
    return head, raw[:4], raw[4:]


def check(note: str, origin: str, public: bytes) -> Head:
    """Return the head of a note that ``public`` signed for ``origin``. Raises ValueError with a sentence otherwise."""
    head, identifier, signature = read(note)
    if head.origin != origin:
        raise ValueError(f"The head note is of {head.origin}, not of {origin}.")
    if identifier != key_id(origin, public):
        raise ValueError("The head note was signed with another key.")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, head.text.encode())
    except InvalidSignature as problem:
        raise ValueError("The head note's signature does not fit its text.") from problem
    return head


def key_id(origin: str, public: bytes) -> bytes:
    """Return the first four bytes of SHA-256(origin ‖ 0x0A ‖ 0x01 ‖ public key), as C2SP signed-note says."""
    return hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]

"""Reading a body: streamed, counted, unpacked within limits."""

import zlib

from urllib3.response import HTTPResponse

from app.base.outbound.limits import Limits
from app.base.outbound.replies import Reason, StoppedError

_BLOCK = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"


def read_body(raw: HTTPResponse, limits: Limits) -> bytes:
    """Return the decoded body. Raises StoppedError where it is too large, a bomb, or not as announced."""
    body = _body(raw.headers.get("content-encoding", ""), limits)
    body.expect(raw.headers.get("content-length", ""))
    while block := raw.read(_BLOCK, decode_content=False):
        body.feed(block)
    return body.whole()


def _body(encoding: str, limits: Limits) -> "Body":
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return Body(limits)
    if name in {"gzip", "x-gzip"}:
        return GzipBody(limits)
    raise StoppedError(Reason.ENCODING, f"the answer is packed as {name[:40]!r}, which was not asked for")


class Body:
    """Collects a body that is not packed."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.size = 0
        self.pieces: list[bytes] = []

    def expect(self, length: str) -> None:
        """Refuse a length that is too much as soon as it is announced."""
        if length.isascii() and length.isdigit() and int(length[:20]) > self.limits.body_bytes:
            why = f"the answer announces {length[:20]} bytes, more than the {self.limits.body_bytes} allowed"
            raise StoppedError(Reason.BODY_SIZE, why)

    def feed(self, block: bytes) -> None:
        """Take the next block from the wire."""
        self.keep(block)

    def keep(self, piece: bytes) -> None:
        """Keep a decoded piece, as long as there is room."""
        self.size += len(piece)
        if self.size > self.limits.body_bytes:
            why = f"the answer is larger than {self.limits.body_bytes} bytes"
            raise StoppedError(Reason.BODY_SIZE, why)
        self.pieces.append(piece)

    def whole(self) -> bytes:
        """Return everything once the stream has ended."""
        return b"".join(self.pieces)


class GzipBody(Body):
    """Unpacks gzip a step at a time, several members in a row included."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.received = 0
        self._unpacker = zlib.decompressobj(_GZIP)
        self._has_trailer = False

    def expect(self, length: str) -> None:
        """Say nothing yet: noise packs to more than itself, and the watch counts what really comes."""

    def feed(self, block: bytes) -> None:
        """Unpack what the block holds, never more than one step past the limit."""
        rest = block
        while rest and not self._has_trailer:
            rest = self._step(rest)

    def _step(self, block: bytes) -> bytes:
        if self._unpacker.eof:
            self._has_trailer = not _GZIP_MAGIC.startswith(block[:2])
            self._unpacker = self._unpacker if self._has_trailer else zlib.decompressobj(_GZIP)
            return b"" if self._has_trailer else block
        try:
            piece = self._unpacker.decompress(block, _BLOCK)
        except zlib.error as error:
            raise StoppedError(Reason.ENCODING, "the packed answer is damaged and cannot be read") from error
        rest = self._unpacker.unused_data if self._unpacker.eof else self._unpacker.unconsumed_tail
        self.received += len(block) - len(rest)
        self.keep(piece)
        self._refuse_bomb()
        return rest

    def _refuse_bomb(self) -> None:
        limit = self.limits.ratio
        if self.size >= self.limits.ratio_floor_bytes and self.size > limit * self.received:
            raise StoppedError(Reason.RATIO, f"the answer unpacks to more than {limit} times what was sent")

    def whole(self) -> bytes:
        """Return everything; a stream that ends before its end is not taken."""
        if self.received and not self._unpacker.eof:
            raise StoppedError(Reason.CUT_SHORT, "the packed answer ends in the middle")
        return super().whole()

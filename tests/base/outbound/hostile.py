"""What the hostile tests share: small limits, packed answers, and how to read a refusal."""

import gzip
from collections.abc import Callable

from app.base.outbound import Limits, Refusal, Reply

KIB = 1024
SMALL = Limits(connect_ms=400, read_ms=300, total_ms=800, body_bytes=256 * KIB, header_bytes=16 * KIB)
GZIP = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

Ask = Callable[..., Reply | Refusal]


def zipped(text: bytes) -> bytes:
    packed = gzip.compress(text, mtime=0)
    return GZIP % (len(packed), packed)


def reason(found: Reply | Refusal) -> str:
    assert isinstance(found, Refusal), found
    assert found.sentence.isprintable()
    return found.reason_code

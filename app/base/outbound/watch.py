"""The clock and the byte counter of one fetch, asked at every single read from the wire."""

import time

from app.base.outbound.limits import Limits
from app.base.outbound.replies import Reason, StoppedError

BUFFER_BYTES = 8192
"""What the buffered reader may fetch past the end of the headers."""


class Watch:
    """One thread's watch, wound up again for each fetch.

    A server that sends a byte a second keeps every ordinary timeout from firing; so each read waits at
    most for what is left of the whole, and counts what came.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.has_dialled = False
        self.has_received = False
        self._ends = 0.0
        self._left = 0
        self._too_much = Reason.HEADERS_SIZE

    def start(self) -> None:
        """Begin a fetch: from here on everything counts against the total."""
        self._ends = time.monotonic() + self.limits.total_ms / 1000

    def expect_headers(self) -> None:
        """Begin a request: the headers, interim answers included, may not be more than their limit."""
        self.has_dialled = False
        self.has_received = False
        self._left = self.limits.header_bytes + BUFFER_BYTES
        self._too_much = Reason.HEADERS_SIZE

    def expect_body(self) -> None:
        """The headers are in: from here on the body's limit counts. Chunk framing may cost as much again."""
        self._left = 2 * self.limits.body_bytes + BUFFER_BYTES
        self._too_much = Reason.BODY_SIZE

    def patience(self, longest_ms: int) -> float:
        """Return the seconds that the next wait may last; stop the fetch when none are left."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise self.late()
        return min(longest_ms / 1000, left)

    def late(self) -> StoppedError:
        """Return the refusal for a fetch that ran out of time."""
        return StoppedError(Reason.DEADLINE, f"it took longer than {self.limits.total_ms / 1000:g} seconds in all")

    def is_over(self) -> bool:
        """Say whether the whole time is used up."""
        return time.monotonic() >= self._ends

    def took(self, count: int) -> None:
        """Count received bytes; stop the fetch when they are more than allowed."""
        self.has_received = self.has_received or count > 0
        self._left -= count
        if self._left >= 0:
            return
        if self._too_much is Reason.HEADERS_SIZE:
            why = f"the headers of the answer are larger than {self.limits.header_bytes} bytes"
            raise StoppedError(Reason.HEADERS_SIZE, why)
        raise StoppedError(Reason.BODY_SIZE, f"the answer is larger than {self.limits.body_bytes} bytes")

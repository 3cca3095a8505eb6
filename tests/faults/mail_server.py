"""A mail server on the loopback that can die at any point of a letter, and remembers every letter it took."""

import email
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

POINTS = (
    "before greeting",
    "after hello",
    "after sender",
    "after recipient",
    "during words",
    "before reply",
    "after reply",
    "slow",
    "busy",
    "refused",
)
"""Where the server can fail; the last two are answers: 451 and 550."""
FOLLOWING = {"HELO": "after hello", "EHLO": "after hello", "MAIL": "after sender", "RCPT": "after recipient"}
PATIENCE = 0.2
"""Seconds a test's sender waits for an answer; a slow server takes the letter and answers later."""


class MailServer(socketserver.ThreadingTCPServer):
    """The server. ``fails_at`` is one of POINTS, or None; ``taken`` are the Message-IDs of letters it said yes to."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.fails_at: str | None = None
        self.taken: list[str] = []
        self.letters: list[bytes] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}?from=portal@example.org"

    def handle_error(self, *_: object) -> None:
        """A connection that broke off is what this server is for."""


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self._is_at("before greeting"):
            return
        self._say("220 loopback ready")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            if verb == "DATA":
                if not self._take():
                    return
            elif not self._answer(verb):
                return

    def _answer(self, verb: str) -> bool:
        if verb == "RCPT" and self._is_at("busy"):
            self._say("451 try later")
        elif verb == "RCPT" and self._is_at("refused"):
            self._say("550 no such user")
        elif self._is_at(FOLLOWING.get(verb, "")):
            return False
        else:
            self._say("250 ok")
        return True

    def _take(self) -> bool:
        self._say("354 go on")
        if self._is_at("during words"):
            self.rfile.readline()
            return False
        lines = list(iter(self.rfile.readline, b".\r\n"))
        letter = b"".join(lines)
        if lines and not lines[-1].endswith(b"\n"):
            return False
        self.server.letters.append(letter)
        self.server.taken.append(str(email.message_from_bytes(letter)["Message-ID"]))
        if self._is_at("slow"):
            time.sleep(PATIENCE * 2)
        if self._is_at("before reply"):
            return False
        self._say("250 taken")
        return not self._is_at("after reply")

    def _is_at(self, point: str) -> bool:
        return self.server.fails_at == point

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def running() -> Iterator[MailServer]:
    """Run a server until the block ends."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()

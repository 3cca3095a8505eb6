"""A vendor's server on loopback whose answers a test writes."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What the vendor answers at one path."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Vendor:
    """The server: ``answers`` by path, ``asked`` in order with the request's headers.

    ``before_answer`` is called with the path before each answer; it may keep whoever asks waiting.
    """

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    before_answer: Callable[[str], object] = str

    def url(self, path: str = "/feed") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def says(self, body: str | bytes, path: str = "/feed", status: int = 200, **headers: str) -> None:
        """Answer with this body from now on; ``ETag="…"`` and the like become headers (_ for -)."""
        content = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = Answer(content, status, named)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    vendor: Vendor

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.vendor.asked.append((self.path, headers))
        self.vendor.before_answer(self.path)
        answer = self.vendor.answers.get(self.path, Answer(b"not here", 404))
        etag = answer.headers.get("ETag")
        is_same = answer.status == 200 and etag is not None and headers.get("if-none-match") == etag
        self.send_response(304 if is_same else answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        body = b"" if is_same else answer.body
        if not is_same:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Stay silent."""


@contextmanager
def serving() -> Iterator[Vendor]:
    """Run a vendor's server."""
    found = Vendor()
    handler = type("Handler", (_Handler,), {"vendor": found})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def atom(entries: Sequence[tuple[str, str, str]], title: str = "Acme releases") -> str:
    """Return an Atom document of (id, title, text) entries, the first one the newest."""
    items = "".join(
        f"<entry><id>{uid}</id><title>{name}</title><link href='https://acme.example/{uid}'/>"
        f"<published>2026-10-{28 - at:02d}T10:00:00Z</published><updated>2026-10-{28 - at:02d}T10:00:00Z</updated>"
        f"<content type='text'>{text}</content></entry>"
        for at, (uid, name, text) in enumerate(entries)
    )
    head = f"<title>{title}</title><id>urn:acme</id><updated>2026-10-28T10:00:00Z</updated>"
    return f"<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'>{head}{items}</feed>"

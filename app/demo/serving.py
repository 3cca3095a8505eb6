"""While the story is replayed, the demo's vendors publish here: a small server on the portal's own address."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from app.base.clock import Clock
from app.demo.documents import document
from app.demo.vendors import vendors
from app.web.errors import Sentence


class DemoRefused(Sentence):
    """The demo company cannot be made here; the message says why and what to do."""


@contextmanager
def vendors_publishing(base_url: str, today: date, clock: Clock) -> Iterator[None]:
    """Serve the vendors' feeds as they stand at the story's time, until the block ends."""
    address = urlsplit(base_url)

    class Published(BaseHTTPRequestHandler):
        """Answers with one vendor's feed."""

        def do_GET(self) -> None:
            """Send the feed of the vendor in the path."""
            vendor = vendors(today).get(self.path.rpartition("/")[2])
            if vendor is None:
                self.send_error(404)
                return
            text, media_type = document(vendor, _moment(clock))
            body = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", f"{media_type}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing: the replay shows its own progress."""

    try:
        server = ThreadingHTTPServer((address.hostname or "127.0.0.1", address.port or 80), Published)
    except OSError as problem:
        raise DemoRefused(
            f"The demo's vendors publish on {base_url} while the story is made, but something else answers there "
            f"({problem.strerror}). Stop it, or start with another --port."
        ) from problem
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _moment(clock: Clock) -> datetime:
    return clock()

"""An upload that breaks off at any byte, or says a wrong length, leaves no row, no file and a working portal (F21)."""

import re
import socket
import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from werkzeug.serving import make_server

from app.base.db import db
from app.records import kernel
from app.records.attachments import Attachment
from app.suppliers.models import SupplierImport

# the parser of forms leaves a cut-off upload's temporary file to be closed when it is collected
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

SHEET = b"supplier name;country\n" + b"".join(b"Northlake %d GmbH;Germany\n" % one for one in range(40))
EDGE = b"------------------------kept-together"


@pytest.fixture
def port(app) -> Iterator[int]:
    """Serve the portal on a real socket."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    worker = threading.Thread(target=server.serve_forever)
    worker.start()
    yield server.server_port
    server.shutdown()
    worker.join()
    server.server_close()


@pytest.fixture
def letter(client_as, port) -> tuple[bytes, bytes]:
    """The head and body of a whole upload, as a browser sends it."""
    browser = client_as("SQM")
    token = browser.token("/suppliers/imports/new")
    cookies = f"qualward={browser.get_cookie('qualward').value}"
    parts = [
        b'Content-Disposition: form-data; name="csrf_token"\r\n\r\n' + token.encode(),
        b'Content-Disposition: form-data; name="file"; filename="vendors.csv"\r\nContent-Type: text/csv\r\n\r\n'
        + SHEET,
    ]
    body = b"".join(b"--" + EDGE + b"\r\n" + one + b"\r\n" for one in parts) + b"--" + EDGE + b"--\r\n"
    head = (
        f"POST /suppliers/imports HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nCookie: {cookies}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary={EDGE.decode()}\r\n"
    )
    db.session.remove()
    return head.encode(), body


def send(port: int, head: bytes, body: bytes, said: int) -> int:
    """Send a body that claims ``said`` bytes, then end; return the status that came, 0 for none."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(head + f"Content-Length: {said}\r\n\r\n".encode() + body)
        line.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while found := line.recv(65536):
                answer += found
        except ConnectionResetError:
            pass
    status = re.match(rb"HTTP/1.1 (\d+)", answer)
    return int(status[1]) if status else 0


def counted() -> tuple[int, int]:
    db.session.rollback()
    return tuple(db.session.scalar(select(func.count(one))) for one in (SupplierImport.id, Attachment.id))


def without_row() -> list[str]:
    """Return the stored files that no attachment names."""
    db.session.rollback()
    named = set(db.session.scalars(select(Attachment.sha256)))
    root = kernel.of(db.session()).files.root
    return [one.name for one in root.rglob("*") if one.is_file() and one.name not in named]


def test_a_cut_upload_leaves_nothing(port, letter, request):
    head, body = letter
    count, before, scraps = (200 if request.config.getoption("--large") else 100), counted(), without_row()
    answers = Counter(send(port, head, body[: len(body) * turn // count], len(body)) for turn in range(count))
    print(f"{count} cuts over {len(body)} bytes: {dict(answers)}")
    assert counted() == before
    assert without_row() == scraps
    assert all(status == 0 or 400 <= status < 500 for status in answers)
    assert send(port, head, body, len(body)) == 303, "the whole file is taken afterwards"
    assert counted() == (before[0] + 1, before[1] + 1)


def test_a_wrong_length_leaves_nothing(port, letter):
    head, body = letter
    before, scraps = counted(), without_row()
    shorter = [send(port, head, body, len(body) - less) for less in (len(EDGE) + 10, 300, 900)]
    longer = [send(port, head, body, len(body) + more) for more in (1, 10, 5000)]
    print(f"said too little: {shorter}, said too much: {longer}")
    assert counted() == before
    assert without_row() == scraps


def test_the_control_that_keeps_whatever_came_does_leave_halves(port, letter, app, monkeypatch):
    """Did the portal store what it got before it knew that it was whole, halves would stay without a row."""
    head, body = letter
    before = without_row()

    def careless(environ, start_response):
        with app.app_context():
            kernel.of(db.session()).files.put(environ["wsgi.input"].read())
        start_response("303 See Other", [("Location", "/")])
        return [b""]

    monkeypatch.setattr(app, "wsgi_app", careless)
    answers = Counter(send(port, head, body[: len(body) * turn // 10], len(body)) for turn in range(1, 10))
    print(f"control: {dict(answers)}, {len(without_row()) - len(before)} halves without a row")
    assert len(without_row()) > len(before)

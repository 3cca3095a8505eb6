"""Files from outside: cut anywhere they leave no row; whatever they are, they stay files to save (T12, F21)."""

import io
import re
import socket
import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from werkzeug.serving import make_server

from app.base.db import db
from app.questionnaires.actions import uploads
from app.questionnaires.models import Upload
from app.records import kernel
from tests.factories import questionnaires as made

# the parser of forms leaves a cut-off upload's temporary file to be closed when it is collected
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

EDGE = b"------------------------kept-together"
FILE = b"%PDF-1.7\n" + bytes(range(256)) * 12


@pytest.fixture
def visit(app) -> made.Visit:
    return made.make_request()


@pytest.fixture
def supplier(client, visit):
    return made.enter(client, visit)


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
def letter(supplier, visit) -> tuple[bytes, bytes]:
    """The head and body of a whole upload, as a supplier's browser sends it."""
    token = supplier.token(f"{visit.path}/areas/QS")
    names = ("qualward", "qualward-respondent")
    cookies = "; ".join(f"{name}={supplier.get_cookie(name).value}" for name in names)
    parts = [
        b'Content-Disposition: form-data; name="csrf_token"\r\n\r\n' + token.encode(),
        b'Content-Disposition: form-data; name="file"; filename="manual.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        + FILE,
    ]
    body = b"".join(b"--" + EDGE + b"\r\n" + one + b"\r\n" for one in parts) + b"--" + EDGE + b"--\r\n"
    head = (
        f"POST {visit.path}/answers/QS-02/files HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nCookie: {cookies}\r\n"
        f"Connection: close\r\nContent-Type: multipart/form-data; boundary={EDGE.decode()}\r\n"
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


def rows_and_files() -> tuple[int, int]:
    db.session.rollback()
    root = kernel.of(db.session()).files.root
    return db.session.scalar(select(func.count(Upload.id))) or 0, sum(path.is_file() for path in root.rglob("*"))


def test_an_upload_cut_anywhere_leaves_no_row_and_no_file(port, letter, request):
    head, body = letter
    count, before = (200 if request.config.getoption("--large") else 100), rows_and_files()
    answers = Counter(send(port, head, body[: len(body) * turn // count], len(body)) for turn in range(count))
    print(f"{count} cuts over {len(body)} bytes: {dict(answers)}")
    assert rows_and_files() == before
    assert all(status == 0 or 400 <= status < 500 for status in answers)
    assert send(port, head, body, len(body)) == 303, "the whole file is taken afterwards"
    assert rows_and_files() == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("page.html", b"<script>alert(1)</script>", 415),
        ("drawing.svg", b"<svg onload='alert(1)'/>", 415),
        ("sheet.xlsx", b"<html>", 415),
        ("photo.png", b"GIF89a", 415),
        ("empty.pdf", b"", 415),
        ("../../etc/passwd.txt", b"kept under its last name", 303),
        ("report\u202efdp.txt", b"turned round", 422),
        ("x" * 300 + ".txt", b"long name", 303),
    ],
)
def test_hostile_files_are_refused_or_kept_as_downloads(supplier, visit, name: str, content: bytes, status: int):
    data = {"csrf_token": supplier.token(f"{visit.path}/areas/QS"), "file": (io.BytesIO(content), name)}
    assert supplier.post(f"{visit.path}/answers/QS-02/files", data=data).status_code == status
    found = db.session.scalar(select(Upload))
    assert (found is not None) is (status == 303)
    if found is not None:
        got = supplier.get(f"{visit.path}/files/{found.id}")
        assert got.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in got.headers["Content-Security-Policy"]
        assert (len(found.name) <= 200, "/" in found.name) == (True, False)


def test_one_request_takes_its_quota_and_no_more(supplier, visit, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 20)
    page = f"{visit.path}/areas/QS"
    answers = []
    for at in range(3):
        data = {"csrf_token": supplier.token(page), "file": (io.BytesIO(b"ten bytes."), f"{at}.txt")}
        answers.append(supplier.post(f"{visit.path}/answers/QS-02/files", data=data).status_code)
    assert answers == [303, 303, 422]

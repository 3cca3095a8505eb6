"""Uploads that lie about what or how large they are: a plain sentence, nothing half done, safe on the way out (T12)."""

import gc
import html
import io
import re
import zipfile

import pytest

from app.web.headers import LARGEST_REQUEST

ODD_NAMES = (
    "../../etc/passwd.txt",
    "..\\..\\windows\\system.txt",
    "/etc/cron.d/job.txt",
    "a\x00b.txt",
    "a\r\nSet-Cookie: sid=1.txt",
    "report\u202etxt.exe.txt",
    "\u2066hidden\u2069.txt",
    "x" * 300 + ".txt",
    "“quoted”; filename=evil.html.txt",
    "<img src=x onerror=alert(1)>.txt",
    "{{7*7}}.txt",
    "名前.txt",
    ".txt",
    "   .txt",
    "CON.txt",
)


def zipped(names: tuple[str, ...], first: bytes = b"") -> bytes:
    """Return a ZIP that holds files of these names, behind ``first``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return first + buffer.getvalue()


LIARS = {
    "page.html": b"<script>alert(1)</script>",
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "page.pdf": b"<html><script>alert(1)</script>",
    "image.png": b"GIF89a/*<script>alert(1)</script>*/",
    "image.jpg": b"<svg onload=alert(1)>",
    "sheet.xlsx": zipped(("../../evil.txt",)),
    "letter.docx": zipped(("xl/workbook.xml",)),
    "pack.zip": b"GIF89a" + zipped(("a",)),
    "note.txt": b"text\x00binary",
    "facts.json": b"{" * 200_000,
    "program.exe": b"MZ",
    "noending": b"text",
    "double.txt.html": b"text",
    "empty.txt": b"",
    "script.js": b"alert(1)",
}


def fields(fortress, **more):
    feed = next(iter(manual_feed(fortress)))
    given = {
        "feed": feed,
        "title": "Release 9",
        "note": "- One change",
        "source": "mail",
        "production_certainty": "unknown",
        "release_type": "",
    }
    return {"csrf_token": fortress.token, "is_live_before_announcement": "y", **given, **more}


def manual_feed(fortress):
    rows = fortress.eyes.execute("SELECT number FROM feed WHERE kind = 'manual' AND state = 'active'").fetchall()
    return [number for (number,) in rows]


def send(fortress, content: bytes, name: str):
    data = fields(fortress, file=(io.BytesIO(content), name))
    return fortress.browser("SQM").post("/releases", data=data, content_type="multipart/form-data")


def send_large(fortress, address: str, size: int):
    """Send a file of ``size`` bytes in a body built here: the test client would spool it to disk."""
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields(fortress).items()
    )
    head = f'{parts}--x\r\nContent-Disposition: form-data; name="file"; filename="large.txt"\r\n\r\n'.encode()
    body, kind = head + b"x" * size + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"
    return fortress.browser("SQM").post(address, data=body, content_type=kind)


def sentence_of(answer) -> str:
    """Return the text of the page's main part, for looking at what it says."""
    return re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True).split("<main", 1)[1])


@pytest.mark.parametrize("name", LIARS)
def test_what_a_file_is_not_is_said_in_words(fortress, name: str):
    before = fortress.checksum()
    answer = send(fortress, LIARS[name], name)
    assert answer.status_code in {415, 422}, name
    assert name in html.unescape(sentence_of(answer))
    assert "Traceback" not in answer.get_data(as_text=True)
    assert 'value="Release 9"' in answer.get_data(as_text=True), "the input is kept"
    assert fortress.checksum() == before


@pytest.mark.parametrize("name", ODD_NAMES, ids=range(len(ODD_NAMES)))
def test_odd_names_are_refused_or_leave_safely(fortress, name: str):
    fortress.restore()
    before, inside = fortress.checksum(), set(fortress.folder.parent.iterdir())
    answer = send(fortress, b"what the vendor wrote", name)
    assert answer.status_code in {303, 415, 422}
    if answer.status_code != 303:
        assert fortress.checksum() == before
        return
    page = fortress.browser("SQM").get(answer.location).get_data(as_text=True)
    for address in re.findall(r'href="(/releases/REL-\d+/files/\d+)"', page):
        headers = fortress.browser("SQM").get(address).headers
        safe = r"attachment; filename=\"[\w .()-]+\"; filename\*=UTF-8''[\w.%~-]+"
        assert re.fullmatch(safe, headers["Content-Disposition"]), headers["Content-Disposition"]
        assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in headers
    assert set(fortress.folder.parent.iterdir()) == inside
    stored = [path for path in (fortress.folder / "files").rglob("*") if path.is_file()]
    assert all(re.fullmatch(r"[0-9a-f]{64}", path.name) for path in stored)


@pytest.mark.parametrize("address", ["/releases", "/suppliers/imports", "/evidence"])
def test_one_byte_too_many_is_too_large(fortress, address: str):
    before = fortress.checksum()
    answer = send_large(fortress, address, LARGEST_REQUEST + 1)
    assert answer.status_code == 413
    assert "larger than 25 MB" in sentence_of(answer)
    assert fortress.checksum() == before


def test_a_file_over_the_limit_inside_a_fitting_request_is_refused(fortress):
    before = fortress.checksum()
    answer = send_large(fortress, "/releases", 25 * 1024 * 1024 + 1)
    assert answer.status_code in {415, 422}
    assert "larger than 25 MB" in sentence_of(answer)
    assert fortress.checksum() == before


@pytest.mark.parametrize("name", LIARS)
def test_the_register_of_evidence_takes_no_liar(fortress, name: str):
    fortress.restore()
    before, service = fortress.checksum(), fortress.company.objects["service"][-1]
    data = {
        "csrf_token": fortress.token,
        "title": "Certificate 9",
        "about": service,
        "kind": "policy",
        "owner_id": str(fortress.eyes.execute("SELECT id FROM person WHERE username = 'sam.quinn'").fetchone()[0]),
        "confidentiality": "internal",
        "effective_on": fortress.clock().date().isoformat(),
        "no_expiry_because": "It is printed without an end.",
    }
    for address in ("/evidence", f"/evidence/{fortress.company.objects['registered_evidence'][0]}/versions"):
        sent = {**data, "file": (io.BytesIO(LIARS[name]), name)}
        answer = fortress.browser("SQM").post(address, data=sent, content_type="multipart/form-data")
        assert answer.status_code in {415, 422}, (address, name)
        assert name in html.unescape(sentence_of(answer))
    assert fortress.checksum() == before
    honest = {**data, "file": (io.BytesIO(b"%PDF-1.7"), "certificate.pdf")}
    answer = fortress.browser("SQM").post("/evidence", data=honest, content_type="multipart/form-data")
    assert answer.status_code == 303, "the same form with an honest file is taken"
    fortress.restore()


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the parser leaves its scrap to the collector
def test_a_lying_length_and_a_broken_body_save_nothing(fortress):
    before = fortress.checksum()
    browser = fortress.browser("SQM")
    for body in (b"", b"--x", b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf'):
        answer = browser.post("/releases", data=body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code in {400, 422}
    gc.collect()
    assert fortress.checksum() == before

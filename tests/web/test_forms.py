"""Forms keep what was typed, and refuse what hides, doubles or says nothing."""

import io

import pytest
from sqlalchemy import func, select

from app.base import engines
from app.base.db import db, unguarded_writes
from app.web import forms
from app.web.signing_form import SigningForm
from tests.samples import Sample
from tests.web.workshop import SampleForm

GOOD = {"title": "Northwind", "state": "draft", "reason": "New contract signed"}


@pytest.fixture
def send(client_as):
    browser = client_as("SQM")
    token = browser.token("/workshop/samples/new")

    def posted(path="/workshop/samples", **data):
        return browser.post(path, data={"csrf_token": token, **data})

    return posted


def test_good_form_is_saved_in_nfc_and_trimmed(app, send):
    answer = send(**{**GOOD, "title": "  O\u0308resund  "})
    assert answer.status_code == 302
    assert db.session.scalars(select(Sample.title)).all() == ["Öresund"]


@pytest.mark.parametrize(
    "title", ["Ann\u202ea", "A\u200bnn", "A\x00b", "A\x07b", "\ufeffx", "line\nend", "a\u2066b", "", "   ", "\u200f"]
)
def test_hidden_or_missing_words_are_refused_and_kept(app, send, title):
    answer = send(**{**GOOD, "title": title})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "New contract signed" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Sample)) == 0


@pytest.mark.parametrize(
    "reason", ["", ".", "    ", "update", "Update.", "changed", "....... !", "abcd", "12345678", "\u3000"]
)
def test_reason_that_says_nothing_is_refused(send, reason):
    answer = send(**{**GOOD, "reason": reason})
    assert answer.status_code == 422
    assert "Say why in your own words" in answer.text


@pytest.mark.parametrize(
    "reason", ["Bea left the team", "契約が更新されました", "wrong version", "Aktualisierung laut Vertrag"]
)
def test_reason_in_any_language_is_taken(send, reason):
    assert send(**{**GOOD, "reason": reason}).status_code == 302


def test_field_sent_twice_is_refused_except_where_many_are_meant(app, send):
    assert send(**{**GOOD, "title": ["a", "b"]}).status_code == 400
    assert send(**{**GOOD, "state": ["draft", "approved"]}).status_code == 400
    assert send(**{**GOOD, "unknown": ["a", "b"]}).status_code == 400
    assert db.session.scalar(select(func.count()).select_from(Sample)) == 0
    assert send(**{**GOOD, "areas": ["a", "b"]}).status_code == 302


def test_stale_page_never_overwrites(app, send):
    send(**GOOD)
    assert send("/workshop/samples/SAM-0001/title", title="First", version="1").status_code == 302
    answer = send("/workshop/samples/SAM-0001/title", title="Second", version="1")
    assert answer.status_code == 409
    assert "Somebody changed this record" in answer.text
    assert 'value="Second"' in answer.text
    assert db.session.scalars(select(Sample.title)).all() == ["First"]


def test_busy_database_keeps_the_input(app, send, monkeypatch):
    db.session.remove()
    db.engine.dispose()
    monkeypatch.setattr(engines, "BUSY_MILLISECONDS", 10)
    with db.engine.connect() as other:
        with unguarded_writes():
            held = other.begin()
        answer = send(**GOOD)
        held.rollback()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert 'value="Northwind"' in answer.text


def test_password_stays_as_typed(app):
    with app.test_request_context(method="POST", data={"username": " sam ", "password": " pass\u0308 "}):
        form = SigningForm()
        assert (form.username.data, form.password.data) == ("sam", " pass\u0308 ")


def test_many_is_known_by_its_field(app):
    assert "areas" in forms.Form.many
    with app.test_request_context():
        assert SampleForm().problems == []


PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", b"%PDF-1.7 x", "application/pdf"),
        ("Photo.PNG", PNG, "image/png"),
        ("a.txt", "Grüße".encode("cp1252"), "text/plain"),
        ("a.csv", "a;b\r\n".encode("utf-16"), "text/csv"),
        ("a.json", b'{"a": 1}', "application/json"),
        ("a.xlsx", b"PK\x03\x04....xl/workbook.xml", None),
        ("../../etc/x.zip", b"PK\x03\x04....", "application/zip"),
    ],
)
def test_file_comes_in_and_goes_out_as_a_download(send, name, content, media_type):
    answer = send("/workshop/files", file=(io.BytesIO(content), name))
    assert answer.status_code == 200
    assert answer.data == content
    assert media_type is None or answer.content_type.startswith(media_type)
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "/" not in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", b"<script>"), ("a.svg", b"<svg/>"), ("a.pdf", b"<html>"), ("a.png", b"GIF89a"),
        ("a.xlsx", b"PK\x03\x04word/"),
        ("a.json", b"{"), ("a.txt", b"MZ\x00\x00"), ("noending", b"x"), ("a.exe", b"MZ"), ("a.json", b"[" * 100_000),
    ],
)  # fmt: skip
def test_other_files_are_refused_with_a_sentence(send, name, content):
    answer = send("/workshop/files", file=(io.BytesIO(content), name))
    assert answer.status_code == 415
    assert name in answer.text


def test_empty_and_missing_files_are_refused(send):
    assert "is empty" in send("/workshop/files", file=(io.BytesIO(b""), "a.txt")).text
    assert "No file was chosen" in send("/workshop/files", file=(io.BytesIO(b""), "")).text

"""Every failure is one plain sentence with the right status, and never a traceback."""

import logging
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import event

from app.base.db import db
from app.web import toolkit
from app.web.navigation import Item, Shell
from tests.hands import Hands


def body(response):
    return response.get_data(as_text=True)


def test_405_names_what_the_address_takes(client):
    answer = client.post("/workshop/samples/SAM-0001", data={})
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "Go back to the page before" in body(answer)


def test_refused_signature_is_a_conflict_with_its_sentence(client):
    answer = client.get("/workshop/failures/changed")
    assert answer.status_code == 409
    assert "The record changed after it was shown to you" in body(answer)


def test_busy_database_asks_to_wait(client):
    answer = client.get("/workshop/failures/locked")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "busy writing" in body(answer)


def test_crash_shows_a_number_and_logs_the_cause(client, caplog):
    with caplog.at_level(logging.ERROR):
        answer = client.get("/workshop/failures/crash")
    assert answer.status_code == 500
    assert "the secret of the crash" not in body(answer)
    assert "Traceback" not in body(answer)
    number = body(answer).split("<code>")[1].split("</code>")[0]
    assert number in caplog.text
    assert "the secret of the crash" in caplog.text


def test_panel_gets_the_sentence_only(client):
    answer = client.get("/workshop/failures/changed", headers={"HX-Request": "true"})
    assert "<html" not in body(answer)
    assert 'role="alert"' in body(answer)


def test_signed_out_reader_is_sent_to_sign_in_and_back(client):
    answer = client.get("/workshop/samples/new?a=1")
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.location).query) == {"next": ["/workshop/samples/new?a=1"]}


def test_signed_out_writer_keeps_the_input_but_not_the_password(client):
    answer = client.post(
        "/workshop/samples", data={"title": "Ünïcode <b>", "password": "s3cret-word", "reason": "because"}
    )
    assert answer.status_code == 401
    assert 'name="title" value="Ünïcode &lt;b&gt;"' in body(answer)
    assert "s3cret-word" not in body(answer)


def test_form_without_its_token_is_refused_and_kept(client_as):
    answer = client_as("SQM").post("/workshop/samples", data={"title": "Kept"})
    assert answer.status_code == 400
    assert 'name="title" value="Kept"' in body(answer)


def test_form_sent_from_another_site_is_refused(client_as):
    browser = client_as("SQM")
    data = {"csrf_token": browser.token("/workshop/samples/new"), "title": "x"}
    for site in ("cross-site", "same-site"):
        answer = browser.post("/workshop/samples", data=data, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
        assert "another site" in body(answer)


def test_too_large_a_request_is_refused(client_as):
    browser = client_as("SQM")
    length, kind = str(27 * 1024 * 1024), "multipart/form-data; boundary=x"
    answer = browser.post(
        "/workshop/files", data=b"--x", content_type=kind, environ_overrides={"CONTENT_LENGTH": length}
    )
    assert answer.status_code == 413
    assert "25 MB" in body(answer)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", ""])
def test_foreign_host_gets_nothing(client, host):
    answer = client.get("/workshop/panel", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in body(answer) or not host


def test_page_works_when_the_database_is_gone(client, settings):
    db.session.remove()
    with Hands(settings) as sql:
        sql.execute("ALTER TABLE sample RENAME TO gone")
    answer = client.get("/workshop/samples")
    assert answer.status_code == 500
    assert "Nothing was saved" in body(answer)


def test_a_signed_in_reader_is_told_when_the_database_cannot_be_reached(client_as):
    """Even who asks is not known then: the page must not look for it."""
    client = client_as("SQM")
    db.session.remove()
    db.engine.dispose()

    def away(dialect, *_: object) -> None:
        raise dialect.loaded_dbapi.OperationalError("connection failed: the server is starting up")

    event.listen(db.engine, "do_connect", away)
    for answer in (client.get("/suppliers"), client.post("/suppliers", data={"name": "Unheard Ltd"})):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "The connection to the database broke" in answer.text
    event.remove(db.engine, "do_connect", away)
    assert client.get("/suppliers").status_code == 200


def test_navigation_to_nowhere_does_not_start(app):
    with pytest.raises(LookupError, match="nowhere"):
        toolkit.finish(app, Shell("1", items=(Item("Lost", "nowhere", "public"),)))

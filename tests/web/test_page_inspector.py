"""Each check of the page inspector, seen red on a planted page: a check that never fails proves nothing."""

import pytest
from werkzeug.test import EnvironBuilder, TestResponse

from app.web.headers import CONTENT_SECURITY_POLICY
from tests.pages import CANARY, inspect_page

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
GOOD = (
    '<!doctype html><html lang="en"><head><title>Suppliers · Qualward</title></head><body><main><h1>Suppliers</h1>'
    '<form method="post" action="/x"><input type="hidden" name="csrf_token" value="t">'
    '<label for="a">Name</label><input id="a" name="a" aria-describedby="b"><p id="b">Help</p></form>'
    '<table><tr><th scope="col">A</th></tr><tr><td>1</td></tr></table></main></body></html>'
)


def faults_of(text, **changed):
    headers = {**HEADERS, **changed}
    response = TestResponse([text.encode()], "200 OK", headers, EnvironBuilder().get_request())
    return inspect_page(response)


def test_good_page_has_no_fault():
    assert faults_of(GOOD) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("</main>", "</p></main>", "line 1"),
        ("<!doctype html>", "", "line 1"),
        ("<td>1", '<td id="a">1', "occurs 2 times"),
        ("Suppliers · Qualward", "Suppliers", "the title is"),
        ("Suppliers · Qualward", " · Qualward", "the title is"),
        (' lang="en"', "", "language"),
        ("<main>", "<main><h1>Again</h1>", "2 h1"),
        ("<main>", "<div>", "0 main"),
        ('<label for="a">Name</label>', "", "has no label"),
        ('<label for="a">Name</label>', '<label for="a"> </label>', "has no label"),
        ('<p id="b">Help</p>', "", "aria-describedby names 'b'"),
        (' value="t"', "", "no csrf_token"),
        (' action="/x"', "", "names no action"),
        ("<main>", "<main><style>a{}</style>", "an inline <style>"),
        ("<main>", "<main><script>alert(1)</script>", "an inline <script>"),
        ("<main>", '<main style="color:red">', "inline style"),
        ("<main>", '<main onclick="x()">', "inline onclick"),
        ("<td>1", '<td><a href="javascript:x()">1</a>', "has href="),
        ("<td>1", '<td><img src="https://elsewhere.example/x.png" alt="">1', "fetches from elsewhere"),
        ("<td>1", "<td><img src='/x.png'>1", "no alt"),
        ("<td>1", "<td><a href='/x'></a>1", "says nothing"),
        ("<td>1", f"<td>{CANARY}", "written into the page as HTML"),
        ("<td>1", "<td>&amp;lt;b&amp;gt;", "escaped twice"),
        ("<td>1", "<td>None", "says 'None'"),
        (' scope="col"', "", "without scope"),
    ],
)
def test_planted_fault_is_found(before, after, fault):
    assert before in GOOD
    found = faults_of(GOOD.replace(before, after, 1))
    assert any(fault in one for one in found), found


@pytest.mark.parametrize(
    "changed",
    [
        {"Content-Security-Policy": ""},
        {"Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("'self'", "'unsafe-inline'", 1)},
        {"X-Content-Type-Options": ""},
        {"Cache-Control": "public"},
    ],
)
def test_missing_header_is_found(changed):
    assert len(faults_of(GOOD, **changed)) == 1


def test_a_page_that_asks_too_often_fails(client):
    client.get("/workshop/statements/12")
    assert client.queries == 12
    with pytest.raises(AssertionError, match="cost 13 SQL statements"):
        client.get("/workshop/statements/13")

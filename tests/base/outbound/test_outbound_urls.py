"""One parser: what it accepts has one spelling, what it refuses says why."""

from ipaddress import ip_address

import pytest

from app.base.outbound import Allow, Reason, Refusal, Target, parse
from app.base.outbound.urls import follow

OPEN = Allow(plain_http=True)
BASE = Target("https", "feeds.example", 443, "/a/b?c=d", None)

ACCEPTED = {
    "https://vendor.example": "https://vendor.example/",
    "HTTPS://Vendor.EXAMPLE:443/Feed?x=1#part": "https://vendor.example/Feed?x=1",
    "https://vendor.example./a": "https://vendor.example/a",
    "https://bücher.example/ü?ö=ä": "https://xn--bcher-kva.example/%C3%BC?%C3%B6=%C3%A4",
    "https://xn--bcher-kva.example/": "https://xn--bcher-kva.example/",
    "https://vendor.example/a%20b%2Fc?100%": "https://vendor.example/a%20b%2Fc?100%25",
    "https://vendor.example?q=1": "https://vendor.example/?q=1",
    'https://vendor.example/a"<>|{}^`[]': "https://vendor.example/a%22%3C%3E%7C%7B%7D%5E%60%5B%5D",
    "https://vendor.example//double//slash": "https://vendor.example//double//slash",
    "https://vendor.example:80/": "https://vendor.example:80/",
    "http://vendor.example:443/": "http://vendor.example:443/",
    "http://vendor.example:/": "http://vendor.example/",
    "https://8.8.8.8/": "https://8.8.8.8/",
    "https://[2606:4700:4700:0:0:0:0:1111]/": "https://[2606:4700:4700::1111]/",
}


@pytest.mark.parametrize(("text", "canonical"), ACCEPTED.items())
def test_an_address_has_one_spelling(text: str, canonical: str) -> None:
    found = parse(text, OPEN)
    assert isinstance(found, Target)
    assert found.text == canonical
    again = parse(canonical, OPEN)
    assert again == found


REFUSED = {
    "": Reason.URL,
    "vendor.example": Reason.URL,
    "//vendor.example/": Reason.URL,
    "/etc/passwd": Reason.URL,
    "https://vendor.example/a b": Reason.URL,
    " https://vendor.example/": Reason.URL,
    "https://vendor.example/\n": Reason.URL,
    "https://vendor.example/\r\nHost: evil": Reason.URL,
    "https://ven\tdor.example/": Reason.URL,
    "https://vendor.example\x00.evil/": Reason.URL,
    "https://vendor.example\\@evil.example/": Reason.URL,
    "https:\\\\vendor.example/": Reason.URL,
    "https://vendor.example/\u2028": Reason.URL,
    "https://vendor.example/\ud800": Reason.URL,
    "https://vendor.example/" + "a" * 5000: Reason.URL,
    "file:///etc/passwd": Reason.SCHEME,
    "gopher://vendor.example/": Reason.SCHEME,
    "ftp://vendor.example/": Reason.SCHEME,
    "data:text/plain,hello": Reason.SCHEME,
    "javascript:alert(1)": Reason.SCHEME,
    "feed:https://vendor.example/": Reason.SCHEME,
    "ws://vendor.example/": Reason.SCHEME,
    "https:vendor.example": Reason.HOST,
    "https:/vendor.example": Reason.HOST,
    "https:///vendor.example": Reason.HOST,
    "https://?q": Reason.HOST,
    "https://user@vendor.example/": Reason.USERINFO,
    "https://user:secret@vendor.example/": Reason.USERINFO,
    "https://vendor.example:443@127.0.0.1/": Reason.USERINFO,
    "https://@vendor.example/": Reason.USERINFO,
    "https://vendor.example:8443/": Reason.PORT,
    "https://vendor.example:22/": Reason.PORT,
    "https://vendor.example:0/": Reason.PORT,
    "https://vendor.example:65979/": Reason.PORT,  # 65979 is 443 in 16 bits
    "https://vendor.example:4430000000000000000443/": Reason.PORT,
    "https://vendor.example:४४३/": Reason.HOST,
    "https://vendor.example:+443/": Reason.HOST,
    "https://vendor.example:443:443/": Reason.HOST,
    "https://2130706433/": Reason.HOST,
    "https://0x7f000001/": Reason.HOST,
    "https://0X7F.1/": Reason.HOST,
    "https://127.1/": Reason.HOST,
    "https://0177.0.0.1/": Reason.HOST,
    "https://1.2.3.04/": Reason.HOST,
    "https://1.2.3.4.5/": Reason.HOST,
    "https://1.2.3.256/": Reason.HOST,
    "https://vendor.123/": Reason.HOST,
    "https://vendor.0x7f/": Reason.HOST,
    "https://①②⑦.0.0.1/": Reason.HOST,
    "https://１２７.0.0.1/": Reason.HOST,
    "https://127。0。0。1/": Reason.HOST,
    "https://vendor。example/": Reason.HOST,
    "https://ｖendor.example/": Reason.HOST,
    "https://ven\u200ddor.example/": Reason.HOST,
    "https://127.0.0.1%2f.example/": Reason.HOST,
    "https://%31%32%37.0.0.1/": Reason.HOST,
    "https://[fe80::1%25eth0]/": Reason.HOST,
    "https://[fe80::1%eth0]/": Reason.HOST,
    "https://[::1/": Reason.HOST,
    "https://::1/": Reason.HOST,
    "https://[v1.fe]/": Reason.HOST,
    "https://[::1].example/": Reason.HOST,
    "https://[vendor.example]/": Reason.HOST,
    "https://vendor..example/": Reason.HOST,
    "https://.vendor.example/": Reason.HOST,
    "https://vendor.example../": Reason.HOST,
    "https://-vendor.example/": Reason.HOST,
    "https://vendor-.example/": Reason.HOST,
    "https://" + "a" * 64 + ".example/": Reason.HOST,
    "https://" + "a." * 130 + "example/": Reason.HOST,
    "https://xn--a.example/": Reason.HOST,
    "https://vendor.example,evil.example/": Reason.HOST,
    "https://vendor!.example/": Reason.HOST,
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_what_is_not_plainly_a_web_address_is_refused_with_a_sentence(text: str, reason: Reason) -> None:
    found = parse(text, OPEN)
    assert isinstance(found, Refusal)
    assert found.reason_code == reason
    assert found.sentence.endswith(".")
    assert found.sentence.isprintable()
    assert "secret" not in found.sentence + found.url
    assert len(found.sentence) < 500


def test_http_needs_a_setting() -> None:
    closed = parse("http://vendor.example/", Allow())
    assert isinstance(closed, Refusal)
    assert closed.sentence == (
        "http://vendor.example/ was not fetched: http without encryption is not allowed; "
        "use an address that begins with https://."
    )


def test_a_literal_address_is_kept_as_one() -> None:
    found = parse("https://[2606:4700::1]:443/", Allow())
    assert isinstance(found, Target)
    assert found.literal == ip_address("2606:4700::1")
    assert found.authority == "[2606:4700::1]"


FOLLOWED = {
    "/x": "https://feeds.example/x",
    "x": "https://feeds.example/a/x",
    "../x": "https://feeds.example/x",
    "?y": "https://feeds.example/a/b?y",
    "": "https://feeds.example/a/b?c=d",
    "/..//other.example/": "https://feeds.example/other.example/",
    "https://other.example/ü": "https://other.example/%C3%BC",
}


@pytest.mark.parametrize(("location", "text"), FOLLOWED.items())
def test_a_redirect_is_followed_within_the_rules(location: str, text: str) -> None:
    found = follow(BASE, location, Allow())
    assert isinstance(found, Target)
    assert found.text == text


NOT_FOLLOWED = {
    "//evil.example/": Reason.REDIRECT,
    "///evil.example/": Reason.REDIRECT,
    "\\\\evil.example/": Reason.REDIRECT,
    "/\\evil.example/": Reason.REDIRECT,
    "/a b": Reason.REDIRECT,
    "file:///etc/passwd": Reason.SCHEME,
    "gopher://127.0.0.1:70/": Reason.SCHEME,
    "https:evil": Reason.HOST,
    "https://user:pw@evil.example/": Reason.USERINFO,
    "https://evil.example:22/": Reason.PORT,
    "https://2130706433/": Reason.HOST,
    "http://feeds.example/": Reason.DOWNGRADE,
}


@pytest.mark.parametrize(("location", "reason"), NOT_FOLLOWED.items())
def test_a_redirect_elsewhere_is_refused_and_names_both_ends(location: str, reason: Reason) -> None:
    found = follow(BASE, location, OPEN)
    assert isinstance(found, Refusal)
    assert found.reason_code == reason
    assert "https://feeds.example/a/b" in found.sentence

"""Documents made to hurt their reader (threats-and-faults.md T9), by the name of the attack."""

from pathlib import Path


def rss(inner: str, prolog: str = "") -> str:
    item = f"<item><title>4.2</title><guid>g</guid><description>{inner}</description></item>"
    return f"{prolog}<rss version='2.0'><channel><title>t</title>{item}</channel></rss>"


def laughs() -> str:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE r [<!ENTITY l0 "lol">{levels}]>'


def entity_attacks(canary: Path) -> dict[str, bytes]:
    """Attacks that the prolog refuses before a parser sees them."""
    external = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{canary.as_uri()}">]>'
    many = "".join(f'<!ENTITY e{n} "x">' for n in range(400))
    attacks = {
        "billion laughs": rss("&l9;", laughs()),
        "billion laughs behind a comment that looks like an element": rss("&l9;", f"<!-- <a -->\n{laughs()}"),
        "billion laughs with a doctype that holds brackets": rss("&l9;", laughs().replace("[", "[<!-- ]> -->", 1)),
        "quadratic blow-up": rss("&a;" * 300_000, f'<!DOCTYPE r [<!ENTITY a "{"x" * 100_000}">]>'),
        "quadratic blow-up of short entities": rss("&a;" * 300_000, f'<!DOCTYPE r [<!ENTITY a "{"x" * 250}">]>'),
        "many short entities": rss("x", f"<!DOCTYPE r [{many}]>"),
        "external entity": rss("&x;", external),
        "external entity, public": rss("&x;", external.replace("SYSTEM", 'PUBLIC "p"')),
        "parameter entity": rss("x", f'<!DOCTYPE r [<!ENTITY % x SYSTEM "{canary.as_uri()}"> %x;]>'),
        "parameter entity, internal": rss("x", "<!DOCTYPE r [<!ENTITY % x '<!ENTITY y \"z\">'> %x;]>"),
    }
    bodies = {name: text.encode() for name, text in attacks.items()}
    for encoding in ("utf-7", "utf-16", "utf-16-le", "utf-32", "cp037"):
        text = f'<?xml version="1.0" encoding="{encoding}"?>{attacks["external entity"]}'
        bodies[f"external entity in {encoding}"] = text.encode(encoding)
    return bodies


def heavy_documents() -> dict[str, bytes]:
    """Documents that cost memory or time: read, given up or refused, never fatal to the parent."""
    head, tail = b"<rss><channel><item>", b"</item></channel></rss>"
    return {
        "200,000 nested elements": head + b"<a>" * 200_000 + b"</a>" * 200_000 + tail,
        "200,000 open elements": head + b"<a>" * 200_000,
        "200,000 nested elements of HTML": rss("<![CDATA[" + "<div>" * 200_000 + "]]>").encode(),
        "200,000 nested lists of JSON": b'{"items":' + b"[" * 200_000,
        "300,000 attributes": head + b" ".join([b"<a", *(b'a%d="x"' % n for n in range(300_000)), b"/>"]),
        "300,000 entries": b"<rss><channel>" + b"<item/>" * 300_000 + b"</channel></rss>",
        "10 MiB of less-than signs": b"<" * (10 * 1024 * 1024),
        "10 MiB of ampersands": b"<rss>" + b"&" * (10 * 1024 * 1024 - 8),
        "10 MiB of line ends before an element": b"\n" * (10 * 1024 * 1024 - 8) + b"<a",
        "10 MiB of one comment": b"<!--" + b"-" * (10 * 1024 * 1024 - 8),
        "50 MB of junk": b"x" * 50_000_000,
        "paragraphs for 512 MiB": rss("<![CDATA[" + "<p>" * 3_400_000 + "]]>").encode(),
    }

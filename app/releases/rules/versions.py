"""Which version does an entry announce? Read from the title, else from its id or address.

It returns the vendor's own words without a leading "v" or "Release". It refuses to guess: a date, an amount or a
percentage is not a version, and an entry without one has the version "".
"""

import re
from typing import Final
from urllib.parse import unquote

_SUFFIX: Final = (
    r"(?:[-._]?(?:alpha|beta|rc|cr|preview|pre|dev|snapshot|nightly|canary|hotfix|patch|final|release|esr|post|lts|ga"
    r"|sp|[abmp](?=\d))(?:[-._]?\d+)*(?![A-Za-z]))?(?:-\d{1,4}(?![\w-]))?(?:\+[0-9A-Za-z.-]+)?"
    r"(?:\s+(?:LTS|(?:SP|HF)\s?\d+|(?:alpha|beta|rc)(?:\s?\d+)?)\b)?"
)
_RELEASE_WORD: Final = r"(?:version|versions|ver\.?|release|rel\.?|build|update|patch|hotfix|rev\.?)"
_DOTTED: Final = r"\d+(?:\.\d+){1,4}(?:\.[xX])?"
_YEARLY: Final = r"(?:20)?\d{2}\s?R\d(?:\.\d+){0,3}"

_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "25R1", "v25R1.2", "2024 R2": the yearly counting of life-science vendors
        rf"(?<![\w.])v?(?P<version>{_YEARLY})(?![\w.]*\w)",
        # a number that a release word points at may be whole: "Release 23", "Version 7"
        rf"\b{_RELEASE_WORD}\s*[:#]?\s*v?(?P<version>{_DOTTED}{_SUFFIX})",
        rf"(?<![\w.])[vr](?P<version>{_DOTTED}{_SUFFIX})",
        rf"(?<![\w.$€£])(?P<version>{_DOTTED}{_SUFFIX})(?!\s?%)",
        rf"\b{_RELEASE_WORD}\s*[:#]?\s*v?(?P<version>\d{{1,4}}(?:-[A-Za-z]+[.-]?\d*)?)\b(?![/-]\d)(?!\s?%)",
        rf"(?<![\w.])v(?P<version>\d{{1,4}}{_SUFFIX})(?!\w)",
        # seasons: "Spring '25", "Winter 2026"
        r"\b(?P<version>(?:spring|summer|autumn|fall|winter)\s+['’]?\d{2}(?:\d{2})?)\b",
    )
)
_DATE: Final = re.compile(
    r"\d{1,2}\.\d{1,2}\.(?:19|20)\d{2}$|(?:19|20)\d{2}\.(?:0[1-9]|1[0-2])\.(?:0[1-9]|[12]\d|3[01])$"
)
_IN_ADDRESS: Final = re.compile(
    rf"(?:^|[/:_-]|(?<=\W))v?(?P<version>{_DOTTED}(?:-?(?:alpha|beta|rc|pre|dev|preview|snapshot)[.-]?\d*)?|{_YEARLY})"
    r"(?:\.html?|\.md)?/?$",
    re.IGNORECASE,
)


def version_in(title: str, uid: str = "", url: str = "") -> str:
    """Return the version the title names, else the one at the end of the id or the address, else ""."""
    return _from_title(title) or _from_address(uid) or _from_address(url)


def _from_title(title: str) -> str:
    dated = ""
    for pattern in _PATTERNS:
        for match in pattern.finditer(title[:500]):
            found = match["version"].strip().rstrip(".-_+")
            if not _DATE.match(found):
                return found
            # "2026.10.05" is a date to most and a version to some: it stands only where nothing better does
            dated = dated or (found if found[:2] in {"19", "20"} else "")
    return dated


def _from_address(address: str) -> str:
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    last = unquote(path.rstrip("/"))[-200:].rpartition("/")[2]
    match = _IN_ADDRESS.search(last)
    return match["version"] if match and not _DATE.match(match["version"]) else ""

"""Is this a pre-release? Decided by whole words beside the version, never by a syllable.

A pre-release that slips through costs a look; a real release that is filtered away costs an assessment nobody makes.
So the rule wants the word *at* the version ("5.0 beta 2", "4.4.0-RC1") or with a release word ("preview release"):
"Alphabet 2.0", "Devices 3.1" and "Fixed the preview pane in 4.2" are releases.
"""

import re
from typing import Final

_WORD: Final = (
    r"(?:alpha|beta|rc|cr|preview|dev|snapshot|nightly|canary|pre-?release|pre|release[\s-]candidate|milestone)"
)
_NUMBER: Final = r"v?\d+(?:\.(?:\d+|x))*"
_END: Final = r"(?:[\s.\-_]?\d+(?:\.\d+)*)?(?![A-Za-z])"
_AFTER: Final = re.compile(rf"(?<![A-Za-z\d.]){_NUMBER}\s?[-._+(\[,:]?\s?(?P<word>{_WORD}){_END}", re.IGNORECASE)
_SHORT: Final = re.compile(
    r"(?<![A-Za-z\d.])v?\d+(?:\.\d+)+[-.]?(?P<word>(?:a|b|m)\d{1,3})(?![A-Za-z\d])", re.IGNORECASE
)
_BEFORE: Final = re.compile(rf"(?<![A-Za-z-])(?P<word>{_WORD})[\s\-:]+(?:\d+\s+(?:of|for)\s+)?v?\d+\.\d", re.IGNORECASE)
_NAMED: Final = re.compile(
    rf"(?<![A-Za-z-])(?P<word>{_WORD})[\s-]+(?:release|version|build|channel)s?\b"
    r"|(?P<candidate>\brelease[\s-]candidate\b)|(?P<mark>(?<![A-Za-z])pre-?release(?![A-Za-z]))",
    re.IGNORECASE,
)
_TRAILING: Final = re.compile(rf"\d\s.*[\s(\[-](?P<word>{_WORD})(?:\s?\d+)?[)\]]?\s*$", re.IGNORECASE)
_WHOLE: Final = re.compile(rf"^\s*(?P<word>{_WORD})(?:[\s.-]?\d+)?\s*$", re.IGNORECASE)
_IN_TITLE: Final = (_AFTER, _SHORT, _BEFORE, _NAMED, _TRAILING, _WHOLE)


def prerelease_word(title: str, version: str = "", tag: str = "") -> str:
    """Return the word that makes this a pre-release, or "" for a release.

    `tag` is the last part of the entry's id or address, where forges keep the tag name.
    """
    for text, patterns in ((version, (_AFTER, _SHORT)), (title[:500], _IN_TITLE), (tag[-200:], (_AFTER, _SHORT))):
        for pattern in patterns:
            match = pattern.search(text)
            if match:
                return next(group for group in match.groups() if group).lower()
    return ""

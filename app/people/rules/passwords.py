"""Whether a password may be used: long, not common, not built from names. No rules about kinds of characters.

After NIST SP 800-63B-4, section 3.1.1: fifteen characters, because a password is the only factor of everybody who has
not enrolled a second one; no kinds of characters asked for, no expiry, nothing that makes people write it down. Texts
that are tried first are refused: common words and their parts, names, years, days, keyboard rows, repetitions. The list
is our own and short, and the patterns stand in for the long lists of leaked passwords, which are built from them.
"""

import re
import string
import unicodedata
from collections.abc import Collection, Iterable

SHORTEST = 15
LONGEST = 200
DEMO_PASSWORD = "qualward-demo-only"  # noqa: S105 - published on purpose; refused outside the demo company

_LEET = str.maketrans("0134578@$!|", "oieastbasil")
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)
_LEAST_OWN = 5
"""Characters that must be left when common words, names, years and runs are taken out."""


def tidy_password(password: str) -> str:
    """Return the password as it is hashed: NFKC, so that two keyboards give the same text."""
    return unicodedata.normalize("NFKC", password)


def password_problem(password: str, common: Collection[str], own_words: Iterable[str]) -> str | None:
    """Return why ``password`` (tidy) is refused, or None.

    ``common`` is the list of common passwords and their parts in small letters; ``own_words`` are the user name, the
    person's name, the company and the product.
    """
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. A few unrelated words in a row are easy to remember."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    lowered = password.casefold()
    for word in _words(own_words):
        if any(one in text for one in (word, word[::-1]) for text in (lowered, lowered.translate(_LEET))):
            return f"The password contains “{word}”. Leave out your name, your user name, the company and the product."
    if len(set(lowered)) < _LEAST_OWN or _is_repeated(lowered):
        return "The password repeats the same few characters. Use a few unrelated words in a row."
    if min(_left(lowered, common), _left(lowered.translate(_LEET), common)) < _LEAST_OWN:
        return "The password is made of common words, years or keyboard rows, which are tried first. Choose another."
    return None


def _words(own_words: Iterable[str]) -> list[str]:
    parts = (part for word in own_words for part in re.split(r"[^\w]+|_", word.casefold()))
    return sorted({part for part in parts if len(part) >= 4 and not part.isdecimal()})


def _is_repeated(text: str) -> bool:
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1))


def _left(text: str, common: Collection[str]) -> int:
    """Count the characters that are neither in a common word nor in a run, a year or a day."""
    for word in sorted(common, key=len, reverse=True):
        text = text.replace(word, " ")
    text = re.sub(r"\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}|(?:19|20)\d\d", " ", text)
    for size in range(12, 3, -1):
        for at in range(len(text) - size, -1, -1):
            part = text[at : at + size]
            if any(part in row or part[::-1] in row for row in _RUNS):
                text = f"{text[:at]} {text[at + size :]}"
    marks = set(re.findall(f"[{re.escape(string.punctuation)}]", text))
    # a mark between words adds little, many different ones do: half of them count
    return sum(not one.isspace() and one not in string.punctuation for one in text) + len(marks) // 2

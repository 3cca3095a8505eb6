"""Documents damaged at random: a value each time, within its time, and what is sound in them is still read."""

import random
from time import monotonic

from app.releases.feeds.parse import parse_document
from tests.corpus.feed_corpus import documents

TRIALS = 1_500


def test_random_damage_never_breaks_the_reader():
    dice = random.Random(17)
    bodies = [body for body in (document.body for document in documents()) if 0 < len(body) < 40_000]
    broken, read = [], 0
    for trial in range(TRIALS):
        body = damaged(dice, dice.choice(bodies), dice.choice(bodies))
        start = monotonic()
        parsed = parse_document(body, url="https://vendor.example/feed")
        assert monotonic() - start < 10, trial
        assert parsed.is_ok or parsed.error.endswith("."), trial
        read += parsed.is_ok
        if "could not be read" in parsed.error:
            broken.append((trial, parsed.error))
    print(f"{TRIALS} damaged documents, {read} still gave entries, {len(broken)} broke a reader")
    assert len(broken) < TRIALS // 100, broken
    assert read > TRIALS // 4


def damaged(dice: random.Random, body: bytes, other: bytes) -> bytes:
    at, to = sorted((dice.randrange(len(body)), dice.randrange(len(body))))
    kind = dice.randrange(6)
    if kind == 0:
        return body[:at] + bytes([dice.randrange(256)]) + body[at + 1 :]
    if kind == 1:
        return body[:at] + body[to:]
    if kind == 2:
        return body[:to] + body[at:to] * dice.randrange(1, 5) + body[to:]
    if kind == 3:
        return body[:at] + other[dice.randrange(len(other)) :]
    if kind == 4:
        text = body.decode("utf-8", "replace")
        return text.encode(dice.choice(["utf-16", "utf-7", "cp037", "utf-32", "utf-8-sig"]), "replace")
    return body.replace(b"<", dice.choice([b"<<", b"&lt;", b"< ", b"\x00<"]), dice.randrange(1, 4))

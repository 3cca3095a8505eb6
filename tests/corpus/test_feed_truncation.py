"""A feed cut at any byte: no crash, nothing known is changed, doubled or withdrawn (threats-and-faults.md F14)."""

from app.releases.feeds.entries import Entry
from app.releases.feeds.parse import parse_document
from app.releases.rules.known import Known
from app.releases.rules.novelty import Verdict, judge_all
from tests.corpus.feed_corpus import Document, documents

FEEDS, CUTS = 20, 25


def known(entry: Entry) -> Known:
    return Known(entry.uid, entry.title, entry.version, entry.url, entry.published, entry.sha256, entry.note_sha256)


def candidates() -> list[Document]:
    by_size = sorted((document for document in documents() if document.expected >= 2), key=lambda one: -len(one.body))
    wellformed = [one for one in by_size if parse_document(one.body).is_whole and len(one.body) < 60_000]
    return wellformed[:FEEDS]


def test_no_cut_withdraws_changes_or_doubles_an_entry():
    feeds, trials, waited = candidates(), 0, 0
    assert len(feeds) == FEEDS
    for feed in feeds:
        body = feed.body
        entries = parse_document(body).entries
        past = {judged.uid: known(judged.entry) for judged in judge_all({}, entries)}
        for cut in range(1, CUTS + 1):
            parsed = parse_document(body[: len(body) * cut // (CUTS + 1)])
            trials += 1
            judged = judge_all(past, parsed.entries)
            verdicts = {judgement.novelty.verdict for judgement in judged}
            assert verdicts <= {Verdict.SAME, Verdict.WAITING}, (feed.name, cut, judged)
            assert not any(judgement.opens_work for judgement in judged)
            waited += Verdict.WAITING in verdicts
            assert len(parsed.entries) <= len(entries)
    print(f"{trials} cuts of {len(feeds)} feeds, {waited} with an entry that waits for its rest")
    assert trials == FEEDS * CUTS

"""No crash, no hang over 10 s, never fewer entries than the peer's count, over every feed document."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import monotonic

from app.releases.feeds.parse import parse_document
from app.releases.feeds.pool import ParserPool
from tests.corpus.feed_corpus import documents, exceptions

SECONDS = 10


def test_every_document_in_process():
    allowed, fewer, slow, unreadable = exceptions(), {}, [], []
    corpus = documents()
    for document in corpus:
        start = monotonic()
        parsed = parse_document(document.body, content_type=document.content_type)
        if monotonic() - start > SECONDS:
            slow.append(document.name)
        if len(parsed.entries) < document.expected:
            fewer[document.name] = len(parsed.entries)
        if "could not be read" in parsed.error:
            unreadable.append((document.name, parsed.error))
    print(f"{len(corpus)} documents, {len(fewer)} with fewer entries than the peer")
    assert len(corpus) >= 1400
    assert slow == []
    assert unreadable == []
    assert fewer == allowed, "feed_exceptions.tsv must list exactly the documents that give fewer entries, with counts."


def test_every_entry_is_fit_to_be_kept():
    for document in documents():
        for entry in parse_document(document.body, content_type=document.content_type).entries:
            assert entry.uid, document.name
            assert len(entry.sha256) == len(entry.note_sha256) == 64
            assert "\n" not in entry.title, document.name
            assert "\0" not in entry.text + entry.title + entry.uid, document.name
            for moment in (entry.published, entry.updated):
                assert moment is None or moment.utcoffset() == timedelta(0), document.name
            assert entry.url == "" or entry.url.startswith(("http://", "https://")), (document.name, entry.url)


def test_the_header_line_of_the_peers_documents_is_read():
    types = {document.content_type for document in documents()} - {None}
    assert "application/atom+xml; charset='gb2312'" in types
    assert len(types) > 20


def test_through_the_child_every_fifth_document_says_the_same():
    sample = documents()[::5]
    assert len(sample) > 200
    with ParserPool(2) as pool, ThreadPoolExecutor(2) as threads:
        answers = list(
            threads.map(lambda document: pool.parse(document.body, content_type=document.content_type), sample)
        )
    for document, answer in zip(sample, answers, strict=True):
        assert answer == parse_document(document.body, content_type=document.content_type), document.name

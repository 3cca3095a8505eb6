"""Polling beside `reader`, the Python package one would pick: the same feeds, the same server, in turn, in one run.

    bin/bench poll            1,000 feeds of 30 entries (about 75 KB each) on loopback, with ETags
    bin/bench poll --feeds 200 --rounds 1

Ours runs with the whole record kernel on: payloads and ledger on disk, every poll on record. Prints feeds per second
and the ratio pair by pair; writes bench/results/poll.json. Exit code 1 when a requirement is missed.
"""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser_sgmllib
import reader
from flask import Flask
from flask_migrate import upgrade

# reader's own copy of feedparser asks for this module under its older name
sys.modules.setdefault("sgmllib", feedparser_sgmllib)

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import create_app  # noqa: E402 - the repository is found first
from app.base.clock import system_clock  # noqa: E402
from app.base.db import db, transaction  # noqa: E402
from app.base.outbound import Allow  # noqa: E402
from app.records import keys  # noqa: E402
from app.records.actor import operator  # noqa: E402
from app.releases import actions, intake  # noqa: E402
from app.suppliers.actions import services, suppliers  # noqa: E402
from app.suppliers.rules.details import ServiceDetails, SupplierDetails  # noqa: E402
from config import Settings  # noqa: E402

ENTRIES = 30
REQUIRED = {"first": 2.0, "unchanged": 5.0}
WORKERS = 20
"""Threads that reader is given, as its documentation does."""

_SENTENCES = (
    "The audit trail export now carries the reason for each change.",
    "Fixed a fault in which a rejected approval kept its earlier signature on the printout.",
    "Dates in reports follow the site's time zone instead of the server's.",
    "The REST interface answers with status 409 when two clients change one record.",
    "Improved the speed of the document list for more than 10,000 documents.",
)


def document(feed: int) -> bytes:
    """Return the Atom feed with this number: 30 entries, about 75 KB, all different."""
    head = f"<title>Vendor {feed}</title><id>urn:vendor:{feed}</id><updated>2026-10-01T00:00:00Z</updated>"
    entries = "".join(_entry(feed, number) for number in range(ENTRIES, 0, -1))
    return f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'.encode()


def _entry(feed: int, number: int) -> str:
    items = "".join(f"<li>{_SENTENCES[(number + at) % 5]} (item {feed}-{number}-{at})</li>\n" for at in range(18))
    body = f"<h2>Version {number}.0 of product {feed}</h2><p>What is <b>new</b>:</p><ul>{items}</ul>"
    when = f"2026-{1 + number % 9:02d}-{1 + number % 28:02d}T08:00:00Z"
    return (
        f"<entry><id>urn:vendor:{feed}:{number}</id><title>Release {number}.0</title>"
        f'<link href="https://vendor{feed}.example/releases/{number}"/><published>{when}</published>'
        f'<updated>{when}</updated><content type="html">{escape(body)}</content></entry>\n'
    )


def serve(feeds: int, ports: "multiprocessing.Queue[int]") -> None:
    """Answer /f/N with feed N, and 304 to its ETag, from memory."""
    bodies = [document(number) for number in range(feeds)]

    async def answer(incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = (await incoming.readuntil(b"\r\n\r\n")).decode("latin-1")
                number = int(request.split(" ", 2)[1].rpartition("/")[2])
                etag = f'"v{number}"'
                if etag in request:
                    outgoing.write(f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode())
                else:
                    body = bodies[number]
                    head = f"Content-Type: application/atom+xml\r\nContent-Length: {len(body)}\r\nETag: {etag}\r\n\r\n"
                    outgoing.write(f"HTTP/1.1 200 OK\r\n{head}".encode() + body)
                await outgoing.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            outgoing.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=512)
        ports.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def run_reader(urls: list[str], folder: Path) -> dict[str, float]:
    """Poll with reader; return feeds per second of the first and of an unchanged pass."""
    with reader.make_reader(str(folder / "reader.sqlite")) as peer:
        for url in urls:
            peer.add_feed(url)
        rates = {}
        for name in ("first", "unchanged"):
            rates[name] = _rate(len(urls), lambda: peer.update_feeds(workers=WORKERS, scheduled=False))
        found = peer.get_entry_counts().total
    if found != len(urls) * ENTRIES:
        raise SystemExit(f"reader stored {found} entries instead of {len(urls) * ENTRIES}; the figures are void.")
    return rates


def run_ours(urls: list[str], folder: Path) -> dict[str, float]:
    """Poll with Qualward's intake, kernel on; return feeds per second of the first and of an unchanged pass."""
    app = _installation(folder, urls[0].rpartition("/f/")[0])
    with app.app_context():
        _register(urls)
        tallies = {}
        for name in ("first", "unchanged"):
            tallies[name] = intake.poll(actor=operator("bench"))
        db.session.remove()
        db.engine.dispose()
    if (tallies["first"].new, tallies["unchanged"].unchanged) != (len(urls) * ENTRIES, len(urls)):
        raise SystemExit(f"Qualward recorded {tallies}; the figures are void.")
    return {name: len(urls) / tally.seconds for name, tally in tallies.items()}


def _installation(folder: Path, opened: str) -> Flask:
    settings = Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'qualward.db'}",
        owner_url="",
        secret_key="only-for-benchmarks-" + "x" * 32,
        signing_key=folder / "keys" / "ledger.pem",
        witness_file=folder / "witness" / "heads.jsonl",
        base_url="http://127.0.0.1:8000",
        mail_url="",
        timezone=ZoneInfo("UTC"),
        outbound_allow=(opened,),
        is_demo=False,
    )
    keys.make(settings.signing_key)
    first = create_app(settings)
    with first.app_context():
        upgrade()
        db.engine.dispose()
    return create_app(settings)


def _register(urls: list[str]) -> None:
    allow = Allow.parse(urls[0].rpartition("/f/")[0])
    now = system_clock()
    with transaction(operator("bench"), now):
        supplier = suppliers.register_supplier(SupplierDetails("Vendors of the benchmark"))
        service = services.register_service(supplier, ServiceDetails("All their products", is_regulated=True))
        for number, url in enumerate(urls):
            details = actions.FeedDetails(f"Vendor {number}", url)
            actions.register_feed(supplier, details, [service], allow, now)


def _rate(count: int, work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return count / (time.monotonic() - began)


def measure(feeds: int, rounds: int) -> list[dict[str, dict[str, float]]]:
    """Run both in turn, `rounds` times; return their figures."""
    ports: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(feeds, ports), daemon=True)
    server.start()
    port, found = ports.get(), []
    urls = [f"http://127.0.0.1:{port}/f/{number}" for number in range(feeds)]
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
            runs = [("reader", run_reader, theirs), ("ours", run_ours, ours)]
            # who goes first changes, so that a warm machine favours nobody
            figures = {name: run(urls, Path(folder)) for name, run, folder in runs[:: -1 if number % 2 else 1]}
        found.append(figures)
        _print(number + 1, figures)
    server.terminate()
    return found


def _print(number: int, figures: dict[str, dict[str, float]]) -> None:
    for name in REQUIRED:
        ours, theirs = figures["ours"][name], figures["reader"][name]
        print(f"{number:>5}  {name:<10} {theirs:>12.0f} {ours:>12.0f} {ours / theirs:>8.1f}×", flush=True)


def main() -> None:
    """Measure, print, write the result."""
    arguments = argparse.ArgumentParser(description="Polling beside reader, on loopback.")
    arguments.add_argument("--feeds", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=3)
    asked = arguments.parse_args()
    size = len(document(0))
    print(f"{asked.feeds} feeds of {ENTRIES} entries, {size // 1000} kB each; feeds per second")
    print(f"{'round':>5}  {'pass':<10} {'reader':>12} {'Qualward':>12} {'ratio':>9}")
    found = measure(asked.feeds, asked.rounds)
    ratios = {name: [round(one["ours"][name] / one["reader"][name], 2) for one in found] for name in REQUIRED}
    medians = {name: statistics.median(all_) for name, all_ in ratios.items()}
    result = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "feeds": asked.feeds,
        "entries": ENTRIES,
        "bytes": size,
        "reader": reader.__version__,
        "feeds_per_second": found,
        "ratios": ratios,
        "medians": medians,
        "required": REQUIRED,
    }
    target = ROOT / "bench" / "results" / "poll.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    told = (f"{name} {ratio:.1f}× (required {REQUIRED[name]:g}×)" for name, ratio in medians.items())
    print(f"median {', '.join(told)}")
    sys.exit(0 if all(medians[name] >= least for name, least in REQUIRED.items()) else 1)


if __name__ == "__main__":
    main()

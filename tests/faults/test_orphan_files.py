"""Files whose row never came (F5): swept after a day, never one that anything names, not even while it comes again."""

import os
import random
import signal
import stat
from datetime import timedelta

import pytest

from app.base.db import db, transaction
from app.records import attachments, kernel, naming, orphans
from app.records.attachments import Attachment
from app.records.verification.verify import verify
from tests.factories.disposals import attach, nothing
from tests.factories.people import clock_now, person_for
from tests.factories.suppliers import make_supplier
from tests.faults.killing import kill_during


@pytest.fixture
def store(app):
    make_supplier("Acme Ltd")
    return kernel.of(db.session()).files


def make_old(store, clock, **step: float) -> None:
    """Let every file look as if it had been put before this moment of the test's clock, and turn the clock on."""
    put_at = clock().timestamp()
    for path in store.root.rglob("*"):
        if path.is_file():
            os.utime(path, (put_at, put_at))
    clock.forward(**(step or {"hours": 25}))


def sweep(clock) -> int:
    db.session.remove()
    return orphans.sweep(clock(), nothing)


def unnamed(store) -> list[str]:
    names = store.names()
    named = naming.who_names(names)
    return [one for one in names if not named[one]]


def test_kills_between_file_and_row_leave_files_that_are_swept_and_none_that_is_named(store, clock, request):
    supplier = make_supplier("Killed Ltd")
    actor, trials = person_for("SQM").actor, 100 if request.config.getoption("--large") else 30
    numbers = iter(range(10_000))

    def upload(acknowledge) -> None:
        for _ in range(5):
            name = f"{next(numbers)}"
            with transaction(actor, clock_now()):
                attachments.attach(supplier, name, f"content {name}".encode(), "text/plain", actor, clock_now())
            acknowledge(name)

    acked = []
    for trial in range(trials):
        killed = kill_during(upload, random.Random(trial), patience=0.05)
        acked += killed.acks
        for _ in range(5):
            next(numbers)
    db.session.remove()
    before, left = set(store.names()), set(unnamed(store))
    make_old(store, clock)
    swept = sweep(clock)
    print(f"{trials} kills, {len(acked)} uploads acknowledged, {len(left)} files without a row, {swept} swept")
    assert set(store.names()) == before - left
    assert unnamed(store) == []
    assert all(store.is_whole(one) for one in db.session.scalars(db.select(Attachment.sha256)))
    assert verify().faults == []


def test_a_killed_write_leaves_a_half_name_that_is_swept_after_a_day(store, clock):
    child = os.fork()
    if child == 0:
        os.fsync = lambda one: stat.S_ISREG(os.fstat(one).st_mode) and os.kill(os.getpid(), signal.SIGKILL)
        store.put(b"never finished")
        os._exit(0)
    os.waitpid(child, 0)
    (half,) = store.root.glob("??/.new-*")
    make_old(store, clock, hours=23)
    assert sweep(clock) == 0
    clock.forward(hours=2)
    assert sweep(clock) == 1
    assert not half.exists()


def test_a_day_has_to_pass_and_nothing_older_than_the_ledger_or_its_restore_goes(store, clock):
    digest = store.put(b"nobody's").sha256
    make_old(store, clock, hours=23)
    assert sweep(clock) == 0
    clock.forward(hours=2)
    assert orphans.sweep(clock(), nothing, clock()) == 0, "put before the restore: another record may stand for it"
    made_at = (clock() - timedelta(days=900)).timestamp()
    os.utime(store.path(digest), (made_at, made_at))
    assert sweep(clock) == 0, "put before this ledger began"


def test_what_only_an_event_a_batch_or_a_revision_names_stays(store, clock):
    """Every file of a small history is named by something; none of them goes."""
    attach(make_supplier("Named Ltd"), "x.pdf", b"x" * 3000)
    supplier = make_supplier("Long Ltd")
    with transaction(person_for("SQM").actor, clock_now()):
        supplier.description = "long " * 600
    before = store.names()
    assert len(before) >= 2
    make_old(store, clock)
    assert sweep(clock) == 0
    assert store.names() == before


@pytest.mark.parametrize("when", ["before the look", "between the look and the lock"])
def test_a_row_that_commits_while_the_sweep_runs_keeps_its_file(store, clock, monkeypatch, when):
    """The file was written a day ago, or the same content long ago; its row comes just now."""
    digest = store.put(b"late").sha256
    supplier = make_supplier("Late Ltd")
    make_old(store, clock)
    asked = naming.newest

    def meanwhile():
        read = asked()
        if when == "between the look and the lock":
            monkeypatch.setattr(naming, "who_names", then_a_row_comes)
        else:
            attach(supplier, "late.pdf", b"late")
        monkeypatch.setattr(naming, "newest", asked)
        return read

    look = naming.who_names

    def then_a_row_comes(*given):
        found = look(*given)
        monkeypatch.setattr(naming, "who_names", look)
        attach(supplier, "late.pdf", b"late")
        return found

    monkeypatch.setattr(naming, "newest", meanwhile)
    assert sweep(clock) == 0
    assert store.is_whole(digest)
    assert verify().faults == []


def test_content_that_is_put_again_outside_a_transaction_is_young_or_written_anew(store, clock, monkeypatch):
    """A poll archives its document before its transaction: whichever comes first, its row finds the file."""
    digest = store.put(b"polled").sha256
    make_old(store, clock)
    look, removed = naming.who_names, []

    def then_it_is_put_again(*given):
        found = look(*given)
        monkeypatch.setattr(naming, "who_names", look)
        store.put(b"polled")
        removed.append(store.put_at(digest))
        return found

    monkeypatch.setattr(naming, "who_names", then_it_is_put_again)
    assert sweep(clock) == 0, "put again a moment ago"
    assert store.is_whole(digest)
    assert removed
    make_old(store, clock)
    assert sweep(clock) == 1
    store.put(b"polled")
    assert store.is_whole(digest), "the sweep came first: it is written anew"


def test_without_the_second_look_under_the_lock_a_named_file_is_lost(store, clock, monkeypatch):
    """The control: the same race with the second look and the youth of the file taken out."""
    digest = store.put(b"late").sha256
    supplier = make_supplier("Late Ltd")
    make_old(store, clock)
    look = naming.who_names

    def then_a_row_comes(wanted, *_):
        found = look(wanted)
        monkeypatch.setattr(naming, "who_names", lambda again, *_: {one: set() for one in again})
        monkeypatch.setattr(orphans, "_is_unclaimed", lambda *_: True)
        attach(supplier, "late.pdf", b"late")
        return found

    monkeypatch.setattr(naming, "who_names", then_a_row_comes)
    assert sweep(clock) >= 1
    assert not store.path(digest).exists()
    assert {one.kind for one in verify().faults} == {"file"}

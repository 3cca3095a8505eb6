"""The disk is full, at each step of storing a file: no row without its file, no scrap left, a sentence (F7, F8)."""

import errno
import io
import os
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.base import files as store
from app.base.db import db
from app.base.files import FileStore
from app.records import kernel
from app.records.attachments import Attachment
from app.records.tables import LedgerHead
from app.suppliers.models import SupplierImport

SHEET = b"supplier name;country\nNorthlake GmbH;Germany\n"


class FullAt:
    """Fail the n-th call of os.fsync, rename, mkstemp or mkdir of the file store with ENOSPC."""

    def __init__(self, monkeypatch, position: int) -> None:
        self.position, self.calls, self.has_failed = position, 0, False
        self._wrap(monkeypatch, store.os, "fsync")
        self._wrap(monkeypatch, tempfile, "mkstemp")
        self._wrap(monkeypatch, Path, "rename")

    def _wrap(self, monkeypatch, owner, name: str) -> None:
        real = getattr(owner, name)

        def act(*args, **kwargs):
            if "witness" not in str(args[:1]):
                self.calls += 1
                if self.calls == self.position:
                    self.has_failed = True
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, act)


def counted() -> tuple[int, int, int]:
    db.session.rollback()
    kinds = (SupplierImport.id, Attachment.id)
    return (*(db.session.scalar(select(func.count(one))) for one in kinds), db.session.scalar(select(LedgerHead.size)))


def scraps() -> list[str]:
    root = kernel.of(db.session()).files.root
    return [path.name for path in root.rglob(".new-*")]


@pytest.mark.parametrize("position", range(1, 9))
def test_an_upload_onto_a_full_disk_leaves_nothing_half_done(client_as, monkeypatch, position: int):
    browser = client_as("SQM")
    token, before = browser.token("/suppliers/imports/new"), counted()
    with monkeypatch.context() as patched:
        disk = FullAt(patched, position)
        data = {"csrf_token": token, "file": (io.BytesIO(SHEET), "vendors.csv")}
        answer = browser.post("/suppliers/imports", data=data)
    print(f"position {position}: {answer.status_code}, failed {disk.has_failed}")
    text = answer.get_data(as_text=True)
    assert "Traceback" not in text
    if answer.status_code == 303:
        assert counted()[:2] == (before[0] + 1, before[1] + 1)
    else:
        assert disk.has_failed
        assert answer.status_code >= 422
        assert "Nothing was saved" in text
        assert counted() == before
    for digest in db.session.scalars(select(Attachment.sha256)):
        assert kernel.of(db.session()).files.is_whole(digest), "a row without its file"
    assert scraps() == []
    again = {"csrf_token": browser.token("/suppliers/imports/new"), "file": (io.BytesIO(SHEET), "vendors.csv")}
    assert browser.post("/suppliers/imports", data=again).status_code == 303, "it recovers without a restart"


@pytest.mark.parametrize("position", range(1, 7))
def test_the_store_hands_out_no_name_for_what_is_not_on_disk(tmp_path, monkeypatch, position: int):
    kept = FileStore(tmp_path / "files")
    with monkeypatch.context() as patched:
        disk = FullAt(patched, position)
        with pytest.raises(OSError, match="No space left"):
            kept.put(b"the vendor's letter")
    assert disk.has_failed
    assert list(kept.root.rglob(".new-*")) == []
    for path in (one for one in kept.root.rglob("*") if one.is_file()):
        assert kept.is_whole(path.name)
    assert kept.is_whole(kept.put(b"the vendor's letter").sha256)


def test_a_half_written_file_never_gets_its_name(tmp_path, monkeypatch):
    """The write itself fails half-way: what is under the final name is whole or not there."""
    kept = FileStore(tmp_path / "files")

    class HalfFull(io.FileIO):
        def write(self, content) -> int:
            super().write(bytes(content)[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(store.os, "fdopen", HalfFull)
        with pytest.raises(OSError, match="No space left"):
            kept.put(b"a long letter of the vendor")
    assert [one for one in kept.root.rglob("*") if one.is_file()] == []

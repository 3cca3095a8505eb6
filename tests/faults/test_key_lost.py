"""The signing key is missing, unreadable or another one: no start, no unsigned head, reading goes on (F27)."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import func, select

from app import create_app, start
from app.base.db import db
from app.records import kernel, keys, notes
from app.records.keys import KeyUnreadable
from app.records.tables import LedgerEvent, LedgerHead
from app.suppliers.models import Supplier


def take_away(path: Path) -> None:
    path.rename(path.with_suffix(".away"))


def open_to_others(path: Path) -> None:
    path.chmod(0o644)


def spoil(path: Path) -> None:
    path.write_bytes(b"-----BEGIN PRIVATE KEY-----\nnot a key\n")


def put_another(path: Path) -> None:
    path.unlink()
    keys.make(path)


def put_another_kind(path: Path) -> None:
    private = X25519PrivateKey.generate()
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))


HARMS = [
    (take_away, "cannot be read"),
    (open_to_others, "open to others"),
    (spoil, "cannot be read"),
    (put_another, "is not the one that signed this ledger"),
    (put_another_kind, "another kind of key"),
]
harmed = pytest.mark.parametrize(("harm", "sentence"), HARMS, ids=[harm.__name__ for harm, _ in HARMS])


def counted() -> tuple[int, int]:
    db.session.rollback()
    return db.session.scalar(select(func.count(Supplier.id))), db.session.scalar(select(LedgerHead.size))


def unsigned_heads() -> list[int]:
    """Return the events that no head covers which the ledger's own key signed. Raises ValueError for a foreign head."""
    belongings, uncovered = kernel.of(db.session()), []
    db.session.rollback()
    for seq, note in db.session.execute(select(LedgerEvent.seq, LedgerEvent.head_note).order_by(LedgerEvent.seq)):
        uncovered.append(seq)
        if note is not None:
            notes.check(note, belongings.origin, belongings.key.public)
            uncovered.clear()
    return uncovered


@harmed
def test_a_running_portal_reads_on_refuses_writes_and_recovers(harm, sentence, client_as, settings):
    browser = client_as("SQM")
    fields = {"csrf_token": browser.token("/suppliers/new"), "name": "Unsigned Vendor"}
    before, whole = counted(), settings.signing_key.read_bytes()
    harm(settings.signing_key)
    answer = browser.post("/suppliers", data=fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code in {409, 422}
    assert sentence in page
    assert 'value="Unsigned Vendor"' in page
    assert browser.get("/suppliers").status_code == 200
    assert counted() == before
    settings.signing_key.unlink(missing_ok=True)
    settings.signing_key.write_bytes(whole)
    settings.signing_key.chmod(0o600)
    assert browser.post("/suppliers", data=fields).status_code == 303, "it goes on without a restart"
    assert counted() == (before[0] + 1, before[1] + 1)
    assert unsigned_heads() == []


@harmed
def test_it_does_not_start(harm, sentence, person, settings, clock):
    person("sam.quinn", ["SQM"])
    harm(settings.signing_key)
    db.session.remove()
    with pytest.raises(KeyUnreadable, match=sentence):
        _begin(settings, clock)


def _begin(settings, clock) -> None:
    app = create_app(settings, clock)
    try:
        start(app)
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_the_control_without_the_look_at_the_key_writes_with_it_gone(client_as, settings, monkeypatch):
    """Did nobody look at the file, the portal would go on with a key that nobody could restore."""
    browser = client_as("SQM")
    monkeypatch.setattr(keys.SigningKey, "problem", None)
    before = counted()
    take_away(settings.signing_key)
    fields = {"csrf_token": browser.token("/suppliers/new"), "name": "Signed With A Lost Key"}
    assert browser.post("/suppliers", data=fields).status_code == 303
    assert counted() == (before[0] + 1, before[1] + 1)

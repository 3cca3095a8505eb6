"""Every way in which somebody with the database in hand may alter the record without the key (ledger.md)."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.records import tree
from config import Settings
from tests.hands import Hands


@dataclass(frozen=True)
class Tampering:
    """An installation in hostile hands: raw SQL with the guards taken away, and a seeded source of chance."""

    settings: Settings
    chance: random.Random

    def sql(self) -> Hands:
        return Hands(self.settings, guards_off=True)

    def seq(self, connection: Hands, *, below_last: bool = False) -> int:
        (size,) = connection.execute("SELECT MAX(seq) FROM ledger_event").fetchone()
        return self.chance.randint(1, size - 1 if below_last else size)


def flip_body(hands: Tampering) -> None:
    with hands.sql() as sql:
        seq = hands.seq(sql)
        (body,) = sql.execute("SELECT body FROM ledger_event WHERE seq = ?", (seq,)).fetchone()
        sql.execute("UPDATE ledger_event SET body = ? WHERE seq = ?", (_flip_text(hands.chance, body), seq))


def flip_leaf(hands: Tampering) -> None:
    with hands.sql() as sql:
        seq = hands.seq(sql)
        (leaf,) = sql.execute("SELECT leaf_hash FROM ledger_event WHERE seq = ?", (seq,)).fetchone()
        sql.execute("UPDATE ledger_event SET leaf_hash = ? WHERE seq = ?", (_flip_bytes(hands.chance, leaf), seq))


def flip_note(hands: Tampering) -> None:
    """A head that verification reads: the last one, or one over a signature."""
    with hands.sql() as sql:
        rows = sql.execute(
            "SELECT seq, head_note FROM ledger_event WHERE head_note IS NOT NULL ORDER BY seq"
        ).fetchall()
        seq, note = hands.chance.choice(rows)
        sql.execute("UPDATE ledger_event SET head_note = ? WHERE seq = ?", (_flip_text(hands.chance, note), seq))


def drop_event(hands: Tampering) -> None:
    with hands.sql() as sql:
        sql.execute("DELETE FROM ledger_event WHERE seq = ?", (hands.seq(sql, below_last=True),))


def duplicate_event(hands: Tampering) -> None:
    """The copy pushes every later event one place further."""
    with hands.sql() as sql:
        seq = hands.seq(sql)
        sql.execute("UPDATE ledger_event SET seq = -seq - 1 WHERE seq > ?", (seq,))
        sql.execute(
            "INSERT INTO ledger_event SELECT ?, body, leaf_hash, head_note, record, actor_id, act, ts "
            "FROM ledger_event WHERE seq = ?",
            (seq + 1, seq),
        )
        sql.execute("UPDATE ledger_event SET seq = -seq WHERE seq < 0")


def swap_events(hands: Tampering) -> None:
    with hands.sql() as sql:
        seq = hands.seq(sql, below_last=True)
        sql.execute("UPDATE ledger_event SET seq = -1 WHERE seq = ?", (seq,))
        sql.execute("UPDATE ledger_event SET seq = ? WHERE seq = ?", (seq, seq + 1))
        sql.execute("UPDATE ledger_event SET seq = ? WHERE seq = -1", (seq + 1,))


def renumber_events(hands: Tampering) -> None:
    with hands.sql() as sql:
        seq = hands.seq(sql)
        sql.execute("UPDATE ledger_event SET seq = -seq - 1 WHERE seq >= ?", (seq,))
        sql.execute("UPDATE ledger_event SET seq = -seq WHERE seq < 0")


def respell_body(hands: Tampering) -> None:
    """The same JSON value in another spelling, with its leaf made to fit."""
    with hands.sql() as sql:
        seq = hands.seq(sql)
        (body,) = sql.execute("SELECT body FROM ledger_event WHERE seq = ?", (seq,)).fetchone()
        respelled = hands.chance.choice([_spaced, _reordered, _as_float])(body)
        leaf = tree.leaf_hash(respelled.encode())
        sql.execute("UPDATE ledger_event SET body = ?, leaf_hash = ? WHERE seq = ?", (respelled, leaf, seq))


def rechain_without_key(hands: Tampering) -> None:
    """Everything after a changed event is made to fit; only the signatures cannot be."""
    with hands.sql() as sql:
        start = hands.seq(sql)
        rows = sql.execute("SELECT seq, body FROM ledger_event ORDER BY seq").fetchall()
        frontier, prev = (), "0" * 64
        for seq, body in rows:
            event = json.loads(body)
            if seq == start:
                event["actor"]["name"] = "Somebody Else"
            event["prev"] = prev
            text = json.dumps(event, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
            leaf = tree.leaf_hash(text.encode())
            frontier, prev = tree.grow(frontier, seq - 1, leaf), leaf.hex()
            sql.execute("UPDATE ledger_event SET body = ?, leaf_hash = ? WHERE seq = ?", (text, leaf, seq))
        sql.execute("UPDATE ledger_head SET frontier = ?, prev = ?", (" ".join(one.hex() for one in frontier), prev))


def edit_look_up(hands: Tampering) -> None:
    with hands.sql() as sql:
        column = hands.chance.choice(["record", "actor_id", "act", "ts"])
        sql.execute(f"UPDATE ledger_event SET {column} = 'elsewhere' WHERE seq = ?", (hands.seq(sql),))


def edit_live_row(hands: Tampering) -> None:
    with hands.sql() as sql:
        table, column, value = hands.chance.choice(
            [
                ("sample", "title", "changed"),
                ("sample", "state", "draft"),
                ("sample", "weight", "9.9"),
                ("sample", "is_checked", False),
                ("sample", "version", 99),
                ("sample_child", "title", "changed"),
                ("sample_child", "sample_id", 99),
                ("signature", "signer_name", "Somebody Else"),
                ("signature", "meaning", "RELEASE"),
                ("attachment", "sha256", "0" * 64),
                ("removal", "digest", "0" * 64),
                ("removal", "record_id", 1),
            ]
        )
        (first,) = sql.execute(f"SELECT id FROM {table} ORDER BY RANDOM() LIMIT 1").fetchone()
        sql.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (value, first))


def delete_live_row(hands: Tampering) -> None:
    with hands.sql() as sql:
        table = hands.chance.choice(["sample_child", "signature", "attachment", "removal"])
        sql.execute(f"DELETE FROM {table} WHERE id = (SELECT id FROM {table} ORDER BY RANDOM() LIMIT 1)")


def slip_in_live_row(hands: Tampering) -> None:
    with hands.sql() as sql:
        sql.execute("INSERT INTO sample_child (version, sample_id, title) VALUES (1, 1, 'never recorded')")


def edit_file(hands: Tampering) -> None:
    path = hands.chance.choice(sorted(_files(hands.settings)))
    path.write_bytes(_flip_bytes(hands.chance, path.read_bytes()))


def delete_file(hands: Tampering) -> None:
    hands.chance.choice(sorted(_files(hands.settings))).unlink()


def forge_removal(hands: Tampering) -> None:
    """A kept file is deleted, and a row says that it was disposed of under the decision that there is."""
    path = hands.chance.choice(sorted(_files(hands.settings)))
    path.unlink()
    with hands.sql() as sql:
        sql.execute(
            "INSERT INTO removal (version, number, record_type, record_id, digest, size, name, recorded_at) "
            "SELECT 1, number, record_type, record_id, ?, 1, 'forged', recorded_at FROM removal WHERE id = 1",
            (path.name,),
        )


def edit_revision(hands: Tampering) -> None:
    with hands.sql() as sql:
        rows = sql.execute("SELECT id, body FROM revision").fetchall()
        identifier, body = hands.chance.choice(rows)
        sql.execute("UPDATE revision SET body = ? WHERE id = ?", (_flip_text(hands.chance, body), identifier))


def delete_revision(hands: Tampering) -> None:
    with hands.sql() as sql:
        sql.execute("DELETE FROM revision WHERE id = (SELECT id FROM revision ORDER BY RANDOM() LIMIT 1)")


def edit_head(hands: Tampering) -> None:
    with hands.sql() as sql:
        column, value = hands.chance.choice([("size", 1), ("frontier", ""), ("prev", "0" * 64)])
        sql.execute(f"UPDATE ledger_head SET {column} = ?", (value,))


MUTATIONS: list[Callable[[Tampering], None]] = [
    flip_body,
    flip_leaf,
    flip_note,
    drop_event,
    duplicate_event,
    swap_events,
    renumber_events,
    respell_body,
    rechain_without_key,
    edit_look_up,
    edit_live_row,
    delete_live_row,
    slip_in_live_row,
    edit_file,
    delete_file,
    forge_removal,
    edit_revision,
    delete_revision,
    edit_head,
]


def cut_tail(settings: Settings, size: int) -> None:
    """Go back to an earlier, honestly signed head, in the log and in the live rows: what a restored old copy is."""
    with Tampering(settings, random.Random(0)).sql() as sql:
        rows = sql.execute(
            "SELECT seq, leaf_hash, body FROM ledger_event WHERE seq <= ? ORDER BY seq", (size,)
        ).fetchall()
        frontier: tuple[bytes, ...] = ()
        for seq, leaf, _ in rows:
            frontier = tree.grow(frontier, seq - 1, leaf)
        sql.execute("DELETE FROM ledger_event WHERE seq > ?", (size,))
        last = json.loads(rows[-1][2])["ts"]
        sql.execute(
            "UPDATE ledger_head SET size = ?, frontier = ?, prev = ?, last_ts = ?",
            (size, " ".join(one.hex() for one in frontier), rows[-1][1].hex(), last),
        )
        sql.restore_guards()


def _files(settings: Settings) -> list[Path]:
    return [path for path in (settings.data_dir / "files").rglob("*") if path.is_file()]


def _flip_bytes(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]


def _flip_text(chance: random.Random, text: str) -> str:
    """Change one character into another printable one: a flipped bit that is still text in the database."""
    at = chance.randrange(len(text))
    other = chance.choice([one for one in "abcXYZ019 {}" if one != text[at]])
    return text[:at] + other + text[at + 1 :]


def _spaced(body: str) -> str:
    return body.replace(":", ": ", 1)


def _reordered(body: str) -> str:
    return json.dumps(dict(reversed(json.loads(body).items())), ensure_ascii=False, separators=(",", ":"))


def _as_float(body: str) -> str:
    return body.replace('"v":1}', '"v":1.0}')

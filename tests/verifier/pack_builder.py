"""Honest packs for the verifier's tests, built from the written format and not from the application.

Two kinds of wrong packs can be made: files edited after the fact (with the manifest made right again, as an attacker
would), and logs written wrongly by whoever holds the key (the ``tamper`` and ``spell`` arguments).
"""

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "qualward.acme.example/1"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
Event = dict[str, Any]
Files = dict[str, bytes]
RECORD = {"type": "impact_assessment", "id": 7, "ver": 2}


def canonical(value: Any) -> str:
    """RFC 8785 for ASCII field names and whole numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 s2.1, as the recursion stands there."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node(tree_root(leaves[:split]), tree_root(leaves[split:]))


def tree_path(leaves: list[bytes], index: int) -> list[bytes]:
    """RFC 6962 s2.1.1, as the recursion stands there."""
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return [*tree_path(leaves[:split], index), tree_root(leaves[split:])]
    return [*tree_path(leaves[split:], index - split), tree_root(leaves[:split])]


def key_number(key: Ed25519PrivateKey, origin: str = ORIGIN) -> bytes:
    return hashlib.sha256(origin.encode() + b"\n\x01" + key.public_key().public_bytes_raw()).digest()[:4]


def head_note(size: int, root: bytes, key: Ed25519PrivateKey = KEY, number: bytes | None = None) -> str:
    """A C2SP checkpoint of our origin."""
    text = f"{ORIGIN}\n{size}\n{base64.b64encode(root).decode()}\n"
    seal = (number or key_number(key)) + key.sign(text.encode())
    return f"{text}\n— {ORIGIN} {base64.b64encode(seal).decode()}\n"


def reference(content: bytes, name: str) -> Event:
    return {"sha256": digest(content), "size": len(content), "name": name}


def person(name: str, number: int) -> Event:
    return {"id": number, "username": name.lower(), "name": f"{name} Example", "kind": "person"}


ANN, BOB = person("Ann", 1), person("Bob", 2)
REPORT, LONG_TEXT = b"%PDF-1.7 test report", b"A long rationale. " * 200


def draft(act: str, obj: tuple[str, Any], before: Event | None, after: Event | None, **more: Any) -> Event:
    """An event without its place in the log."""
    blank = {
        "v": 1,
        "origin": ORIGIN,
        "clk": "ok",
        "actor": ANN,
        "sid": "ab12",
        "reason": None,
        "esig": None,
        "files": [],
    }
    named = {"type": obj[0], "id": obj[1], "ver": 1}
    return {**blank, "act": act, "obj": named, "before": before, "after": after, **more}


def revision() -> str:
    """The record version that is signed, with its file."""
    return canonical({**RECORD, "title": "Release 26.2 — Ü", "files": [reference(REPORT, "report.pdf")]})


def signature(who: Event, meaning: str, text: str | None = None) -> Event:
    return {
        "meaning": meaning,
        "statement": f"I {meaning} this assessment.",
        "signer": {**{k: who[k] for k in ("id", "username", "name")}, "role": "QA"},
        "record": RECORD,
        "revision_sha256": digest((text or revision()).encode()),
        "factors": ["username", "password"],
        "auth_at": "2026-11-03T09:00:00.000Z",
        "challenge": f"c-{who['username']}-{meaning}",
    }


def story() -> list[list[Event]]:
    """Ten transactions: rows made, changed and removed, a late clock, two signatures, a refusal."""
    item = (RECORD["type"], RECORD["id"])
    long_text = reference(LONG_TEXT, "rationale.txt")
    seen = draft("people.sign_in.refused", ("session", "s1"), None, None)
    return [
        [
            draft("people.person.added", ("person", 1), None, {"name": "Ann Example", "active": True}),
            draft(
                "supplier.supplier.added", ("supplier", "S-1"), None, {"name": "Véeva", "tier": 1, "notes": long_text}
            ),
        ],
        [draft("impact.assessment.opened", item, None, {"state": "draft", "level": None, "score": 3})],
        [
            draft("impact.assessment.changed", item, {"level": None}, {"level": "L2"}, reason='Vendor said "maybe"\n'),
            draft("impact.evidence.added", ("evidence", 4), None, {"of": 7}, files=[reference(REPORT, "report.pdf")]),
        ],
        [
            draft("impact.assessment.signed", item, None, None, esig=signature(ANN, "reviewed")),
            draft("impact.assessment.moved", item, {"state": "draft"}, {"state": "reviewed"}),
        ],
        [draft("supplier.supplier.changed", ("supplier", "S-1"), {"tier": 1}, {"tier": 2}, reason="Annual review")],
        [seen | {"clk": "back", "ts": "2026-11-03T08:00:00.000Z"}],
        [draft("people.role.given", ("role_link", 9), None, {"person": 1, "role": "QA"})],
        [draft("people.role.taken", ("role_link", 9), {"person": 1, "role": "QA"}, None)],
        [draft("impact.assessment.signed", item, None, None, esig=signature(BOB, "approved"), actor=BOB)],
        [draft("impact.assessment.closed", item, {"state": "reviewed"}, {"state": "approved"}, actor=BOB)],
        [draft("supplier.supplier.viewed", ("supplier", "S-1"), None, None)],
    ]


@dataclass
class Log:
    """A written log: bodies, leaf hashes, and the heads by event number."""

    bodies: list[str] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    heads: dict[int, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)


def write_log(
    transactions: list[list[Event]],
    tamper: Callable[[Event], object] = lambda _: None,
    spell: Callable[[Event], str] = canonical,
    key: Ed25519PrivateKey = KEY,
    number: bytes | None = None,
) -> Log:
    """Place, chain and sign; `tamper` edits an event and `spell` its text before they are signed."""
    log = Log()
    for count, transaction in enumerate(transactions, 1):
        for one in transaction:
            seq = len(log.bodies) + 1
            event = {"ts": f"2026-11-03T09:{seq:02}:00.000Z", **one, "seq": seq, "tx": f"t{count}"}
            event["prev"] = log.leaves[-1].hex() if log.leaves else "0" * 64
            tamper(event)
            log.events.append(event)
            log.bodies.append(spell(event))
            log.leaves.append(hashlib.sha256(b"\x00" + log.bodies[-1].encode("utf-8", "surrogatepass")).digest())
        log.heads[len(log.bodies)] = head_note(len(log.bodies), tree_root(log.leaves), key, number)
    return log


def ledger_files(log: Log, key: Ed25519PrivateKey = KEY, number: bytes | None = None) -> Files:
    """A pack of the whole ledger, without its manifest."""
    live: dict[tuple[str, Any], Event] = {}
    for event in log.events:
        name = (event["obj"]["type"], event["obj"]["id"])
        if event["after"] is not None:
            live[name] = {**live.get(name, {}), **event["after"]}
        elif event["before"] is not None:
            del live[name]
    files = _shared_files(log, key, number)
    files["ledger/events.jsonl"] = _lines([_line(log, seq) for seq in range(1, len(log.bodies) + 1)])
    files["ledger/state.jsonl"] = _lines([{"type": k, "id": i, "fields": row} for (k, i), row in live.items()])
    return files


def dossier_files(log: Log) -> Files:
    """A dossier of the assessment, without its manifest."""
    seqs = [event["seq"] for event in log.events if event["obj"]["type"] in (RECORD["type"], "evidence")]
    files = _shared_files(log, KEY, None)
    files["ledger/events.jsonl"] = _lines([_line(log, seq) for seq in seqs])
    files["ledger/proofs.jsonl"] = _lines([_proof(log, seq) for seq in seqs])
    files["record.html"] = b"<p>A copy to read.</p>"
    return files


def _shared_files(log: Log, key: Ed25519PrivateKey, number: bytes | None) -> Files:
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    listed = {"origin": ORIGIN, "key_id": (number or key_number(key)).hex(), "public_key": public}
    return {
        "ledger/keys.json": canonical({"v": 1, "keys": [listed]}).encode(),
        "ledger/checkpoint.txt": log.heads[len(log.bodies)].encode(),
        f"revisions/{digest(revision().encode())}.json": revision().encode(),
        f"files/{digest(REPORT)}": REPORT,
        f"files/{digest(LONG_TEXT)}": LONG_TEXT,
    }


def _line(log: Log, seq: int) -> Event:
    return {"seq": seq, "body": log.bodies[seq - 1], "head_note": log.heads.get(seq)}


def _proof(log: Log, seq: int) -> Event:
    path = [one.hex() for one in tree_path(log.leaves, seq - 1)]
    return {"seq": seq, "leaf_hash": log.leaves[seq - 1].hex(), "size": len(log.leaves), "path": path}


def _lines(values: list[Event]) -> bytes:
    return "".join(json.dumps(value) + "\n" for value in values).encode()


def sealed(files: Files, **changes: Any) -> Files:
    """Add a manifest that is right for these files, save for the changes asked for."""
    kind = "ledger" if "ledger/state.jsonl" in files else "dossier"
    bodies = [
        json.loads(line)["body"] for line in files.get("ledger/events.jsonl", b"").splitlines() if line[:1] == b"{"
    ]
    counts = {
        "events": len(bodies),
        "signatures": sum('"esig":{' in body for body in bodies),
        "files": sum(name.startswith("files/") for name in files),
        "revisions": sum(name.startswith("revisions/") for name in files),
    }
    listed = [{"path": name, "sha256": digest(data), "size": len(data)} for name, data in sorted(files.items())]
    manifest: Event = {"v": 1, "kind": kind, "origin": ORIGIN, "made_at": "2026-11-04T08:00:00.000Z", "made_by": "ann"}
    manifest["record"] = None if kind == "ledger" else {**{k: RECORD[k] for k in ("type", "id")}, "number": "IA-7"}
    manifest |= {"size": int(files["ledger/checkpoint.txt"].split(b"\n")[1]), "counts": counts, "files": listed}
    return {**files, "manifest.json": json.dumps({**manifest, **changes}).encode()}


def witness_line(note: str) -> bytes:
    return json.dumps({"at": "2026-11-03T10:00:00.000Z", "note": note}).encode() + b"\n"


def write_folder(files: Files, folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def write_zip(files: Files, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return path

"""Check a Qualward evidence pack or dossier on a bare machine.

    python3 -I qualward_verify.py PACK [--witness FILE] [--json] [--full] [--key-fingerprint HEX] [--pure]

One file, Python 3.9 or newer, standard library only, no network, no code shared with the application. PACK is a
folder or a .zip. Exit 0: nothing wrong was found; 1: a problem was found; 2: the input could not be read.
By default the head signatures at the last event, at every electronic signature and in the witness file are checked
(a good head at n covers events 1 to n) and every other head's form and root; ``--full`` checks every head's signature.

Sources: RFC 8785 (canonical text), RFC 6962 s2.1 (tree), RFC 9162 s2.1.3.2 (inclusion), RFC 8032 s5.1 (Ed25519),
C2SP tlog-checkpoint (head notes).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import os
import re
import stat
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring
from pathlib import Path
from typing import IO, Any

# == 1. Limits and shapes ==
MAX_INT, MAX_DEPTH, MAX_EVENT = 2**53 - 1, 16, 256 * 1024
MAX_LINE, MAX_TEXT, MAX_UNPACKED, MAX_RATIO, MAX_LISTED = 2 * 2**20, 256 * 2**20, 256 * 2**20, 200, 20
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
HEX64, HEX8, HEX = re.compile("[0-9a-f]{64}"), re.compile("[0-9a-f]{8}"), re.compile("[0-9a-f]+")
ACT = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
ID, TEXT = (str, int), re.compile(r".+", re.DOTALL)
REF = {"sha256": HEX64, "size": int, "name": str}
RECORD = {"type": TEXT, "id": ID, "ver": int}
SIGNER = {"id": ID, "username": TEXT, "name": TEXT, "role": TEXT}
ESIG = {"meaning": TEXT, "statement": (TEXT, REF), "signer": SIGNER, "record": RECORD, "revision_sha256": HEX64,
        "factors": [TEXT], "auth_at": TIME, "challenge": TEXT}  # fmt: skip
ACTOR = {"id": (*ID, None), "username": (str, None), "name": str, "kind": TEXT}
EVENT = {"v": 1, "origin": TEXT, "seq": int, "prev": HEX64, "ts": TIME, "clk": ("ok", "back"), "tx": ID,
         "actor": ACTOR, "sid": (HEX, None), "act": ACT, "obj": {"type": TEXT, "id": ID, "ver": (int, None)},
         "before": (dict, None), "after": (dict, None), "reason": (str, REF, None), "esig": (ESIG, None),
         "files": [REF]}  # fmt: skip
COUNTS = {"events": int, "signatures": int, "files": int, "revisions": int}
MANIFEST = {"v": 1, "kind": ("ledger", "dossier"), "origin": TEXT, "made_at": TIME, "made_by": str,
            "record": ({"type": TEXT, "id": ID, "number": (str, int, None)}, None), "size": int, "counts": COUNTS,
            "files": [{"path": TEXT, "sha256": HEX64, "size": int}]}  # fmt: skip
WITNESSED = {"at": TIME, "note": str}
REMOVAL, DISPOSING = "records.removal", {"DISPOSE", "APPROVE-QA"}
LISTED = {"digest": HEX64, "bytes": int, "named_by": [TEXT]}
LOSS = {"after": int, "through": int, "event": int}
LINE = {"seq": int, "body": str, "head_note": (str, None)}
PROOF = {"seq": int, "leaf_hash": HEX64, "size": int, "path": [HEX64]}
ROW = {"type": TEXT, "id": ID, "fields": dict}
BATCH, BATCH_ROW = ".batch", {"id": str, "fields": dict}
KEYS = {"v": 1, "keys": [{"origin": TEXT, "key_id": HEX8, "public_key": str}]}
EVENTS, KEY_FILE, CHECKPOINT = "ledger/events.jsonl", "ledger/keys.json", "ledger/checkpoint.txt"
PROOFS, STATE = "ledger/proofs.jsonl", "ledger/state.jsonl"
Object = dict[str, Any]  # parsed JSON: its types are what this file checks


class UnreadableError(Exception):
    """The input is not something this verifier can judge; the message is the sentence for the reader."""


def fits(value: Any, shape: Any) -> bool:
    """Say whether a parsed value has a shape: type, literal, pattern, choice (tuple), list or exact key set."""
    kind, own = type(shape), type(value)
    if kind is dict:
        return own is dict and value.keys() == shape.keys() and all([fits(value[k], shape[k]) for k in shape])  # noqa: C419
    if kind is tuple:
        return own in shape or any([fits(value, one) for one in shape])  # noqa: C419 - a list is faster, here and above
    if kind is re.Pattern:
        return own is str and bool(shape.fullmatch(value)) and (shape is not TIME or _is_real(value))
    if kind is list:
        return own is list and all(fits(one, shape[0]) for one in value)
    return own is (shape if kind is type else kind) and (kind is type or bool(value == shape))


def _is_real(time: str) -> bool:
    try:
        return bool(datetime.fromisoformat(time[:-1]))
    except ValueError:
        return False


# == 2. Canonical text: RFC 8785, narrowed ==
_KEY_LETTERS = re.compile("[a-z0-9_]*")


def jcs(value: Any, depth: int = 0) -> str:
    """Return the canonical text; ValueError for what the ledger's subset leaves out (floats, odd keys, depth)."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is int and -MAX_INT <= value <= MAX_INT:
        return str(value)
    if value is None or kind is bool:
        return {None: "null", True: "true", False: "false"}[value]
    if depth >= MAX_DEPTH or kind not in (dict, list):
        raise ValueError("it holds a number, a depth or a value that the ledger does not use")
    if kind is list:
        return f"[{','.join([jcs(one, depth + 1) for one in value])}]"
    if "" in value or not _KEY_LETTERS.fullmatch("".join(value)):
        raise ValueError("it holds a field name that the ledger does not use")
    pairs = [(name, value[name]) for name in in_order(value)]
    texts = [f'"{k}":{encode_basestring(v) if type(v) is str else jcs(v, depth + 1)}' for k, v in pairs]
    return f"{{{','.join(texts)}}}"


def in_order(keys: Any) -> list[str]:
    """Sort field names by UTF-16 code units (RFC 8785 s3.2.3); for ASCII names that is the plain order."""
    if "".join(keys).isascii():
        return sorted(keys)
    return sorted(keys, key=lambda key: key.encode("utf-16-be", "surrogatepass"))


def same(one: Any, other: Any) -> bool:
    """Compare two parsed values as JSON does: 1 and true differ."""
    if type(one) is not type(other):
        return False
    try:
        return jcs(one) == jcs(other) if type(one) in (dict, list) else bool(one == other)
    except ValueError:
        return False


def parse(text: bytes) -> Any:
    """Parse JSON; ValueError for duplicate names, floats, bad UTF-8 or endless nesting."""
    try:
        return _STRICT.decode(text.decode("utf-8"))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _distinct(pairs: list[tuple[str, Any]]) -> Object:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands twice")
    return found


def _no_float(text: str) -> float:
    raise ValueError(f"{text} is not a whole number")


_STRICT = json.JSONDecoder(object_pairs_hook=_distinct, parse_float=_no_float, parse_constant=_no_float)


# == 3. The tree: RFC 6962 ==
def leaf_hash(body: bytes) -> bytes:
    """Hash one event body."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbouring subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Tree:
    """The growing tree, kept as the roots of its complete subtrees, largest first."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        rest = self.size
        while rest & 1:
            leaf, rest = node_hash(self.peaks.pop(), leaf), rest >> 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far; of nothing it is SHA-256 of nothing."""
        if not self.peaks:
            return hashlib.sha256().digest()
        root = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            root = node_hash(peak, root)
        return root


def root_from_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """Return the root an inclusion proof leads to, or None when its length is wrong (RFC 9162 s2.1.3.2)."""
    if not 0 <= index < size:
        return None
    last = size - 1
    for step in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            leaf = node_hash(step, leaf)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            leaf = node_hash(leaf, step)
        index, last = index >> 1, last >> 1
    return leaf if last == 0 else None


# == 4. Ed25519 verification: RFC 8032 s5.1 ==
_P, _L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
_D, _I = -121665 * pow(121666, -1, _P) % _P, pow(2, (_P - 1) // 4, _P)
Point = tuple[int, int, int, int]
Verify = Callable[[bytes, bytes, bytes], bool]


def verify_pure(public: bytes, message: bytes, signature: bytes) -> bool:
    """Check a signature with whole-number arithmetic only."""
    key = _point(public)
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or len(signature) != 64 or scalar >= _L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    minus = (_P - key[0], key[1], key[2], _P - key[3])
    table: dict[tuple[int, int], Point] = {(1, 0): _BASE, (0, 1): minus, (1, 1): _add(_BASE, minus)}
    total: Point = (0, 1, 1, 0)
    for bit in range(252, -1, -1):
        total = _add(total, total)
        step = (scalar >> bit & 1, challenge >> bit & 1)
        total = _add(total, table[step]) if step in table else total
    inverse = pow(total[2], -1, _P)
    x, y = total[0] * inverse % _P, total[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


def verify_fast() -> Verify:
    """Return a verification by `cryptography` when it is installed, else the pure one."""
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - optional, and heavy to load
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - the same
    except ImportError:
        return verify_pure
    load = lru_cache(maxsize=64)(Ed25519PublicKey.from_public_bytes)

    def verify(public: bytes, message: bytes, signature: bytes) -> bool:
        try:
            load(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    return verify


def is_sound_key(public: bytes) -> bool:
    """Say whether a public key is a canonical point outside the small subgroup, where anything would verify."""
    point = _point(public)
    for _ in range(3):
        point = point and _add(point, point)
    return point is not None and point[0] % _P != 0


@lru_cache(maxsize=64)
def _point(data: bytes) -> Point | None:
    y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[-1] >> 7 if data else 0
    if len(data) != 32 or y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    x = x if x * x % _P == square else x * _I % _P
    if x * x % _P != square or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else _P - x
    return x, y, 1, x * y % _P


def _add(one: Point, two: Point) -> Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % _P, (one[1] + one[0]) * (two[1] + two[0]) % _P
    c, d = 2 * one[3] * two[3] * _D % _P, 2 * one[2] * two[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


_BASE = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little")) or (0, 1, 1, 0)


# == 5. Head notes: C2SP tlog-checkpoint ==
_NOTE = re.compile(r"([!-*,-~]+)\n(0|[1-9]\d{0,15})\n([\w+/]{43}=)\n\n— \1 ([\w+/]{91}=)\n", re.ASCII)


@dataclass(frozen=True)
class Note:
    """A signed head: the root over the first `size` events of `origin`."""

    origin: str
    size: int
    root: bytes
    key_id: str
    signature: bytes
    signed: bytes


def read_note(text: str) -> Note | None:
    """Read a head note, or None when it is not exactly in the ledger's form."""
    found = _NOTE.fullmatch(text)
    root, seal = (base64.b64decode(found[3]), base64.b64decode(found[4])) if found else (b"", b"")
    if not found or [base64.b64encode(root).decode(), base64.b64encode(seal).decode()] != [found[3], found[4]]:
        return None
    signed = f"{found[1]}\n{found[2]}\n{found[3]}\n".encode()
    return Note(found[1], int(found[2]), root, seal[:4].hex(), seal[4:], signed)


# == 6. Reading a pack: hostile until shown otherwise ==
class Pack:
    """The files of a folder or a .zip, by their path inside the pack."""

    def __init__(self, place: Path) -> None:
        if not place.exists():
            raise UnreadableError(f"There is no pack at {place}. Give the folder or the .zip that was handed over.")
        self.place, self.zip = place, None if place.is_dir() else _open_zip(place)
        self.names = set(_folder_names(place) if self.zip is None else _zip_names(self.zip, place.stat().st_size))
        self._digests: dict[str, tuple[str, int]] = {}

    def open(self, name: str) -> IO[bytes]:
        """Open one file of the pack."""
        if self.zip is None:
            return (self.place / name).open("rb")
        return io.BufferedReader(self.zip.open(name))  # type: ignore[type-var,return-value,unused-ignore]

    def read(self, name: str) -> bytes:
        """Return one whole file; nothing for a missing one, which `is_complete` reports."""
        if name not in self.names:
            return b""
        with self.open(name) as stream:
            data = stream.read(MAX_TEXT + 1)
        if len(data) > MAX_TEXT:
            raise UnreadableError(f"{name} is larger than {MAX_TEXT} bytes; an evidence pack never holds such a file.")
        return data

    def digest(self, name: str) -> tuple[str, int]:
        """Return SHA-256 and size of one file, read in pieces."""
        if name not in self._digests:
            digest, size = hashlib.sha256(), 0
            with self.open(name) as stream:
                while piece := stream.read(1 << 20):
                    digest.update(piece)
                    size += len(piece)
            self._digests[name] = digest.hexdigest(), size
        return self._digests[name]

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of one file; none for a missing one."""
        if name in self.names:
            with self.open(name) as stream:
                while line := stream.readline(MAX_LINE + 1):
                    if len(line) > MAX_LINE:
                        raise UnreadableError(f"{name} holds a line of more than {MAX_LINE} bytes.")
                    yield line


def _open_zip(place: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(place)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise UnreadableError(
            f"{place.name} is neither a folder nor a readable .zip. Ask for the pack again."
        ) from None


def _zip_names(packed: zipfile.ZipFile, packed_size: int) -> Iterator[str]:
    infos = packed.infolist()
    if (total := sum(info.file_size for info in infos)) > max(MAX_UNPACKED, MAX_RATIO * packed_size):
        raise UnreadableError(f"The .zip of {packed_size} bytes would unpack to {total} bytes; it was not opened.")
    if twice := [name for name, times in Counter(info.filename for info in infos).items() if times > 1]:
        raise UnreadableError(f"The .zip holds {twice[0]} twice, so two readers could see two packs.")
    for info in infos:
        if info.flag_bits & 1 or info.compress_type not in (0, 8) or stat.S_ISLNK(info.external_attr >> 16):
            raise UnreadableError(f"{info.filename} in the .zip is encrypted, a link or packed in an unusual way.")
        if not info.is_dir() or info.file_size:
            yield _safe(info.filename if info.filename == info.orig_filename else "\0")


def _folder_names(place: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(place):
        for path in [Path(folder, name) for name in folders + files]:
            if not stat.S_ISREG(path.lstat().st_mode) and not stat.S_ISDIR(path.lstat().st_mode):
                raise UnreadableError(
                    f"{path.relative_to(place)} is a link or a device; a pack holds plain files only."
                )
            if stat.S_ISREG(path.lstat().st_mode):
                yield _safe(path.relative_to(place).as_posix())


def _safe(name: str) -> str:
    if not name.isprintable() or "\\" in name or {"", ".", ".."} & set(name.split("/")):
        raise UnreadableError(f"The file name {name!r} could lead outside the pack; nothing was read.")
    return name


# == 7. The run: what is read, in which order ==
@dataclass(frozen=True)
class Fault:
    """One problem: its class, the event it concerns, the file, one sentence."""

    kind: str
    seq: int | None
    where: str
    sentence: str


@dataclass
class Line:
    """One event as it stands in the pack."""

    seq: int = 0
    body: str = ""
    event: Object = field(default_factory=dict)
    leaf: bytes = bytes(32)
    head: str | None = None
    note: Note | None = None
    wrong_text: str | None = None
    is_sound: bool = False
    is_head_due: bool = False

    def get(self, name: str) -> Any:
        """Return a field of an event that has its shape, else None."""
        return self.event[name] if self.is_sound else None


@dataclass
class Run:
    """One verification: what was handed in, what was learned so far, what was found."""

    pack: Pack
    manifest: Object
    verify: Verify
    is_full: bool
    published: list[str]  # fingerprints the reader typed
    witness: list[Note | None]
    keys: list[Object] = field(default_factory=list)
    checkpoint: Note | None = None
    tree: Tree = field(default_factory=Tree)
    roots: dict[int, bytes] = field(default_factory=dict)
    last: Line = field(default_factory=Line)
    live: dict[tuple[str, Any], Object] = field(default_factory=dict)
    leaves: dict[int, str] = field(default_factory=dict)
    signed: list[tuple[int, Object]] = field(default_factory=list)
    references: dict[tuple[str, int], int | None] = field(default_factory=dict)
    namers: dict[str, dict[str, int]] = field(default_factory=dict)  # who names a file, and in which event first
    removals: list[tuple[int, Object]] = field(default_factory=list)
    disposed: dict[str, str] = field(default_factory=dict)  # the decision under which a file went
    lists: dict[str, dict[str, set[str]]] = field(default_factory=dict)  # what each signed decision lists
    seen: set[tuple[Any, ...]] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.is_ledger = self.manifest["kind"] == "ledger"
        self.needed = {EVENTS, KEY_FILE, CHECKPOINT, STATE if self.is_ledger else PROOFS}
        self.listed = {one["path"]: (one["sha256"], one["size"]) for one in self.manifest["files"]}
        self.object = tuple(self.manifest["record"][name] for name in ("type", "id")) if not self.is_ledger else ()

    def is_comparable(self, size: int) -> bool:
        """Say whether the root over the first `size` events can be known from this pack."""
        return size in self.roots or (self.is_ledger and 0 < size <= self.manifest["size"])

    def root_at(self, size: int) -> bytes | None:
        """Return the root at the event being read; a dossier knows only its checkpoint's."""
        return self.tree.root() if self.is_ledger else self.roots.get(size)

    def check(self, stage: str, item: Any, seq: int | None, where: str) -> None:
        """Let every step of a stage judge one item."""
        for _, kind, judge, sentence in STEPS[stage]:
            if wrong := judge(self, item):
                self.faults.append(Fault(kind, seq, where, sentence.format(it=item, run=self, wrong=wrong)))

    def objects(self, name: str, shape: Object) -> Iterator[Object]:
        """Yield the JSON lines of a file that have their shape; the others are faults."""
        for number, text in enumerate(self.pack.lines(name), 1):
            value = parse_or_none(text)
            is_fitting = fits(value, shape)
            self.check("line", is_fitting, None, f"{name} line {number}")
            if is_fitting:
                yield value


def parse_or_none(text: bytes) -> Any:
    """Parse strictly; None for what is not JSON."""
    try:
        return parse(text)
    except ValueError:
        return None


def run_pack(place: Path, witness: Path | None, is_full: bool, published: list[str], verify: Verify) -> Run:
    """Check a whole pack; UnreadableError when it cannot be judged."""
    pack = Pack(place)
    manifest = parse_or_none(pack.read("manifest.json"))
    if not fits(manifest, MANIFEST) or (manifest["kind"] == "ledger") != (manifest["record"] is None):
        raise UnreadableError(
            "There is no manifest.json of version 1 here. Give the folder or .zip that holds manifest.json at its top."
        )
    heads, losses = _read_witness(witness) if witness else ([], [])
    run = Run(pack, manifest, verify, is_full, published, heads)
    run.checkpoint = read_note(pack.read(CHECKPOINT).decode("utf-8", "replace"))
    keys = parse_or_none(pack.read(KEY_FILE))
    run.keys = keys["keys"] if fits(keys, KEYS) else []
    run.check("pack", None, None, "manifest.json")
    for name in sorted(pack.names - {"manifest.json"}):
        run.check("member", name, None, name)
    for key in run.keys:
        run.check("key", key, None, KEY_FILE)
    _read_events(run)
    _read_beside(run)
    for number, note in enumerate(run.witness, 1):
        run.check("witness", note, note.size if note else None, f"witness head {number}")
    for loss in losses:
        run.check("loss", loss, loss["after"], "witness file")
        run.notes.append(
            f"Events {loss['after'] + 1} to {loss['through']} of an earlier copy were declared lost in event"
            f" {loss['event']}; {'two people signed it' if run.is_ledger else 'a pack of the whole ledger proves it'}."
        )
    return run


def _read_witness(witness: Path) -> tuple[list[Note | None], list[Object]]:
    """Return the heads that bind, and the losses that were declared: each gives up the heads before it in its range."""
    notes: list[Note | None] = []
    losses: list[Object] = []
    for one in (parse_or_none(line) for line in witness.read_bytes().splitlines()):
        declares = fits(one, {**WITNESSED, "declares_lost": LOSS})
        if declares:
            losses.append(one["declares_lost"])
            after, through = losses[-1]["after"], losses[-1]["through"]
            notes = [note for note in notes if note is None or not after < note.size <= through]
        notes.append(read_note(one["note"]) if declares or fits(one, WITNESSED) else None)
    return notes, losses


def _read_events(run: Run) -> None:
    wanted = {note.size for note in run.witness if note} | {run.manifest["size"]}
    if not run.is_ledger and run.checkpoint:
        run.roots[run.checkpoint.size] = run.checkpoint.root
    for found in run.objects(EVENTS, LINE):
        line = _line(found["seq"], found["body"], found["head_note"])
        is_same_tx = line.event.get("tx") == run.last.event.get("tx") and not run.last.head
        line.is_head_due = bool(line.event.get("esig")) or (is_same_tx and run.last.is_head_due)
        run.tree.append(line.leaf)
        if run.tree.size in wanted and run.is_ledger:
            run.roots[run.tree.size] = run.tree.root()
        run.check("event", line, line.seq, EVENTS)
        _remember(run, line)
    run.check("end", None, None, EVENTS)


def _line(seq: int, body: str, head: str | None) -> Line:
    event, wrong = _parse_canonical(body)
    event = event if type(event) is dict else {}
    line = Line(seq, body, event, leaf_hash(body.encode("utf-8", "surrogatepass")), head, wrong_text=wrong)
    line.note, line.is_sound = read_note(head) if head else None, fits(event, EVENT)
    return line


def _parse_canonical(text: str) -> tuple[Any, str | None]:
    try:
        value = json.loads(text)
        return value, None if jcs(value) == text and text.encode() else "it was spelled differently or edited"
    except (ValueError, RecursionError) as reason:
        return None, str(reason)


def _remember(run: Run, line: Line) -> None:
    run.last = line
    if not run.is_ledger:
        run.leaves[line.seq] = line.leaf.hex()
    if not line.is_sound:
        return
    obj = line.event["obj"]
    _fold(run, line)
    if line.event["esig"]:
        run.signed.append((line.seq, line.event["esig"]))
    if obj["type"] == REMOVAL and line.event["before"] is None and line.event["after"] is not None:
        run.removals.append((line.seq, line.event["after"]))
    if '"sha256":' in line.body:
        _refer(run, line.event, line.seq, f"{obj['type']}/{obj['id']}")


def _fold(run: Run, line: Line) -> None:
    """Add an event to what the events add up to."""
    obj, before, after = (line.event[name] for name in ("obj", "before", "after"))
    if obj["type"].endswith(BATCH):
        for key, row in _batch_rows(run, line):
            run.live[key] = row["fields"]
            _refer(run, row, line.seq, f"{key[0]}/{key[1]}")
    elif after is not None:
        run.live.setdefault((obj["type"], obj["id"]), {}).update(after)
    elif before is not None:
        run.live.pop((obj["type"], obj["id"]), None)


def _batch_rows(run: Run, line: Line) -> Iterator[tuple[tuple[str, str], Object]]:
    """One event may record many new rows; their first states are the lines of the file it names."""
    after = line.event["after"] or {}
    if not fits(after.get("rows"), REF) or f"files/{after['rows']['sha256']}" not in run.pack.names:
        return
    for text in run.pack.read(f"files/{after['rows']['sha256']}").splitlines():
        row = parse_or_none(text)
        if fits(row, BATCH_ROW):
            yield (line.event["obj"]["type"].removesuffix(BATCH), row["id"]), row


def _refer(run: Run, value: Any, seq: int | None, namer: str = "", depth: int = 0) -> None:
    if fits(value, REF):
        run.references.setdefault((value["sha256"], value["size"]), seq)
        if namer and seq is not None:
            run.namers.setdefault(value["sha256"], {}).setdefault(namer, seq)
    elif type(value) in (dict, list) and depth < MAX_DEPTH:
        for one in value.values() if type(value) is dict else value:
            _refer(run, one, seq, namer, depth + 1)


def _read_beside(run: Run) -> None:
    for proof in run.objects(PROOFS, PROOF):
        run.check("proof", proof, proof["seq"], PROOFS)
        run.leaves.pop(proof["seq"], None)
    rows = run.objects(STATE, ROW) if run.is_ledger else iter(())
    for row in rows:
        run.check("row", row, None, STATE)
        run.live.pop((row["type"], row["id"]), None)
    run.check("rest", None, None, PROOFS if not run.is_ledger else STATE)
    for seq, esig in run.signed:
        run.check("signed", esig, seq, f"revisions/{esig['revision_sha256']}.json")
    for name in _revisions(run):
        _refer(run, parse_or_none(run.pack.read(name)), None)
    for seq, removal in run.removals:
        run.check("removal", (seq, removal), seq, EVENTS)
    gone = {digest for digest, _ in run.references} & run.disposed.keys()
    for digest in sorted(one for one in gone if f"files/{one}" not in run.pack.names):
        run.notes.append(f"The file {digest} was disposed of under {run.disposed[digest]}; two people signed it.")
    for (digest, size), at in run.references.items():
        run.check("reference", (digest, size), at, f"files/{digest}")


# == 8. What is judged. The sentence is said when the judgement holds; {wrong} is what it found, {it} the item. ==
def _bad_signature(run: Run, note: Note | None) -> str | None:
    for key in run.keys if note else []:
        if note and (key["origin"], key["key_id"]) == (note.origin, note.key_id):
            return None if run.verify(_public(key), note.signed, note.signature) else "its signature is not good"
    return f"its key {note.key_id} is not in {KEY_FILE}" if note else None


def _odd_files(run: Run) -> list[str]:
    listed = Counter(one["path"] for one in run.manifest["files"])
    return sorted((set(listed) ^ (run.pack.names - {"manifest.json"})) | {path for path in listed if listed[path] > 1})


def _unsound_key(key: Object) -> bool:
    number = hashlib.sha256(key["origin"].encode("utf-8", "replace") + b"\n\x01" + _public(key)).hexdigest()[:8]
    return number != key["key_id"] or not is_sound_key(_public(key))


def _breaks_state(run: Run, line: Line) -> bool:
    before, after = line.get("before"), line.get("after")
    if before is None and after is None:
        return False
    if line.event["obj"]["type"].endswith(BATCH):
        rows = dict(_batch_rows(run, line))
        return before is not None or len(rows) != after.get("count") or not rows.keys().isdisjoint(run.live)
    live = run.live.get((line.event["obj"]["type"], line.event["obj"]["id"]))
    if before is None or live is None:
        return before is not None or live is not None
    is_whole = before.keys() == (live.keys() if after is None else after.keys())
    # a field that came with a later version of the portal was null before it
    return not (is_whole and all(same(live.get(name), before[name]) for name in before))


def _is_other_row(run: Run, row: dict[str, Any]) -> bool:
    live = run.live.get((row["type"], row["id"]))
    return live is None or not same(
        live, {name: it for name, it in row["fields"].items() if name in live or it is not None}
    )


def _is_repeated(run: Run, line: Line) -> bool:
    if not (esig := line.get("esig")):
        return False
    keys = {(*esig["record"].values(), esig["meaning"], esig["signer"]["id"]), (esig["challenge"],)}
    is_repeated = not keys.isdisjoint(run.seen)
    run.seen |= keys
    return is_repeated


def _signs_another(run: Run, esig: Object) -> bool:
    revision = parse_or_none(run.pack.read(_revision(esig)))
    head = {name: revision.get(name) for name in RECORD} if type(revision) is dict else {}
    return revision is not None and not same(head, esig["record"])


def _misleads(run: Run, proof: Object) -> bool:
    path, leaf = [bytes.fromhex(one) for one in proof["path"]], bytes.fromhex(proof["leaf_hash"])
    root = root_from_path(leaf, proof["seq"] - 1, proof["size"], path)
    return not run.checkpoint or (run.checkpoint.size, run.checkpoint.root) != (proof["size"], root)


def _counted(run: Run) -> Object | None:
    files = sum(name.startswith("files/") for name in run.pack.names)
    counted = {
        "events": run.tree.size,
        "signatures": len(run.signed),
        "files": files,
        "revisions": len(_revisions(run)),
    }
    return None if run.manifest["counts"] == counted else counted


def _outgrown(run: Run, note: Note | None) -> bool:
    is_later = note is not None and note.size > run.manifest["size"]
    if is_later and not run.is_ledger:
        run.notes = ["The witness saw a later head than this dossier's: the record may have changed since."]
    return is_later and run.is_ledger


# fmt: off
Judge = Callable[[Run, Any], Any]
STEPS: dict[str, list[tuple[str, str, Judge, str]]] = {
    "line": [
        ("is_readable", "format", lambda _run, fitting: not fitting, "This line is not in the pack's form."),
    ],
    "pack": [
        ("is_complete", "manifest", lambda run, _: sorted(run.needed - run.pack.names),
         "{wrong[0]} is missing; ask for the whole pack again."),
        ("is_listed", "manifest", lambda run, _: _odd_files(run),
         "{wrong[0]} is not both listed in the manifest, once, and present in the pack."),
        ("checkpoint_has_form", "note", lambda run, _: not _is_head(run, run.checkpoint, run.manifest["size"]),
         "checkpoint.txt is not a head of this ledger over {run.manifest[size]} events."),
        ("checkpoint_is_signed", "note", lambda run, _: _bad_signature(run, run.checkpoint),
         "The checkpoint cannot be trusted: {wrong}."),
    ],
    "member": [
        ("matches_manifest", "manifest", lambda run, name: run.listed.get(name, run.pack.digest(name)) !=
         run.pack.digest(name), "{it} is not the file that the manifest lists: its size or content differs."),
        ("file_has_name", "file", lambda run, name: name.startswith("files/") and
         name != f"files/{run.pack.digest(name)[0]}", "{it} was changed or replaced: its content has another hash."),
        ("revision_has_name", "revision", lambda run, name: name.startswith("revisions/") and
         name != f"revisions/{run.pack.digest(name)[0]}.json", "{it} was changed or replaced: it has another hash."),
        ("revision_is_canonical", "canonical", lambda run, name: name.startswith("revisions/") and
         _parse_canonical(run.pack.read(name).decode("utf-8", "replace"))[1], "{it} is not canonical: {wrong}."),
    ],
    "key": [
        ("key_is_sound", "key", lambda _run, key: _unsound_key(key),
         "Key {it[key_id]} is not a sound Ed25519 key with that number for {it[origin]}."),
        ("key_was_published", "key", lambda run, key: run.published and fingerprint(key) not in run.published,
         "Key {it[key_id]} does not have the fingerprint you gave; do not trust this pack."),
    ],
    "event": [
        ("is_in_order", "order", lambda run, line: (line.seq != run.last.seq + 1 if run.is_ledger else
         not run.last.seq < line.seq <= run.manifest["size"]) or line.event.get("seq", line.seq) != line.seq,
         "Event {it.seq} follows event {run.last.seq}: one was dropped, doubled, moved or renumbered."),
        ("event_is_canonical", "canonical", lambda _run, line: line.wrong_text,
         "Event {it.seq} is not in canonical form: {wrong}."),
        ("event_is_short", "canonical", lambda _run, line: len(line.body.encode("utf-8", "replace")) > MAX_EVENT,
         "Event {it.seq} is longer than 256 KiB."),
        ("event_has_form", "format", lambda _run, line: not line.is_sound and _misfits(line.event),
         "Event {it.seq} does not have the form of version 1: see {wrong}."),
        ("event_is_of_ledger", "format", lambda run, line: line.event and
         line.event.get("origin") != run.manifest["origin"],
         "Event {it.seq} belongs to another ledger than {run.manifest[origin]}."),
        ("follows_event", "chain", lambda run, line: line.event and (run.is_ledger or line.seq == run.last.seq + 1) and
         line.event.get("prev") != run.last.leaf.hex(),
         "Event {it.seq} does not carry the hash of event {run.last.seq}: one of the two was changed."),
        ("head_has_form", "note", lambda run, line: line.head is not None and not _is_head(run, line.note, line.seq),
         "The head at event {it.seq} is not a head of this ledger over {it.seq} events."),
        ("head_has_root", "root", lambda run, line: line.note and run.root_at(line.seq) not in (None, line.note.root),
         "The events up to {it.seq} are not those that the head at event {it.seq} was made for."),
        ("head_is_signed", "note", lambda run, line: (run.is_full or line.is_head_due or
         line.seq == run.manifest["size"]) and _bad_signature(run, line.note),
         "The head at event {it.seq} cannot be trusted: {wrong}."),
        ("transaction_has_head", "note", lambda run, line: run.is_ledger and run.last.seq and not run.last.head and
         line.event.get("tx") != run.last.event.get("tx"),
         "Event {run.last.seq} ends a transaction without a signed head."),
        ("time_runs_forward", "time", lambda run, line: line.get("clk") == "ok" and run.last.is_sound and
         line.event["ts"] < run.last.event["ts"],
         "Event {it.seq} is dated before event {run.last.seq} and not marked so."),
        ("clock_was_right", "time", lambda _run, line: line.get("esig") and line.event["clk"] == "back",
         "Event {it.seq} is a signature given while the clock was behind the ledger."),
        ("continues_state", "state", _breaks_state,
         "Event {it.seq} tells an earlier state of its object that the events before it do not."),
        ("signer_acted", "signature_record", lambda _run, line: line.get("esig") and not all(
         same(line.event["esig"]["signer"][one], line.event["actor"][one]) for one in ("id", "username", "name")),
         "The signature in event {it.seq} names another person than the one who acted."),
        ("is_signed_once", "signature_record", _is_repeated, "The signature in event {it.seq} repeats an earlier one."),
    ],
    "end": [
        ("reaches_size", "truncated", lambda run, _: run.last.seq == 0 or
         (run.is_ledger and run.last.seq != run.manifest["size"]),
         "The events end at {run.last.seq}; the manifest speaks of {run.manifest[size]}."),
        ("checkpoint_has_root", "root", lambda run, _: run.is_ledger and run.checkpoint and
         run.roots.get(run.checkpoint.size) != run.checkpoint.root,
         "The events are not those that the checkpoint was made for."),
        ("ends_with_head", "note", lambda run, _: run.is_ledger and not run.last.head,
         "The last event, {run.last.seq}, has no signed head."),
        ("counts_are_right", "manifest", lambda run, _: _counted(run),
         "The manifest's counts are not those of the pack: {wrong}."),
        ("record_is_here", "manifest", lambda run, _: run.object and run.object not in run.live,
         "The dossier holds no event of {run.object[0]} {run.object[1]}, the record it is made for."),
    ],
    "proof": [
        ("proof_is_of_event", "leaf", lambda run, proof: run.leaves.get(proof["seq"]) != proof["leaf_hash"],
         "The proof of event {it[seq]} belongs to another text than the event in the pack."),
        ("proof_leads_to_head", "proof", _misleads,
         "The proof of event {it[seq]} does not lead to the signed head."),
    ],
    "row": [
        ("row_matches_events", "state", _is_other_row,
         "The live {it[type]} {it[id]} is not what its events say: it was edited in the database, or stands twice."),
    ],
    "rest": [
        ("rows_are_here", "state", lambda run, _: run.is_ledger and next(iter(run.live), None),
         "The live {wrong[0]} {wrong[1]} is missing, though events tell of it."),
        ("events_are_proved", "proof", lambda run, _: min(run.leaves, default=0),
         "There is no proof for event {wrong}."),
    ],
    "signed": [
        ("revision_is_here", "revision", lambda run, esig: _revision(esig) not in run.pack.names,
         "The version of {it[record][type]} {it[record][id]} that was signed is not in the pack."),
        ("revision_is_of_record", "signature_record", _signs_another,
         "The signature names another record or version than the text that was signed."),
    ],
    "removal": [
        ("removal_is_decided", "removal", lambda run, it: _settle_removal(run, *it),
         "Event {it[0]} disposes of a file, but {wrong}."),
    ],
    "reference": [
        ("file_is_here", "file", lambda run, it: it[0] not in run.disposed if f"files/{it[0]}" not in run.pack.names
         else run.pack.digest(f"files/{it[0]}")[1] != it[1],
         "The file {it[0]} is missing or does not have {it[1]} bytes."),
    ],
    "witness": [
        ("witness_is_readable", "witness", lambda run, note: not note or note.origin != run.manifest["origin"],
         "This line of the witness file does not hold a head of this ledger."),
        ("witness_is_signed", "witness", _bad_signature, "This line cannot be trusted: {wrong}."),
        ("witness_has_root", "witness", lambda run, note: note and run.is_comparable(note.size) and
         run.roots.get(note.size) != note.root, "The first {it.size} events are not those that the witness saw."),
        ("witness_saw_no_more", "truncated", _outgrown,
         "The witness saw {it.size} events, the pack ends earlier: its tail was cut, or ask for a newer pack."),
    ],
    "loss": [
        ("loss_is_declared", "truncated", lambda run, loss: run.is_ledger and not _is_declared(run, loss),
         "The witness says that events after {it[after]} up to {it[through]} were declared lost; the pack does not."),
    ],
}
# fmt: on


def _is_declared(run: Run, loss: Object) -> bool:
    """Look for two signatures on the declaration of exactly this loss, in the texts that were signed."""
    roles = {}
    for _, esig in run.signed:
        if esig["record"]["type"] == "records.declared_loss" and _revision(esig) in run.pack.names:
            text = parse_or_none(run.pack.read(_revision(esig)))
            fields = text.get("fields") if type(text) is dict else None
            told = [fields.get(one) for one in ("after_event", "through_event")] if type(fields) is dict else []
            if told == [loss["after"], loss["through"]]:
                roles[esig["signer"]["id"]] = esig["signer"]["role"]
    return len(roles) > 1 and "QA" in roles.values()


def _settle_removal(run: Run, seq: int, removal: Object) -> str | None:
    """Excuse a file that went under a decision of two people whose signed text lists it and all who name it."""
    digest, number = removal.get("digest"), str(removal.get("number"))[:40]
    decision = (removal.get("record_type"), str(removal.get("record_id")))
    signed = [esig for at, esig in run.signed if at < seq and esig["meaning"] in DISPOSING and
              (esig["record"]["type"], str(esig["record"]["id"])) == decision]  # fmt: skip
    if {one["meaning"] for one in signed} != DISPOSING or len({str(one["signer"]["id"]) for one in signed}) < 2:
        return f"two people did not sign {number} before"
    if type(digest) is not str or any(digest not in _listed(run, one) for one in signed):
        return f"the signed text of {number} does not list it"
    named = run.namers.get(digest, {})
    if any({one for one in named if named[one] < seq} - _listed(run, esig)[digest] for esig in signed):
        return f"a record names it that was not before those who signed {number}"
    if all(at < seq for at in named.values()):  # who came to name it later on needs the file
        run.disposed[digest] = number
    return None


def _listed(run: Run, esig: Object) -> dict[str, set[str]]:
    """Return the files that a signed decision lists, each with the records that name it."""
    name = _revision(esig)
    if name not in run.lists:
        text = parse_or_none(run.pack.read(name))
        content = text.get("content") if type(text) is dict else None
        listed = content.get("removes") if type(content) is dict else None
        fitting = listed if listed and fits(listed, [LISTED]) else []
        run.lists[name] = {one["digest"]: set(one["named_by"]) for one in fitting}
    return run.lists[name]


def _is_head(run: Run, note: Note | None, size: int) -> bool:
    return note is not None and (note.origin, note.size) == (run.manifest["origin"], size)


def _misfits(event: Object) -> str:
    names = sorted(name for name in event.keys() | EVENT.keys() if not fits(event.get(name, ...), EVENT.get(name, [])))
    return ", ".join(names)[:80]


def fingerprint(key: Object) -> str:
    """Return SHA-256 over the 32 bytes of the public key, in hex."""
    return hashlib.sha256(_public(key)).hexdigest()


def _public(key: Object) -> bytes:
    try:
        return base64.b64decode(key["public_key"], validate=True)
    except ValueError:
        return b""


def _revision(esig: Object) -> str:
    return f"revisions/{esig['revision_sha256']}.json"


def _revisions(run: Run) -> list[str]:
    return sorted(name for name in run.pack.names if name.startswith("revisions/"))


# == 9. Speaking ==
def report(run: Run) -> Object:
    """Return the verdict as plain values, at most MAX_LISTED faults of a class."""
    listed: list[Fault] = []
    for fault in run.faults:
        if sum(one.kind == fault.kind for one in listed) < MAX_LISTED:
            listed.append(fault)
    if len(listed) < len(run.faults):
        run.notes.append(f"{len(run.faults) - len(listed)} further faults are not listed.")
    faults = [{"class": one.kind, **{k: v for k, v in asdict(one).items() if k != "kind"}} for one in listed]
    return {"verdict": "altered" if faults else "intact", "size": run.manifest["size"], "signatures": len(run.signed),
            "faults": faults, "fingerprints": [fingerprint(key) for key in run.keys], "notes": run.notes}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Check the pack named on the command line and say what was found; returns the exit code."""
    parser = argparse.ArgumentParser(description="Check a Qualward evidence pack or dossier.")
    parser.add_argument("pack", type=Path, help="folder or .zip")
    parser.add_argument("--witness", type=Path, help="the company's witness file (JSON lines)")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.add_argument("--full", action="store_true", help="check the signature of every head")
    parser.add_argument("--key-fingerprint", action="append", default=[], help="published fingerprint; may repeat")
    parser.add_argument("--pure", action="store_true", help="do not use the cryptography package")
    given = parser.parse_args(arguments)
    try:
        wanted = [re.sub("[^0-9a-f]", "", one.lower()) for one in given.key_fingerprint]
        run = run_pack(given.pack, given.witness, given.full, wanted, verify_pure if given.pure else verify_fast())
        answer = report(run)
    except UnreadableError as reason:
        answer = _unreadable(str(reason))
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError) as reason:
        answer = _unreadable(f"A file could not be read: {reason}")
    except Exception as reason:  # noqa: BLE001 - whatever a hostile pack holds, its reader gets a sentence
        answer = _unreadable(f"The pack could not be judged ({type(reason).__name__}); treat it as not verified.")
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    print(json.dumps(answer, indent=1) if given.json else _shown(answer, given))
    return {"intact": 0, "altered": 1, "unreadable": 2}[answer["verdict"]]


def _unreadable(sentence: str) -> Object:
    fault = {"class": "unreadable", "seq": None, "where": "", "sentence": sentence}
    return {"verdict": "unreadable", "size": 0, "signatures": 0, "faults": [fault], "fingerprints": [], "notes": []}


def _shown(answer: Object, given: argparse.Namespace) -> str:
    faults, lines = answer["faults"], [f"Key fingerprint (SHA-256): {one}" for one in answer["fingerprints"]]
    if answer["fingerprints"] and not given.key_fingerprint:
        lines.append(
            "Compare it with the fingerprint the company published: whoever made the pack chose the key in it."
        )
    if answer["fingerprints"] and not given.witness:
        lines.append("No witness file was given: events cut from the end cannot be noticed.")
    lines += [f"Note: {note}" for note in answer["notes"]]
    if answer["verdict"] != "unreadable":
        lines += [f"Fault {one['class']} in {one['where']}: {one['sentence']}" for one in faults]
    first = min((one["seq"] for one in faults if one["seq"] is not None), default=None)
    where = f"; the first is at event {first}" if first is not None else ""
    lines.append({"altered": f"Verdict: altered. Faults listed above: {len(faults)}{where}.",
                  "intact": f"Verdict: intact. {answer['size']} events are covered, {answer['signatures']} signatures"
                            " in the pack, and nothing differs from what was signed.",
                  "unreadable": f"Verdict: unreadable. {faults[0]['sentence'] if faults else ''}"}
                 [answer["verdict"]])  # fmt: skip
    return "\n".join("".join(c if c.isprintable() else "?" for c in line) for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

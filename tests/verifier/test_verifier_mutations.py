"""A thousand random changes to an honest pack, each with the manifest made right again: all are found."""

import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.verifier.pack_builder import (
    Event,
    Files,
    canonical,
    digest,
    dossier_files,
    ledger_files,
    sealed,
    story,
    write_log,
    write_zip,
)
from tests.verifier.pack_builder import write_folder as put
from verifier import qualward_verify as verifier

EVENTS, PROOFS, STATE = "ledger/events.jsonl", "ledger/proofs.jsonl", "ledger/state.jsonl"
LOG = write_log(story())
LEDGER, DOSSIER = ledger_files(LOG), dossier_files(LOG)
MANIFESTS = [sealed(DOSSIER)["manifest.json"], sealed(LEDGER)["manifest.json"]]
Mutation = Callable[[random.Random, Files], Files]


def flipped(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def on_lines(name: str, edit: Callable[[random.Random, list[Event]], object]) -> Mutation:
    def mutate(chance: random.Random, files: Files) -> Files:
        lines = [json.loads(line) for line in files[name].splitlines()]
        edit(chance, lines)
        return {name: "".join(json.dumps(line) + "\n" for line in lines).encode()}

    return mutate


def flip_text(field: str) -> Callable[[random.Random, list[Event]], object]:
    def edit(chance: random.Random, lines: list[Event]) -> None:
        line = chance.choice([line for line in lines if line[field]])
        line[field] = flipped(chance, line[field].encode()).decode("utf-8", "replace")

    return edit


def swap(chance: random.Random, lines: list[Event]) -> None:
    one, two = chance.sample(range(len(lines)), 2)
    lines[one], lines[two] = lines[two], lines[one]


def double(chance: random.Random, lines: list[Event]) -> None:
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))


def renumber(chance: random.Random, lines: list[Event]) -> None:
    line = chance.choice(lines)
    line["seq"] += chance.choice([-3, -2, -1, 1, 2, 3])


def respell(chance: random.Random, lines: list[Event]) -> None:
    line = chance.choice(lines)
    old, new = chance.choice([(",", ", "), (":", " :"), ("{", "{ "), ('"v":1', '"v":1.0'), ('"seq":', '"seq":0')])
    line["body"] = line["body"].replace(old, new, 1)


def flip_path(chance: random.Random, lines: list[Event]) -> None:
    path = chance.choice(lines)["path"]
    at = chance.randrange(len(path))
    path[at] = flipped(chance, bytes.fromhex(path[at])).hex()


def edit_row(chance: random.Random, lines: list[Event]) -> None:
    line = chance.choice(lines)
    name = chance.choice(sorted(line["fields"]))
    line["fields"][name] = chance.choice([None, 0, True, "x", []]) if chance.random() < 0.8 else {"name": "y"}
    line["fields"] |= {"state": "approved!"} if chance.random() < 0.3 else {}
    line["id"] = line["id"] if line["fields"][name] is not None else "other"


def edit_stored(prefix: str) -> Mutation:
    def mutate(chance: random.Random, files: Files) -> Files:
        name = chance.choice([name for name in files if name.startswith(prefix)])
        return {name: flipped(chance, files[name])}

    return mutate


def rechain(chance: random.Random, files: Files) -> Files:
    """Somebody without the key edits an event and hashes everything after it again; the old heads stay."""
    seq = chance.randrange(1, len(LOG.bodies) + 1)
    forged = write_log(story(), lambda event: event.update(reason="no reason") if event["seq"] == seq else None)
    forged.heads = LOG.heads
    return ledger_files(forged)


MUTATIONS: list[tuple[str, Files, Mutation]] = [
    ("body", LEDGER, on_lines(EVENTS, flip_text("body"))),
    ("note", LEDGER, on_lines(EVENTS, flip_text("head_note"))),
    ("drop", LEDGER, on_lines(EVENTS, lambda chance, lines: lines.pop(chance.randrange(len(lines))))),
    ("double", LEDGER, on_lines(EVENTS, double)),
    ("swap", LEDGER, on_lines(EVENTS, swap)),
    ("renumber", LEDGER, on_lines(EVENTS, renumber)),
    ("respell", LEDGER, on_lines(EVENTS, respell)),
    ("rechain", LEDGER, rechain),
    ("row", LEDGER, on_lines(STATE, edit_row)),
    ("row gone", LEDGER, on_lines(STATE, lambda chance, lines: lines.pop(chance.randrange(len(lines))))),
    ("attachment", LEDGER, edit_stored("files/")),
    ("revision", LEDGER, edit_stored("revisions/")),
    ("checkpoint", LEDGER, edit_stored("ledger/checkpoint")),
    ("keys", LEDGER, edit_stored("ledger/keys")),
    ("dossier body", DOSSIER, on_lines(EVENTS, flip_text("body"))),
    ("dossier drop", DOSSIER, on_lines(EVENTS, lambda chance, lines: lines.pop(chance.randrange(len(lines))))),
    ("dossier leaf", DOSSIER, on_lines(PROOFS, flip_text("leaf_hash"))),
    ("dossier proof", DOSSIER, on_lines(PROOFS, flip_path)),
    ("dossier revision", DOSSIER, edit_stored("revisions/")),
    ("any byte", LEDGER, edit_stored("")),
]


ODD_VALUES = [
    None,
    True,
    -1,
    2**70,
    1.5,
    "",
    "\ud800",
    "a\x00b",
    [],
    {},
    [[[[]]]],
    {"sha256": 1, "size": "", "name": []},
    "0" * 64,
]


def with_odd_value(chance: random.Random, value: Any, odd: Any) -> Any:
    """Put one odd value somewhere inside a parsed value."""
    if not isinstance(value, dict | list) or not value or chance.random() < 0.2:
        return odd
    key = chance.choice(sorted(value)) if isinstance(value, dict) else chance.randrange(len(value))
    copy = value.copy()
    copy[key] = with_odd_value(chance, value[key], odd)
    if key == "body" and isinstance(value[key], str) and chance.random() < 0.9:
        copy[key] = canonical(with_odd_value(chance, json.loads(value[key]), odd))
    return copy


def test_a_thousand_random_changes_are_all_found(tmp_path: Path) -> None:
    chance, found, missed = random.Random(20261103), Counter[str](), []
    folders = [put(DOSSIER, tmp_path / "dossier"), put(LEDGER, tmp_path / "ledger")]
    for trial in range(1_000):
        label, files, mutate = MUTATIONS[trial % len(MUTATIONS)]
        changes = mutate(chance, files)
        pack = folders[files is LEDGER]
        put(changes | manifest_like(files, files | changes), pack)
        run = verifier.run_pack(pack, None, is_full=True, published=[], verify=verifier.verify_fast())
        put({name: files[name] for name in changes}, pack)
        found[label] += bool(run.faults)
        missed += [] if run.faults else [(trial, label)]
    print(f"{sum(found.values())} of 1,000 found: {dict(found)}")
    assert missed == []


def manifest_like(files: Files, changed: Files) -> Files:
    """Make hashes and the number of events in the manifest right again, as an attacker would."""
    manifest = json.loads(MANIFESTS[files is LEDGER])
    listed = [{"path": name, "sha256": digest(data), "size": len(data)} for name, data in changed.items()]
    counts = manifest["counts"] | {"events": len(changed[EVENTS].splitlines())}
    return {"manifest.json": json.dumps(manifest | {"files": listed, "counts": counts}).encode()}


def test_the_untouched_packs_are_found_whole(tmp_path: Path) -> None:
    for name, files in (("ledger", LEDGER), ("dossier", DOSSIER)):
        run = verifier.run_pack(
            put(files | manifest_like(files, files), tmp_path / name),
            None,
            is_full=True,
            published=[],
            verify=verifier.verify_fast(),
        )
        assert run.faults == []


def test_odd_values_anywhere_are_judged_without_an_error(tmp_path: Path) -> None:
    chance, verdicts = random.Random(7), Counter[str]()
    for trial in range(600):
        files = chance.choice([LEDGER, DOSSIER])
        name = chance.choice([name for name in sealed(files) if name.endswith((".jsonl", ".json"))])
        lines = [json.loads(line) for line in sealed(files)[name].splitlines()]
        at = chance.randrange(len(lines))
        lines[at] = with_odd_value(chance, lines[at], chance.choice(ODD_VALUES))
        data = {name: "".join(json.dumps(line) + "\n" for line in lines).encode()}
        pack = put(files | manifest_like(files, files | data) | data, tmp_path / str(trial))
        try:
            run = verifier.run_pack(pack, None, is_full=True, published=[], verify=verifier.verify_fast())
            verdicts[str(verifier.report(run)["verdict"])] += 1
        except verifier.UnreadableError:
            verdicts["unreadable"] += 1
    print(dict(verdicts))
    assert verdicts["altered"] > 300


def test_flipped_bytes_of_a_zip_get_a_plain_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance, whole = random.Random(11), write_zip(sealed(LEDGER), tmp_path / "whole.zip").read_bytes()
    for _ in range(300):
        (tmp_path / "pack.zip").write_bytes(flipped(chance, whole))
        code = verifier.main([str(tmp_path / "pack.zip")])
        said = capsys.readouterr().out
        assert "could not be judged" not in said
        assert f"Verdict: {['intact', 'altered', 'unreadable'][code]}." in said

"""Every step of the verifier is needed: for each there is a wrong pack that only this step notices."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.verifier.pack_builder import (
    ANN,
    KEY,
    LONG_TEXT,
    RECORD,
    REPORT,
    Event,
    Files,
    canonical,
    digest,
    dossier_files,
    draft,
    head_note,
    ledger_files,
    revision,
    sealed,
    signature,
    story,
    tree_root,
    witness_line,
    write_folder,
    write_log,
)
from verifier import qualward_verify as verifier

EVENTS = "ledger/events.jsonl"


@dataclass
class Case:
    """A wrong pack, the class of its fault, and what else the reader hands in."""

    kind: str
    files: Files
    witness: bytes | None = None
    published: list[str] = field(default_factory=list)


def rewritten(kind: str, seq: int, edit: Callable[[Event], object]) -> Case:
    """A ledger whose event `seq` was written wrongly and then chained and signed properly."""
    log = write_log(story(), lambda event: edit(event) if event["seq"] == seq else None)
    return Case(kind, sealed(ledger_files(log)))


def edited(kind: str, name: str, edit: Callable[[list[Event]], list[Event]], is_dossier: bool = False) -> Case:
    """An honest pack in which the lines of one file were edited afterwards, and the manifest made right again."""
    files = dossier_files(write_log(story())) if is_dossier else honest()
    lines = edit([json.loads(line) for line in files[name].splitlines()])
    return Case(kind, sealed(files | {name: "".join(json.dumps(line) + "\n" for line in lines).encode()}))


def honest() -> Files:
    return ledger_files(write_log(story()))


def without(files: Files, name: str) -> Files:
    return {key: data for key, data in files.items() if key != name}


def set_line(index: int, **values: Any) -> Callable[[list[Event]], list[Event]]:
    return lambda lines: [line | (values if at == index % len(lines) else {}) for at, line in enumerate(lines)]


def flip_signature(note: str) -> str:
    head, seal = note.rstrip("\n").rsplit(" ", 1)
    data = bytearray(base64.b64decode(seal))
    data[40] ^= 1
    return f"{head} {base64.b64encode(data).decode()}\n"


def nothing_lives() -> Case:
    log = write_log([[draft("people.sign_in.refused", ("session", 1), None, None)]])
    return Case("manifest", sealed(without(ledger_files(log), "ledger/state.jsonl"), kind="ledger", record=None))


def wide_manifest() -> Case:
    files = dossier_files(write_log(story()))
    return Case("note", sealed(files, size=len(write_log(story()).bodies) + 1))


def spelled(text: Callable[[Event], str], kind: str = "canonical") -> Case:
    return Case(kind, sealed(ledger_files(write_log(story(), spell=text))))


def respelled_revision() -> Case:
    text = revision().replace(":", ": ", 1)
    log = write_log(
        story(),
        lambda event: event["esig"] and event.update(esig=event["esig"] | {"revision_sha256": digest(text.encode())}),
    )
    files = without(ledger_files(log), f"revisions/{digest(revision().encode())}.json")
    return Case("canonical", sealed(files | {f"revisions/{digest(text.encode())}.json": text.encode()}))


def old_size() -> Case:
    log = write_log(story())
    note = log.heads[max(seq for seq in log.heads if seq < len(log.bodies))]
    return Case("truncated", sealed(ledger_files(log) | {"ledger/checkpoint.txt": note.encode()}))


def edited_dossier_event() -> Case:
    def edit(lines: list[Event]) -> list[Event]:
        body = json.loads(lines[-1]["body"]) | {"reason": "Somebody else wanted it"}
        return [*lines[:-1], lines[-1] | {"body": canonical(body)}]

    return edited("leaf", EVENTS, edit, is_dossier=True)


def with_witness(kind: str, *lines: bytes, cut: int = 0) -> Case:
    transactions = story()[: len(story()) - cut]
    return Case(kind, sealed(ledger_files(write_log(transactions))), witness=b"".join(lines))


def loss_line() -> bytes:
    """A witness that claims a declaration, in a record without one."""
    end = max(seq for seq in LOG.heads if seq < len(LOG.bodies))
    lost = {"after": end, "through": len(LOG.bodies), "event": end}
    return json.dumps({**json.loads(witness_line(LOG.heads[end])), "declares_lost": lost}).encode() + b"\n"


def edited_checkpoint(kind: str, text: str) -> Case:
    return Case(kind, sealed(honest() | {"ledger/checkpoint.txt": text.encode()}))


def undecided_removal() -> Case:
    """A row, rightly chained and signed, that disposes of a file although nobody decided so."""
    fields = {"number": "DSP-1", "record_type": RECORD["type"], "record_id": RECORD["id"], "digest": digest(REPORT)}

    def edit(event: Event) -> None:
        if event["act"] == "impact.evidence.added":
            event.update(obj={"type": "records.removal", "id": "1", "ver": 1}, after=fields)

    log = write_log(story(), edit)
    return Case("removal", sealed(ledger_files(log)))


def second_signature() -> Case:
    again = draft("impact.assessment.signed", (RECORD["type"], 7), None, None, esig=signature(ANN, "reviewed"))
    return Case("signature_record", sealed(ledger_files(write_log([*story(), [again]]))))


LOG = write_log(story())
LAST = LOG.heads[len(LOG.bodies)]
WRONG_HEAD = head_note(len(LOG.bodies), bytes(32))
REVISION = f"revisions/{digest(revision().encode())}.json"
SPACED = {8: lambda event: canonical(event).replace(",", ", ", 1)}
LONG = {9: lambda event: canonical(event | {"sid": "a" * 2**18})}

CASES: dict[str, Callable[[], Case]] = {
    "is_readable": lambda: Case(
        "format", sealed(honest() | {"ledger/state.jsonl": honest()["ledger/state.jsonl"] + b"row?\n"})
    ),
    "is_complete": nothing_lives,
    "is_listed": lambda: Case("manifest", sealed(honest()) | {"note.html": b"unlisted"}),
    "checkpoint_has_form": wide_manifest,
    "checkpoint_is_signed": lambda: edited_checkpoint("note", flip_signature(LAST)),
    "matches_manifest": lambda: Case("manifest", sealed(honest() | {"note.html": b"old"}) | {"note.html": b"new"}),
    "file_has_name": lambda: Case(
        "file", sealed(honest() | {f"files/{digest(REPORT)}": REPORT.replace(b"test", b"best")})
    ),
    "revision_has_name": lambda: Case(
        "revision", sealed(honest() | {REVISION: revision().replace("26.2", "26.3").encode()})
    ),
    "revision_is_canonical": respelled_revision,
    "key_is_sound": lambda: Case(
        "key", sealed(ledger_files(write_log(story(), number=b"\1\2\3\4"), number=b"\1\2\3\4"))
    ),
    "key_was_published": lambda: Case("key", sealed(honest()), published=["ab" * 32]),
    "is_in_order": lambda: rewritten("order", 5, lambda event: event.update(seq=99)),
    "event_is_canonical": lambda: spelled(lambda event: SPACED.get(event["seq"], canonical)(event)),
    "event_is_short": lambda: spelled(lambda event: LONG.get(event["seq"], canonical)(event)),
    "event_has_form": lambda: rewritten("format", 9, lambda event: event.update(ip="192.0.2.7")),
    "event_is_of_ledger": lambda: rewritten("format", 3, lambda event: event.update(origin="elsewhere.example/1")),
    "follows_event": lambda: rewritten("chain", 8, lambda event: event.update(prev="0" * 64)),
    "head_has_form": lambda: edited("note", EVENTS, set_line(2, head_note="a head")),
    "head_has_root": lambda: edited("root", EVENTS, set_line(2, head_note=head_note(3, bytes(32)))),
    "head_is_signed": lambda: edited("note", EVENTS, set_line(6, head_note=flip_signature(LOG.heads[7]))),
    "transaction_has_head": lambda: edited("note", EVENTS, set_line(2, head_note=None)),
    "time_runs_forward": lambda: rewritten("time", 10, lambda event: event.update(ts="2026-11-03T07:00:00.000Z")),
    "clock_was_right": lambda: rewritten("time", 6, lambda event: event.update(clk="back")),
    "continues_state": lambda: rewritten("state", 4, lambda event: event.update(before={"level": "L1"})),
    "signer_acted": lambda: rewritten("signature_record", 12, lambda event: event.update(actor=ANN)),
    "is_signed_once": second_signature,
    "reaches_size": old_size,
    "checkpoint_has_root": lambda: edited_checkpoint("root", WRONG_HEAD),
    "ends_with_head": lambda: edited("note", EVENTS, set_line(-1, head_note=None)),
    "counts_are_right": lambda: Case(
        "manifest", sealed(honest(), counts={"events": len(LOG.bodies), "signatures": 3, "files": 2, "revisions": 1})
    ),
    "record_is_here": lambda: Case(
        "manifest", sealed(dossier_files(LOG), record={"type": RECORD["type"], "id": 8, "number": "IA-8"})
    ),
    "proof_is_of_event": edited_dossier_event,
    "proof_leads_to_head": lambda: edited(
        "proof",
        "ledger/proofs.jsonl",
        lambda lines: [lines[0] | {"path": [*lines[0]["path"][:-1], "00" * 32]}, *lines[1:]],
        is_dossier=True,
    ),
    "row_matches_events": lambda: edited(
        "state", "ledger/state.jsonl", set_line(1, fields={"name": "Véeva", "tier": 3, "notes": None})
    ),
    "rows_are_here": lambda: edited("state", "ledger/state.jsonl", lambda lines: lines[1:]),
    "events_are_proved": lambda: edited("proof", "ledger/proofs.jsonl", lambda lines: lines[:-1], is_dossier=True),
    "revision_is_here": lambda: Case("revision", sealed(without(honest(), REVISION))),
    "revision_is_of_record": lambda: rewritten(
        "signature_record", 6, lambda event: event.update(esig=event["esig"] | {"record": RECORD | {"ver": 1}})
    ),
    "removal_is_decided": undecided_removal,
    "file_is_here": lambda: Case("file", sealed(without(honest(), f"files/{digest(LONG_TEXT)}"))),
    "witness_is_readable": lambda: with_witness("witness", b'{"at":"yesterday"}\n'),
    "witness_is_signed": lambda: with_witness("witness", witness_line(flip_signature(LAST))),
    "witness_has_root": lambda: with_witness("witness", witness_line(head_note(4, bytes(32)))),
    "witness_saw_no_more": lambda: with_witness("truncated", witness_line(LAST), cut=1),
    "loss_is_declared": lambda: with_witness("truncated", witness_line(LAST), loss_line(), cut=1),
}
ALL_STEPS = [(stage, row[0]) for stage, rows in verifier.STEPS.items() for row in rows]


def judged(case: Case, folder: Path) -> list[str]:
    """The classes of fault found in a pack."""
    folder.mkdir()
    witness = folder / "witness.jsonl" if case.witness is not None else None
    if witness is not None and case.witness is not None:
        witness.write_bytes(case.witness)
    pack = write_folder(case.files, folder / "pack")
    run = verifier.run_pack(pack, witness, is_full=False, published=case.published, verify=verifier.verify_fast())
    return sorted({fault.kind for fault in run.faults})


def test_every_step_has_its_case() -> None:
    assert [name for _, name in ALL_STEPS] == list(CASES)


@pytest.mark.parametrize(("stage", "name"), ALL_STEPS)
def test_deleting_a_step_lets_its_case_through(
    stage: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES[name]()
    assert judged(case, tmp_path / "with") == [case.kind]
    monkeypatch.setitem(verifier.STEPS, stage, [row for row in verifier.STEPS[stage] if row[0] != name])
    assert judged(case, tmp_path / "without") == []


def test_the_honest_pack_and_dossier_pass_every_step(tmp_path: Path) -> None:
    witness = b"".join(witness_line(note) for note in LOG.heads.values())
    for name, files in (("ledger", honest()), ("dossier", dossier_files(LOG))):
        assert judged(Case("", sealed(files), witness=witness), tmp_path / name) == []
    assert head_note(len(LOG.leaves), tree_root(LOG.leaves), KEY) == LAST

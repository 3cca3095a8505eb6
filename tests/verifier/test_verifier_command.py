"""The verifier as its reader runs it: bare python3 -I, in an empty folder, on packs that may be hostile."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.paths import ROOT
from tests.verifier.pack_builder import (
    KEY,
    OTHER_KEY,
    Files,
    digest,
    dossier_files,
    ledger_files,
    sealed,
    story,
    witness_line,
    write_folder,
    write_log,
    write_zip,
)
from verifier import qualward_verify as verifier

SCRIPT = ROOT / "verifier" / "qualward_verify.py"
LOG = write_log(story())
PRINT = digest(KEY.public_key().public_bytes_raw())


def ask(empty: Path, *arguments: object, python: tuple[str, ...] = ("-I",)) -> subprocess.CompletedProcess[str]:
    """Run the verifier alone; a traceback is never an answer."""
    command = [sys.executable, *python, str(SCRIPT), *map(str, arguments)]
    done = subprocess.run(command, cwd=empty, capture_output=True, text=True, timeout=60, check=False, env={})
    assert "Traceback" not in done.stdout + done.stderr
    assert "could not be judged" not in done.stdout
    return done


def answered(empty: Path, *arguments: object) -> tuple[int, dict[str, Any]]:
    done = ask(empty, *arguments, "--json")
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


@pytest.mark.parametrize("files", [ledger_files(LOG), dossier_files(LOG)], ids=["ledger", "dossier"])
def test_honest_packs_are_intact_as_folder_and_zip_pure_and_full(files: Files, tmp_path: Path, empty: Path) -> None:
    folder, packed = write_folder(sealed(files), tmp_path / "pack"), write_zip(sealed(files), tmp_path / "pack.zip")
    code, answer = answered(empty, folder)
    assert (code, answer["verdict"], answer["size"], answer["signatures"]) == (0, "intact", len(LOG.bodies), 2)
    assert (answer["faults"], answer["fingerprints"]) == ([], [PRINT])
    assert answered(empty, packed, "--pure", "--full") == (0, answer)
    bare = ask(empty, packed, "--json", python=("-I", "-S"))  # no installed packages at all
    assert (bare.returncode, json.loads(bare.stdout)) == (0, answer)
    assert not list(empty.iterdir())


def test_the_reader_is_told_to_compare_the_key(tmp_path: Path, empty: Path) -> None:
    pack = write_zip(sealed(ledger_files(LOG)), tmp_path / "pack.zip")
    said = ask(empty, pack).stdout
    assert PRINT in said
    assert "Compare it with the fingerprint the company published" in said
    assert "No witness file was given" in said
    assert said.splitlines()[-1].startswith("Verdict: intact.")
    spaced = ":".join(PRINT[at : at + 2] for at in range(0, 64, 2)).upper()
    assert "Compare" not in ask(empty, pack, "--key-fingerprint", spaced).stdout


def test_a_log_signed_anew_with_another_key_passes_until_the_key_is_compared(tmp_path: Path, empty: Path) -> None:
    forged = ledger_files(write_log(story()[:-1], key=OTHER_KEY), key=OTHER_KEY)
    pack = write_folder(sealed(forged), tmp_path / "pack")
    witness = tmp_path / "witness.jsonl"
    witness.write_bytes(witness_line(LOG.heads[7]))
    assert ask(empty, pack).returncode == 0
    code, answer = answered(empty, pack, "--key-fingerprint", PRINT)
    assert (code, [fault["class"] for fault in answer["faults"]]) == (1, ["key"])
    code, answer = answered(empty, pack, "--witness", witness)
    assert (code, {fault["class"] for fault in answer["faults"]}) == (1, {"witness"})


def test_a_cut_tail_is_seen_only_with_a_witness(tmp_path: Path, empty: Path) -> None:
    pack = write_folder(sealed(ledger_files(write_log(story()[:-2]))), tmp_path / "pack")
    witness = tmp_path / "witness.jsonl"
    witness.write_bytes(b"".join(witness_line(note) for note in LOG.heads.values()))
    assert ask(empty, pack).returncode == 0
    code, answer = answered(empty, pack, "--witness", witness)
    assert (code, {fault["class"] for fault in answer["faults"]}) == (1, {"truncated"})


def test_a_later_witness_is_a_note_for_a_dossier(tmp_path: Path, empty: Path) -> None:
    pack = write_folder(sealed(dossier_files(write_log(story()[:-1]))), tmp_path / "pack")
    witness = tmp_path / "witness.jsonl"
    witness.write_bytes(witness_line(LOG.heads[len(LOG.bodies)]))
    code, answer = answered(empty, pack, "--witness", witness)
    assert (code, answer["faults"], len(answer["notes"])) == (0, [], 1)


def test_a_fault_is_one_sentence_with_its_event(tmp_path: Path, empty: Path) -> None:
    files = ledger_files(LOG)
    files["ledger/events.jsonl"] = files["ledger/events.jsonl"].replace(b"Annual", b"Casual")
    done = ask(empty, write_folder(sealed(files), tmp_path / "pack"))
    assert done.returncode == 1
    assert "Event 9 does not carry the hash of event 8: one of the two was changed." in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Verdict: altered.")


@pytest.mark.parametrize("name", sorted(sealed(ledger_files(LOG))))
def test_any_missing_file_is_said(name: str, tmp_path: Path, empty: Path) -> None:
    files = {key: data for key, data in sealed(ledger_files(LOG)).items() if key != name}
    code, answer = answered(empty, write_folder(files, tmp_path / "pack"))
    assert code == (2 if name == "manifest.json" else 1)
    assert name in "".join(fault["sentence"] for fault in answer["faults"])


def hostile(path: Path, kind: str) -> Path:
    """A .zip made to harm its reader."""
    files = sealed(ledger_files(LOG))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
        if kind == "bomb":
            with packed.open("files/zeros", "w", force_zip64=True) as member:
                for _ in range(300):
                    member.write(bytes(1 << 20))
        elif kind == "twice":
            with pytest.warns(UserWarning, match="Duplicate"):
                packed.writestr("manifest.json", files["manifest.json"])
        elif kind == "link":
            link = zipfile.ZipInfo("files/link")
            link.external_attr = 0o120777 << 16
            packed.writestr(link, "/etc/passwd")
        else:
            packed.writestr(zipfile.ZipInfo(kind), b"x")
    return path


@pytest.mark.parametrize("kind", ["../evil", "/etc/evil", "a/../../evil", "a\\..\\evil", "a//b", "new\nline", "twice"])
def test_a_hostile_zip_is_refused_in_one_sentence(kind: str, tmp_path: Path, empty: Path) -> None:
    done = ask(empty, hostile(tmp_path / "pack.zip", kind))
    assert (done.returncode, len(done.stdout.splitlines())) == (2, 1)
    assert done.stdout.startswith("Verdict: unreadable.")
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(("kind", "sentence"), [("bomb", "would unpack"), ("link", "a link")])
def test_a_zip_bomb_or_link_is_refused(kind: str, sentence: str, tmp_path: Path, empty: Path) -> None:
    done = ask(empty, hostile(tmp_path / "pack.zip", kind))
    assert done.returncode == 2
    assert sentence in done.stdout


def test_a_link_out_of_a_folder_is_refused(tmp_path: Path, empty: Path) -> None:
    pack = write_folder(sealed(ledger_files(LOG)), tmp_path / "pack")
    (pack / "files" / "link").symlink_to("/etc/hostname")
    assert ask(empty, pack).returncode == 2
    (pack / "files" / "link").unlink()
    os.mkfifo(pack / "files" / "pipe")
    assert ask(empty, pack).returncode == 2


def test_what_is_no_pack_gets_a_sentence(tmp_path: Path, empty: Path) -> None:
    (tmp_path / "text.zip").write_text("not a zip")
    damaged = bytearray(write_zip(sealed(ledger_files(LOG)), tmp_path / "damaged.zip").read_bytes())
    damaged[200] ^= 0xFF
    (tmp_path / "damaged.zip").write_bytes(damaged)
    pack = write_folder(sealed(ledger_files(LOG)), tmp_path / "pack")
    for arguments in ([tmp_path / "none"], [tmp_path / "text.zip"], [empty], [pack, "--witness", tmp_path / "none"]):
        done = ask(empty, *arguments)
        assert (done.returncode, done.stdout[:20]) == (2, "Verdict: unreadable.")
    assert ask(empty, tmp_path / "damaged.zip").returncode == 2
    assert ask(empty).returncode == 2


@pytest.mark.parametrize(
    "content",
    [b"[" * 200_000, b'{"v":2}', b"\xff\xfe", b'{"v":1,"v":1}', b"null", b"9" * 10_000, b'"' + b"\\ud800" * 9 + b'"'],
)
@pytest.mark.parametrize("name", ["manifest.json", "ledger/keys.json", "ledger/events.jsonl", "ledger/checkpoint.txt"])
def test_nonsense_in_any_file_is_a_fault_or_unreadable(
    name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sealed(ledger_files(LOG)) | {name: content}
    assert verifier.main([str(write_folder(files, tmp_path / "pack"))]) == (2 if name == "manifest.json" else 1)
    assert "could not be judged" not in capsys.readouterr().out


def test_nothing_from_a_pack_reaches_the_terminal_raw(tmp_path: Path, empty: Path) -> None:
    files = sealed(ledger_files(LOG), origin="evil\x1b[31m\u202e")
    done = ask(empty, write_folder(files, tmp_path / "pack"))
    assert done.returncode == 1
    assert not {"\x1b", "\u202e"} & set(done.stdout)

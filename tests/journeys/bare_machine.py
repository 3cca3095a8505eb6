"""The inspector's machine: an empty folder, the verifier in it, python3 -I, and nothing of ours."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.paths import ROOT


class BareMachine:
    """An empty folder with a copy of the verifier and an unpacked dossier."""

    def __init__(self, folder: Path, dossier: Path, witness: Path) -> None:
        folder.mkdir()
        self.folder, self.pack = folder, folder / "dossier"
        shutil.copy(ROOT / "verifier" / "qualward_verify.py", folder)
        shutil.copy(witness, folder / "witness.jsonl")
        with zipfile.ZipFile(dossier) as archive:
            archive.extractall(self.pack)

    def verify(self, *more: str) -> subprocess.CompletedProcess[str]:
        """Run the verifier on the dossier."""
        python = shutil.which("python3") or sys.executable
        command = [python, "-I", "qualward_verify.py", "dossier", *more]
        return subprocess.run(
            command,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def flip(self, path: Path) -> bytes:
        """Turn over one bit in the middle of a file; return what it was."""
        kept = path.read_bytes()
        changed = bytearray(kept)
        changed[len(changed) // 2] ^= 1
        path.write_bytes(changed)
        return kept

"""The mark that closes a record after a verification found it altered: one file beside the witness.

Every process that shares the record looks for it before it writes, so that the clock and each worker stop, not only the
one that happened to verify; and a process that starts again stays closed. Whoever finds the record intact lifts it.
"""

from pathlib import Path

from app.base.files import make_folder, sync_folder, write_whole


class Closing:
    """The mark of one record. Its text is the sentence that everybody reads who wants to change something."""

    def __init__(self, witness: Path) -> None:
        self.path = witness.with_name(f"{witness.name}.closed")

    @property
    def reason(self) -> str | None:
        """Why nothing may be recorded, as a sentence, or None while the record is open."""
        try:
            return self.path.read_text(encoding="utf-8").strip() or "The record was closed. Run “ledger verify”."
        except FileNotFoundError:
            return None
        except OSError as problem:
            return f"The mark {self.path} cannot be read ({problem.strerror}), so nothing can be changed or signed."

    def close(self, sentence: str) -> None:
        """Close the record for every process, also after a power cut. Raises OSError when it cannot be written."""
        make_folder(self.path.parent)
        write_whole(self.path, f"{sentence}\n".encode())

    def lift(self) -> bool:
        """Open the record again; tell whether it was closed."""
        if not self.path.exists():
            return False
        self.path.unlink(missing_ok=True)
        sync_folder(self.path.parent)
        return True

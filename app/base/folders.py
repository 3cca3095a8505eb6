"""A folder that gets its name only when everything in it is written."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.base.copies import sync
from app.base.files import sync_folder


@contextmanager
def whole_folder(target: Path, mode: int = 0o755) -> Iterator[Path]:
    """Yield a folder beside ``target`` to write into; at the end it is on disk and gets its name, or it is gone.

    A process that is killed leaves a folder named ``.new-…`` at most. Raises FileExistsError when ``target`` is there.
    """
    if target.exists():
        raise FileExistsError(f"{target} exists already. Name a new folder, so that nothing is overwritten.")
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=target.parent, prefix=".new-"))
    try:
        yield made
        for path in made.rglob("*"):
            sync_folder(path) if path.is_dir() else sync(path)
        sync_folder(made)
        made.chmod(mode)
        made.rename(target)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    sync_folder(target.parent)

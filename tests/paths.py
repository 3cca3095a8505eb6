"""Where the shared test data stands: beside the checkout, never inside it."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
"""The repository's top folder."""


def shared_data() -> Path:
    """Return the folder of collected feeds, histories and golden values.

    Locally a missing folder skips the test loudly; with ``CI=true`` it is a failure,
    because a corpus test that silently does not run proves nothing.
    """
    folder = Path(os.environ.get("QUALWARD_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if folder.is_dir():
        return folder
    message = f"The shared test data is not at {folder}. Set QUALWARD_SHARED_DATA to its folder."
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)

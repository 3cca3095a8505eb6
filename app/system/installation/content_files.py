"""Every definition under questionnaires/ with its id, its version and the SHA-256 of its file."""

import re
from collections.abc import Mapping
from pathlib import Path

_HEADER = re.compile(r"^(id|version):[ \t]*[\"']?([^\"'#\r\n]+?)[\"']?[ \t]*(?:#.*)?$", re.MULTILINE)


def definitions(root: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Return ``id, version, SHA-256`` of each definition by its path; what has no header shows its digest alone."""
    return {
        path: _written(root / path, digest)
        for path, digest in files.items()
        if path.startswith("questionnaires/") and path.endswith((".yaml", ".yml"))
    }


def _written(path: Path, digest: str) -> str:
    header = dict(_HEADER.findall(path.read_text(encoding="utf-8", errors="replace")))
    return f"{header.get('id', 'no id')}, version {header.get('version', 'none')}, SHA-256 {digest}"

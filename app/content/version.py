"""Which text of a definition was used: kept with every judgement that leans on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Version:
    """A definition's id, its version and the SHA-256 of the file that was read."""

    id: str
    version: str
    sha256: str

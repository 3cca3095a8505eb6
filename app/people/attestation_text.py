"""The text that makes an electronic signature binding, as versioned content (21 CFR 11.10(j), 11.100(c))."""

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from config import ROOT

FILE = ROOT / "questionnaires" / "meanings" / "attestation.yaml"


@dataclass(frozen=True)
class AttestationText:
    """One version of the text, and the SHA-256 of its words."""

    version: str
    title: str
    text: str
    sha256: str


@cache
def current() -> AttestationText:
    """Return the version in force. Raises OSError, yaml.YAMLError or KeyError when the file is unusable."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    text = str(content["text"]).strip()
    digest = hashlib.sha256(text.encode()).hexdigest()
    return AttestationText(str(content["version"]), str(content["title"]), text, digest)

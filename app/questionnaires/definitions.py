"""What is sent and what is attested, as the definitions in force say it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import yaml

from app.content.definitions import load
from app.content.documents import ContentFaultsError, Fault, read
from app.content.questions import Questionnaire, questionnaire_of
from app.content.risk_model import RiskModel
from app.content.version import Version
from app.suppliers.models import Service
from config import ROOT

BANK = ROOT / "questionnaires" / "bank" / "supplier-qualification.yaml"
ATTESTATION = ROOT / "questionnaires" / "meanings" / "supplier-attestation.yaml"

KINDS = {
    "initial": "First qualification",
    "periodic": "Periodic requalification",
    "for_cause": "For cause",
    "delta": "Only what changed",
}
"""Why a request is sent."""

UNTIERED = "T1"
"""How closely a service is asked about whose tier nobody signed: in doubt we ask everything."""

_FROZEN = ("title", "areas", "questions")
"""What a request keeps of a definition: what is asked, and all that its answers will be worth."""


@dataclass(frozen=True)
class Sendable:
    """A definition as it is frozen into a request."""

    content: Mapping[str, Any]
    version: Version

    @property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire that is sent."""
        return questionnaire_of(self.content, self.version)


@dataclass(frozen=True)
class SupplierAttestation:
    """What a supplier says when it submits: an authenticated statement, no electronic signature."""

    version: str
    title: str
    text: str
    sha256: str


def definition_to_send() -> Sendable:
    """Return the questionnaire in force. Every sending goes through here."""
    return _bank()


def factors_of(service: Service) -> Mapping[str, int]:  # noqa: ARG001 - nobody scores factors yet; tiering will
    """Return the scores of a service's risk factors; empty while nobody scored them."""
    return {}


@cache
def risk_model() -> RiskModel:
    """Return the risk model in force."""
    return load(ROOT / "questionnaires").risk_model


@cache
def attestation() -> SupplierAttestation:
    """Return the version in force. Raises OSError, yaml.YAMLError or KeyError when the file is unusable."""
    content: dict[str, Any] = yaml.safe_load(ATTESTATION.read_text(encoding="utf-8"))
    text = str(content["text"]).strip()
    digest = hashlib.sha256(text.encode()).hexdigest()
    return SupplierAttestation(str(content["version"]), str(content["title"]), text, digest)


@cache
def _bank() -> Sendable:
    library = load(ROOT / "questionnaires")  # names every fault before anything is sent
    document = read(BANK)
    if isinstance(document, Fault):
        raise ContentFaultsError((document,))
    content = cast("Mapping[str, Any]", document.content)
    version = next(one.version for one in library.questionnaires if one.version.sha256 == document.sha256)
    return Sendable({name: content[name] for name in _FROZEN}, version)

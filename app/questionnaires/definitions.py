"""What is sent and what is attested, as the definitions in force say it."""

import hashlib
from collections.abc import Callable, Mapping
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

FROZEN = ("title", "areas", "questions")
"""What a request keeps of a definition: what is asked, and all that its answers will be worth."""


@dataclass(frozen=True)
class Sendable:
    """A definition as it is frozen into a request."""

    content: Mapping[str, Any]
    version: Version
    is_approved: bool = False
    """Whether people signed this version in the portal; a shipped default waits for QA."""

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


FactorTeller = Callable[[Service], Mapping[str, int]]

_tellers: list[FactorTeller] = []


def register_factors(teller: FactorTeller) -> None:
    """Ask ``teller`` how the factors of a service were scored: the way up, for tiering stands above this room."""
    if teller not in _tellers:
        _tellers.append(teller)


def factors_of(service: Service) -> Mapping[str, int]:
    """Return the signed scores of a service's risk factors; empty while nobody signed any."""
    return {factor: score for teller in _tellers for factor, score in teller(service).items()}


def frozen(content: Mapping[str, Any], version: Version, *, is_approved: bool) -> Sendable:
    """Return what a request keeps of a definition."""
    return Sendable({name: content[name] for name in FROZEN}, version, is_approved)


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
def shipped_bank() -> Sendable:
    """Return the questionnaire that ships, as a default that nobody has approved."""
    library = load(ROOT / "questionnaires")  # names every fault before anything is sent
    document = read(BANK)
    if isinstance(document, Fault):
        raise ContentFaultsError((document,))
    content = cast("Mapping[str, Any]", document.content)
    version = next(one.version for one in library.questionnaires if one.version.sha256 == document.sha256)
    return frozen(content, version, is_approved=False)

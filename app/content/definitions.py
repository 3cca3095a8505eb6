"""The library of definitions: ``load`` hands them out, ``check`` names every fault with file and line.

folder | read (lines kept) | schema | codes and order | frozen values, each with its version and digest
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from app.content.access_flags import AccessFlags, access_flags_of
from app.content.crosschecks import CROSSCHECKS
from app.content.decision_tree import DecisionTree, decision_tree_of
from app.content.documents import ContentFaultsError, Document, Fault, of_kind, read
from app.content.due_days import DueDays, due_days_of
from app.content.evidence_kinds import EvidenceKinds, evidence_kinds_of
from app.content.inspector_access import InspectorAccess, inspector_access_of
from app.content.meanings import Meanings, meanings_of
from app.content.question_checks import faults_of
from app.content.questions import Questionnaire, questionnaire_of
from app.content.record_types import RecordTypes, record_types_of
from app.content.reminders import Reminders, reminders_of
from app.content.risk_model import RiskModel, risk_model_of
from app.content.routes import Routes, routes_of
from app.content.schemas import schema_faults
from app.content.trail_review import TrailReviewRules, trail_review_of
from app.content.version import Version
from app.content.vocabulary import Vocabulary, vocabulary_of

FILES: Mapping[str, str] = {
    "meanings": "meanings/meanings.yaml",
    "routes": "releases/routes.yaml",
    "due-days": "releases/due-days.yaml",
    "decision-tree": "releases/decision-tree.yaml",
    "triage": "releases/triage.yaml",
    "access-flags": "access/flags.yaml",
    "reminders": "releases/reminders.yaml",
    "trail-review": "inspection/trail-review.yaml",
    "record-types": "records/registry.yaml",
    "inspector-access": "inspection/inspector-access.yaml",
    "risk-model": "risk/model.yaml",
    "evidence-kinds": "evidence/kinds.yaml",
}
"""Which file holds which definition; each has the schema of the same name."""

FOLDERS: Mapping[str, str] = {"questionnaire": "bank"}
"""Which folder holds any number of definitions of one kind; each has the schema of the kind's name."""


@dataclass(frozen=True)
class Library:
    """Every definition that something in the product leans on, each with its version and digest."""

    meanings: Meanings
    routes: Routes
    due_days: DueDays
    decision_tree: DecisionTree
    triage: Vocabulary
    access_flags: AccessFlags
    reminders: Reminders
    trail_review: TrailReviewRules
    record_types: RecordTypes
    inspector_access: InspectorAccess
    evidence_kinds: EvidenceKinds
    risk_model: RiskModel
    questionnaires: tuple[Questionnaire, ...]

    @property
    def release_flow(self) -> tuple[Version, ...]:
        """Versions of the definitions that an assessment leans on, to be kept with what was judged by them."""
        parts = (self.meanings, self.routes, self.due_days, self.decision_tree, self.triage)
        return tuple(part.version for part in parts)

    @property
    def versions(self) -> tuple[Version, ...]:
        """Versions of all definitions."""
        watching = (self.access_flags, self.reminders, self.trail_review, self.inspector_access)
        beside = (*watching, self.record_types, self.risk_model, self.evidence_kinds)
        questionnaires = tuple(one.version for one in self.questionnaires)
        return (*self.release_flow, *(part.version for part in beside), *questionnaires)


def load(folder: Path) -> Library:
    """Load the definitions under ``folder`` (the repository's ``questionnaires/``).

    Raises ContentFaultsError, naming every fault with file and line, before anything is handed out.
    """
    documents, faults = _read_all(folder)
    if faults:
        raise ContentFaultsError(tuple(faults))
    return Library(
        meanings=meanings_of(*_parts(documents["meanings"])),
        routes=routes_of(*_parts(documents["routes"])),
        due_days=due_days_of(*_parts(documents["due-days"])),
        decision_tree=decision_tree_of(*_parts(documents["decision-tree"])),
        triage=vocabulary_of(*_parts(documents["triage"])),
        access_flags=access_flags_of(*_parts(documents["access-flags"])),
        reminders=reminders_of(*_parts(documents["reminders"])),
        trail_review=trail_review_of(*_parts(documents["trail-review"])),
        record_types=record_types_of(*_parts(documents["record-types"])),
        inspector_access=inspector_access_of(*_parts(documents["inspector-access"])),
        evidence_kinds=evidence_kinds_of(*_parts(documents["evidence-kinds"])),
        risk_model=risk_model_of(*_parts(documents["risk-model"])),
        questionnaires=tuple(questionnaire_of(*_parts(one)) for one in of_kind(documents, "questionnaire")),
    )


def check(folder: Path) -> list[Fault]:
    """Return every fault of every definition under ``folder``, in the order of file and line."""
    return _read_all(folder)[1]


def check_questionnaire(found: Document | Fault, folder: Path) -> list[Fault]:
    """Return every fault of one questionnaire, wherever it was read; ``folder`` holds the schemas."""
    if isinstance(found, Fault):
        return [found]
    faults = _faults(folder, f"questionnaire {found.path.name}", found) or list(faults_of(found))
    return sorted(faults, key=lambda fault: (fault.line, fault.sentence))


def _read_all(folder: Path) -> tuple[dict[str, Document], list[Fault]]:
    documents: dict[str, Document] = {}
    faults: list[Fault] = []
    for kind, room in FOLDERS.items():
        if not any((folder / room).glob("*.y*ml")):
            faults.append(Fault(folder / room, 1, f"There is no {kind} in this folder. Add one."))
    for name, path in _paths(folder):
        found = read(path) if path.is_file() else Fault(path, 1, f"The definition {name} is missing.")
        problems = [found] if isinstance(found, Fault) else _faults(folder, name, found)
        faults.extend(problems)
        if isinstance(found, Document) and not problems:
            documents[name] = found
    for crosscheck in CROSSCHECKS:
        faults.extend(crosscheck(documents))
    return documents, sorted(faults, key=lambda fault: (str(fault.file), fault.line, fault.sentence))


def _paths(folder: Path) -> Iterator[tuple[str, Path]]:
    known = {folder / file: name for name, file in FILES.items()}
    for path, name in known.items():
        yield name, path
    for kind, place in FOLDERS.items():
        for path in sorted((folder / place).glob("*.y*ml")):
            yield f"{kind} {path.name}", path
    rooms = sorted({path.parent for path in known})
    for path in (path for room in rooms for path in sorted(room.glob("*.y*ml"))):
        if path not in known:
            yield str(path.relative_to(folder)), path


def _faults(folder: Path, name: str, document: Document) -> list[Fault]:
    repeated = [
        Fault(document.path, line, f"The key {key!r} is written twice. Keep one of them.")
        for line, key in document.repeated
    ]
    kind = name.partition(" ")[0]
    schema = folder / "schemas" / f"{kind if kind in FILES or kind in FOLDERS else 'header'}.json"
    return repeated + schema_faults(document, schema)


def _parts(document: Document) -> tuple[Mapping[str, Any], Version]:
    content = cast("Mapping[str, Any]", document.content)
    return content, Version(content["id"], content["version"], document.sha256)

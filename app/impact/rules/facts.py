"""What is known about a change and about our service. Every fact may be unknown, and says so with None."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")

NEEDS = (
    "configuration",
    "procedure",
    "training",
    "role",
    "integration",
    "document",
)
"""What a change may ask of us (rule R10)."""


@dataclass(frozen=True)
class Fact(Generic[T]):
    """A value with what proves it and from which day the proof is. ``value`` None means unknown."""

    value: T | None = None
    proof: str | None = None
    as_of: date | None = None

    def is_proven(self, today: date) -> bool:
        """Say whether the value is known, with a stored proof dated today or before."""
        has_proof = self.value is not None and bool(self.proof and self.proof.strip())
        return has_proof and self.as_of is not None and self.as_of <= today


@dataclass(frozen=True)
class Workflow:
    """One regulated use of the service and the function areas it relies on."""

    id: str
    name: str
    areas: frozenset[str]
    is_high_process_risk: bool = False
    is_record_integrity_critical: bool = False
    keeps_part11_records: bool = False
    keeps_signatures: bool = False
    confirmed_on: date | None = None

    @property
    def relied_on(self) -> frozenset[str]:
        """Areas it relies on: those named, and those that Part 11 records and signatures always bring."""
        extra: set[str] = set()
        if self.keeps_part11_records:
            extra |= {"audit_trail_history", "records_data_integrity"}
        if self.keeps_signatures:
            extra.add("esignature_approval_workflow")
        return self.areas | extra


@dataclass(frozen=True)
class ServiceFacts:
    """What we know of our service.

    ``licensed`` holds the modules, editions and regions we have; ``toggles_off`` the switches by name.
    """

    tier: str
    is_regulated: Fact[bool] = field(default_factory=Fact)
    licensed: Fact[frozenset[str]] = field(default_factory=Fact)
    toggles_off: tuple[tuple[str, Fact[bool]], ...] = ()
    hosting: str | None = None

    def is_off(self, toggle: str | None) -> Fact[bool]:
        """Return what is known about a switch being off with us."""
        wanted = _folded(toggle)
        for name, fact in self.toggles_off:
            if wanted and _folded(name) == wanted:
                return fact
        return Fact()

    def has(self, module: str) -> bool | None:
        """Say whether we have a module, edition or region; None when our list is not known."""
        if self.licensed.value is None:
            return None
        return _folded(module) in {_folded(name) for name in self.licensed.value}


@dataclass(frozen=True)
class ChangeFacts:
    """What is known of one change, from its text or settled by the assessor. None means unknown.

    ``module`` is the edition, module or region that the note names; ``toggle`` the switch that turns it on
    (where none is named, the module's own name is looked up). ``default_state`` is auto_on, new_tenants,
    opt_in, vendor_enabled, removed or unknown.
    """

    areas: frozenset[str] | None = None
    flags: frozenset[str] | None = frozenset()
    kind: str | None = None
    impact: str | None = None
    default_state: str = "unknown"
    module: str | None = None
    toggle: str | None = None
    needs_configuration: bool | None = None
    needs_procedure: bool | None = None
    needs_training: bool | None = None
    needs_role: bool | None = None
    needs_integration: bool | None = None
    needs_document: bool | None = None
    could_have_affected_records: bool | None = None

    @property
    def needs(self) -> tuple[tuple[str, bool | None], ...]:
        """What the change asks of us, by name."""
        values = (
            self.needs_configuration,
            self.needs_procedure,
            self.needs_training,
            self.needs_role,
            self.needs_integration,
            self.needs_document,
        )
        return tuple(zip(NEEDS, values, strict=True))


def _folded(name: str | None) -> str:
    return " ".join((name or "").casefold().split())

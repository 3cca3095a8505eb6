"""What people state about suppliers, services and workflows, with the limits of each field."""

from dataclasses import dataclass

LONGEST = {
    "name": 200,
    "country": 80,
    "website": 300,
    "description": 4000,
    "intended_use": 8000,
    "edition": 200,
    "production_window": 300,
    "hosting_provider": 200,
    "hosting_region": 200,
    "module": 200,
    "fact_name": 200,
    "fact_value": 1000,
    "proof": 1000,
    "rationale": 8000,
    "reason": 2000,
}
"""Characters that fit into each field, on pages and in sheets alike."""

LONGEST_NOTICE = 3650
"""Days of contractual notice beyond which the entry is a typing error."""


@dataclass(frozen=True)
class SupplierDetails:
    """A supplier as stated. ``owner_id`` names the supplier quality manager who looks after it."""

    name: str
    country: str | None = None
    website: str | None = None
    description: str | None = None
    owner_id: int | None = None


@dataclass(frozen=True)
class ServiceDetails:
    """A service as stated, without the dated facts. ``notice_days`` is what the contract promises, in days."""

    name: str
    is_regulated: bool
    description: str | None = None
    intended_use: str | None = None
    bpo_id: int | None = None
    so_id: int | None = None
    production_window: str | None = None
    notice_days: int | None = None


@dataclass(frozen=True)
class WorkflowDetails:
    """One regulated use of a service, as stated by the people who work with it."""

    name: str
    areas: tuple[str, ...]
    description: str | None = None
    is_high_process_risk: bool = False
    is_record_integrity_critical: bool = False
    keeps_part11_records: bool = False
    keeps_signatures: bool = False

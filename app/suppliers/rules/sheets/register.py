"""The register as a plan sees it: what is known now, and what earlier lines of the same file have stated."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.suppliers.rules.owners import Candidate

Value = str | int | bool | None

SUPPLIER_FIELDS = ("country", "website", "description")
SERVICE_FIELDS = ("intended_use", "is_regulated", "production_window", "notice_days")
FACT_FIELDS = {"edition": "edition", "hosting_provider": "hosting", "hosting_region": "region"}
"""Service columns that come from a dated fact, and the kind of that fact."""


@dataclass
class Known:
    """One supplier or service. ``id`` is None while it exists only in the file; ``stated``: which line said what."""

    id: int | None
    number: str
    name: str
    version: int
    is_active: bool
    values: dict[str, Value]
    modules: set[str] = field(default_factory=set)
    stated: dict[str, int] = field(default_factory=dict)
    first_line: int | None = None


@dataclass
class Register:
    """Everything a plan compares with. Keys are the names' keys; a service's key joins its supplier's and its own."""

    suppliers: dict[str, list[Known]]
    services: dict[tuple[str, str], list[Known]]
    people: Mapping[str, Candidate]
    names: Mapping[int, str]

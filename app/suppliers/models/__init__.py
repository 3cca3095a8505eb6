"""The tables of the register: suppliers, their services, what is known about them, and how they are used."""

from app.suppliers.models.service import Service
from app.suppliers.models.service_fact import ServiceFact
from app.suppliers.models.supplier import REGISTER, Supplier
from app.suppliers.models.supplier_import import SUPPLIER_IMPORT, ImportLine, SupplierImport
from app.suppliers.models.tier_choice import TIER_CHOICE, TierChoice
from app.suppliers.models.workflow import Workflow

__all__ = [
    "REGISTER",
    "SUPPLIER_IMPORT",
    "TIER_CHOICE",
    "ImportLine",
    "Service",
    "ServiceFact",
    "Supplier",
    "SupplierImport",
    "TierChoice",
    "Workflow",
]

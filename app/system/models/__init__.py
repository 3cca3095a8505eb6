"""What the system page puts on record."""

from app.system.models.registry_version import REGISTRY, RegistryVersion
from app.system.models.statement import STATEMENT, Statement

__all__ = ["REGISTRY", "STATEMENT", "RegistryVersion", "Statement"]

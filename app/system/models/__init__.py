"""What the system page puts on record."""

from app.system.models.disposal import DISPOSAL, Disposal
from app.system.models.hold import HOLD, Hold
from app.system.models.registry_version import REGISTRY, RegistryVersion
from app.system.models.statement import STATEMENT, Statement

__all__ = ["DISPOSAL", "HOLD", "REGISTRY", "STATEMENT", "Disposal", "Hold", "RegistryVersion", "Statement"]

"""What the system page puts on record."""

from app.system.models.statement import STATEMENT, Statement

__all__ = ["STATEMENT", "Statement"]

"""The form of a name by which it is sorted, searched and compared."""

import re

from app.base import canonical


def name_key(name: str) -> str:
    """Return ``name`` in NFC, case-folded, with single spaces: “ACME  GmbH” and “Acme GmbH” are one name."""
    return re.sub(r"\s+", " ", canonical.normal(canonical.normal(name).casefold())).strip()

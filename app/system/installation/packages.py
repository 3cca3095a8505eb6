"""Which packages are really installed, beside what the lock pins."""

import os
import platform
import sys
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from app.system.rules.packages import Packages, pins, plain

_MACHINE = {
    "sys_platform": sys.platform,
    "os_name": os.name,
    "platform_system": platform.system(),
    "platform_machine": platform.machine(),
    "implementation_name": sys.implementation.name,
}
"""What the lock's conditions may ask."""


def packages(root: Path) -> Packages:
    """Return what the lock pins and what is installed now."""
    found = {plain(one.metadata["Name"]): one.version for one in distributions() if one.metadata["Name"]}
    return Packages(pins((root / "requirements.lock").read_text(encoding="utf-8"), _MACHINE), found)


@cache
def packages_at_start(root: Path) -> Packages:
    """Return the same as when it was first asked for: a running process has loaded its packages."""
    return packages(root)

"""What the lock pins against what is really installed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s\\;]+)[ \t]*(?:;([^\\\n]*))?", re.MULTILINE)
_CONDITION = re.compile(r"\s*(\w+)\s*(==|!=)\s*['\"]([^'\"]*)['\"]\s*")


@dataclass(frozen=True)
class Packages:
    """How the installation stands to its lock. ``further`` are packages that the lock does not name."""

    pinned: Mapping[str, str]
    installed: Mapping[str, str]

    @property
    def differing(self) -> list[tuple[str, str, str | None]]:
        """Name, pinned version and installed version (None when it is missing) of what is not as the lock says."""
        return [
            (name, version, self.installed.get(name))
            for name, version in sorted(self.pinned.items())
            if self.installed.get(name) != version
        ]

    @property
    def further(self) -> list[tuple[str, str]]:
        """Name and version of what is installed beside the lock."""
        return [(name, version) for name, version in sorted(self.installed.items()) if name not in self.pinned]


def pins(lock: str, machine: Mapping[str, str]) -> dict[str, str]:
    """Return the version that a lock pins for each package on this machine (``sys_platform`` and the like)."""
    return {plain(name): version for name, version, marker in _PIN.findall(lock) if _applies(marker, machine)}


def plain(name: str) -> str:
    """Return a package's name in its one spelling: “Flask_Login” is “flask-login”."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _applies(marker: str, machine: Mapping[str, str]) -> bool:
    """Judge a condition such as ``sys_platform == 'win32'``; what is not understood counts, so that it shows."""
    for part in marker.split(" and ") if marker.strip() else ():
        found = _CONDITION.fullmatch(part)
        if found and found[1] in machine and (machine[found[1]] == found[3]) is not (found[2] == "=="):
            return False
    return True

"""The two reviewed files: who may do what (expected_access.tsv) and what every address needs (routes.tsv)."""

import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from app.web.guard import PUBLIC, RESPONDENT, SIGNED_IN, permission_of
from tests.security.fortress import path_words

FOLDER = Path(__file__).parent
ACCESS = FOLDER / "expected_access.tsv"
ROUTES = FOLDER / "routes.tsv"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
PREFIXES = {
    "SUP": "supplier",
    "SVC": "service",
    "WFL": "workflow",
    "TIE": "tier_choice",
    "INH": "tiering",
    "DFN": "definition",
    "IMP": "import",
    "PRO": "procedure",
    "ACP": "proposal",
    "FED": "feed",
    "REL": "release",
    "RIA": "assessment",
    "TST": "script",
    "DEF": "defect",
    "USE": "use_decision",
    "ACR": "access_review",
    "LVL": "leaver_list",
    "SYS": "statement",
    "RTR": "registry",
    "HLD": "hold",
    "DSP": "disposal",
    "REQ": "request",
}
"""What a number with this prefix names."""

OUTSIDE = ("nobody", "left", "stranger", "supplier")
"""Visitors whom no permission lets in."""


@dataclass(frozen=True)
class Route:
    """One line of routes.tsv. ``objects`` pairs each parameter with the word of what it names; ``own`` is the status
    that a person with the permission gets for an existing object by GET; for a POST an empty one may also get it."""

    endpoint: str
    method: str
    permission: str
    objects: tuple[tuple[str, str], ...]
    own: int

    @property
    def line(self) -> str:
        """The line of the file."""
        objects = " ".join(f"{name}={word}" for name, word in self.objects) or "-"
        return "\t".join((self.endpoint, self.method, self.permission, objects, str(self.own or "-")))


def lines_of(path: Path) -> list[list[str]]:
    """Return the fields of each line that is no comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def expected_access() -> dict[tuple[str, str], bool]:
    """Return for each permission and role whether it is allowed."""
    return {(permission, role): word == "allowed" for permission, role, word in lines_of(ACCESS)}


def reviewed_routes() -> dict[tuple[str, str], Route]:
    """Return each reviewed route by endpoint and method."""
    found = {}
    for endpoint, method, permission, objects, own in lines_of(ROUTES):
        pairs = () if objects == "-" else tuple(tuple(one.split("=", 1)) for one in objects.split(" "))
        found[endpoint, method] = Route(endpoint, method, permission, pairs, 0 if own == "-" else int(own))
    return found


def real_routes(app: Flask) -> dict[tuple[str, str], Route]:
    """Return each route of the application in the same form; what its parameters name is a guess from their names."""
    found = {}
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            permission = permission_of(app.view_functions[rule.endpoint]) or "MISSING"
            objects = tuple((name, _word(rule.rule, name)) for name in path_words(rule.rule))
            own = 200 if method == "GET" else 0
            found[rule.endpoint, method] = Route(rule.endpoint, method, permission, objects, own)
    return found


def _word(rule: str, name: str) -> str:
    """Guess what a parameter names: by the prefix of its numbers, else by the word of the address before it."""
    before, converter = re.search(rf"([\w-]*)/<(?:([^<>]+):)?{name}>", rule).groups()  # type: ignore[union-attr]
    prefix = re.search(r"number\('([A-Z]{3})'\)", converter or "")
    if prefix:
        return PREFIXES.get(prefix[1], prefix[1])
    word = {"people": "person"}.get(before, before.removesuffix("s").replace("-", "_"))
    if (converter or "").startswith("any"):
        return "choice"
    if converter is None:
        return name
    return {"change": "change_position"}.get(word, word) or name.removesuffix("_id")


def holds(access: dict[tuple[str, str], bool], visitor: str, permission: str) -> bool:
    """Tell from the reviewed file whether a visitor may pass."""
    if permission == PUBLIC:
        return True
    if permission == RESPONDENT:
        return visitor == "supplier"
    if visitor in OUTSIDE:
        return False
    return permission == SIGNED_IN or access.get((permission, visitor), False)

"""Which roles one account may hold. The administrator holds nothing but administration (21 CFR 11.10(g))."""

from collections.abc import Sequence

from app.people.permissions import ROLES

ADMINISTRATOR = "ADM"
SIGNING = frozenset({"SQM", "BPO", "SO", "SME", "ISEC", "QA", "LEAD"})
"""Roles in which somebody signs."""

_GENERIC = frozenset(
    {
        "admin",
        "administrator",
        "adm",
        "audit",
        "auditor",
        "automation",
        "batch",
        "bpo",
        "clerk",
        "demo",
        "dept",
        "desk",
        "everyone",
        "group",
        "guest",
        "info",
        "insp",
        "isec",
        "it",
        "itadmin",
        "lab",
        "labor",
        "laboratory",
        "lead",
        "mail",
        "manager",
        "nobody",
        "office",
        "operator",
        "operations",
        "ops",
        "prod",
        "public",
        "qa",
        "qc",
        "quality",
        "reception",
        "regulatory",
        "reviewer",
        "root",
        "sa",
        "scan",
        "security",
        "service",
        "shared",
        "sme",
        "so",
        "sqm",
        "staff",
        "station",
        "supplier",
        "support",
        "sys",
        "system",
        "team",
        "temp",
        "tester",
        "test",
        "user",
        "vendor",
    }
)


def in_order(roles: Sequence[str]) -> list[str]:
    """Return the roles once each, in the order of the page of permissions."""
    return [role for role in ROLES if role in roles]


def role_problems(roles: Sequence[str], username: str, *, is_demo: bool = False) -> list[str]:
    """Return every sentence against one account holding these roles."""
    found = [f"There is no role {role}." for role in roles if role not in ROLES]
    if ADMINISTRATOR in roles and len(set(roles)) > 1:
        found.append("An administrator holds no other role: whoever runs the system does not judge the records in it.")
    if is_generic(username) and not SIGNING.isdisjoint(roles) and not is_demo:
        found.append(
            f"The user name {username} belongs to a function, not to a person, so it cannot hold a role that signs. "
            "Make an account with the person's own name."
        )
    return found


def is_generic(username: str) -> bool:
    """Tell whether a user name names a function or group: every word of it, digits apart, is such a word."""
    words = username.replace(".", " ").replace("_", " ").replace("-", " ").split()
    bare = [word.strip("0123456789") for word in words]
    return all(word in _GENERIC or not word for word in bare)

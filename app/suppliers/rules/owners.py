"""Who may own a service: its business process owner and its system owner are two active people who hold the role."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """Somebody proposed as an owner."""

    id: int
    name: str
    roles: tuple[str, ...]
    is_active: bool


def owner_problem(candidate: Candidate | None, role: str) -> str | None:
    """Return why ``candidate`` cannot be the owner in ``role`` (BPO, SO or SQM), or None. Nobody named is fine."""
    if candidate is None:
        return None
    if not candidate.is_active:
        return f"The account of {candidate.name} is deactivated. Choose an active person."
    if role not in candidate.roles:
        return f"{candidate.name} does not hold the role {role}. Choose somebody who does."
    return None


def service_owner_problems(bpo: Candidate | None, so: Candidate | None) -> Iterator[tuple[str, str]]:
    """Yield each field with its problem. The two owners look at the service from two sides, so they are two people."""
    if problem := owner_problem(bpo, "BPO"):
        yield "bpo_id", problem
    if problem := owner_problem(so, "SO"):
        yield "so_id", problem
    if bpo is not None and so is not None and bpo.id == so.id:
        yield "so_id", f"{so.name} is already the business process owner. The system owner is another person."

"""When something may leave the register: only when nothing in use stands on it. Each obstacle is named."""

from collections.abc import Iterator, Sequence

from app.records.lifecycle import Verdict


def supplier_retirement(active_services: Sequence[str]) -> Verdict:
    """Judge the retirement of a supplier. ``active_services`` are its services in use, as people call them."""
    return Verdict.of(f"The service {one} is still active. Retire it first." for one in active_services)


def service_retirement(
    active_workflows: Sequence[str], open_tier_choices: Sequence[str], told_by_others: Sequence[str]
) -> Verdict:
    """Judge the retirement of a service. ``told_by_others`` are the sentences of other rooms (feeds, assessments)."""
    return Verdict.of(_service_obstacles(active_workflows, open_tier_choices, told_by_others))


def service_reactivation(supplier: str, *, is_supplier_active: bool) -> Verdict:
    """Judge the return of a service: it does not come back under a retired supplier."""
    return Verdict.of([] if is_supplier_active else [f"The supplier {supplier} is retired. Reactivate it first."])


def workflow_reactivation(service: str, *, is_service_active: bool) -> Verdict:
    """Judge the return of a workflow: it does not come back on a retired service."""
    return Verdict.of([] if is_service_active else [f"The service {service} is retired. Reactivate it first."])


def _service_obstacles(
    active_workflows: Sequence[str], open_tier_choices: Sequence[str], told_by_others: Sequence[str]
) -> Iterator[str]:
    for one in active_workflows:
        yield f"The workflow {one} is still active. Retire it first."
    for one in open_tier_choices:
        yield f"The tier choice {one} is not decided. Let it be signed or rejected first."
    yield from told_by_others

"""What a tiering has against retiring a service, and against choosing its tier by hand."""

from app.qualification.queries.tierings import numbers_deciding, numbers_open_of
from app.suppliers.models import Service


def against_retiring(service: Service) -> list[str]:
    """Return a sentence for a tiering that is not decided."""
    return [f"The tiering {one} is not decided yet. Sign, reject or drop it first." for one in numbers_open_of(service)]


def against_choosing(service: Service) -> list[str]:
    """Return a sentence for each tiering that decides the tier: two authorities would contradict each other."""
    return [
        f"{one} decides the tier of {service.number}. Open a new tiering instead." for one in numbers_deciding(service)
    ]

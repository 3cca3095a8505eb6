"""What stands against retiring a service: feeds that still speak for it. `create_app` hands this to suppliers."""

from app.releases import queries
from app.suppliers.models import Service


def feeds_of(service: Service) -> list[str]:
    """Return a sentence for each active feed that speaks for ``service``."""
    return [
        f"The feed {name} still speaks for it. Withdraw that connection or retire the feed first."
        for name in queries.active_feeds_of(service)
    ]

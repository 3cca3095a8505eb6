"""What waits for a person, and what stands in their way."""

from app.dashboards.queries.oversight import my_oversight, register
from app.dashboards.queries.work import alarms_among, my_work, obstacles_to_signing

__all__ = ["alarms_among", "my_oversight", "my_work", "obstacles_to_signing", "register"]

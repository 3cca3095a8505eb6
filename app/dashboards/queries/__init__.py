"""What waits for a person, and what stands in their way."""

from app.dashboards.queries.oversight import my_oversight, register
from app.dashboards.queries.qualification import my_qualification
from app.dashboards.queries.work import alarms_among, my_work, obstacles_to_signing

__all__ = ["alarms_among", "my_oversight", "my_qualification", "my_work", "obstacles_to_signing", "register"]

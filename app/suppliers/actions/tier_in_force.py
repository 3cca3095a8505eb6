"""A tier that was scored and signed in a higher room: put on the service, or taken away again.

The higher room makes the signature and says which record it stands on; the trail of the service names that record.
"""

from app.records.moves import move
from app.suppliers import queries
from app.suppliers.actions.differences import set_changed
from app.suppliers.models import Service


def put_in_force(service: Service, tier: str, number: str) -> None:
    """Set the tier; a tier choice that was in force is superseded. Call it in the transaction of the signature."""
    reason = f"{number} was signed."
    for earlier in queries.choices_of(service):
        if earlier.state == "signed":
            move(earlier, "supersede", "suppliers.tier_choice.superseded", reason, is_signed=True)
    set_changed(service, {"tier": tier}, "suppliers.service.tier_set", reason)


def take_away(service: Service, number: str, reason: str) -> None:
    """Leave the service without a tier, because the record that gave it was voided."""
    set_changed(service, {"tier": None}, "suppliers.service.tier_voided", f"{number} was voided: {reason}")

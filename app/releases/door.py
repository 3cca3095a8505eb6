"""This installation's way out: the outbound guard with the hosts that its administrator opened."""

from flask import current_app

from app.base.outbound import Allow, Outbound


def allow() -> Allow:
    """Return what QUALWARD_OUTBOUND_ALLOW opens. Raises ValueError with a sentence about an entry it cannot read."""
    return Allow.parse(",".join(current_app.config["QUALWARD"].outbound_allow))


def outbound() -> Outbound:
    """Return a guard for one run of polls; close it when the run ends."""
    return Outbound(allow())

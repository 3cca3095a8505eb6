"""The verbs of this room. They never commit; `intake` and the views open the transaction."""

from app.releases.actions.feeds import (
    FeedDetails,
    change_feed,
    connect,
    disconnect,
    reactivate_feed,
    register_feed,
    retire_feed,
)
from app.releases.actions.manual import ReleaseDetails, VendorFile, record_release
from app.releases.actions.production import CERTAINTIES, set_production_date
from app.releases.actions.refused import Refused
from app.releases.actions.releases import (
    edit_note,
    mark_unannounced,
    reinstate_release,
    set_release_type,
    withdraw_release,
)

__all__ = [
    "CERTAINTIES",
    "FeedDetails",
    "Refused",
    "ReleaseDetails",
    "VendorFile",
    "change_feed",
    "connect",
    "disconnect",
    "edit_note",
    "mark_unannounced",
    "reactivate_feed",
    "record_release",
    "register_feed",
    "reinstate_release",
    "retire_feed",
    "set_production_date",
    "set_release_type",
    "withdraw_release",
]

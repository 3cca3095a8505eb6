"""The views of access, one noun a file."""

from app.access.views import decisions, leaver_lists, leavers, reviews, signatures
from app.web.navigation import Item

blueprints = (
    reviews.blueprint,
    decisions.blueprint,
    signatures.blueprint,
    leaver_lists.blueprint,
    leavers.blueprint,
)

navigation = (
    Item(
        "Access reviews",
        "access_reviews.index",
        "access.review.read",
        icon="person-check",
        under=("access_reviews.", "access_decisions.", "access_signatures.", "leaver_lists.", "leavers."),
    ),
)

tones = {
    "open": "wait",
    "closed": "good",
    "withdrawn": "off",
    "confirmed": "good",
    "leaving": "wait",
    "left": "off",
    "undecided": "wait",
    "keep": "good",
    "change": "warn",
    "remove": "bad",
    "not yet": "warn",
    "unknown": "warn",
    "unreadable": "bad",
    "last administrator": "bad",
    "yourself": "warn",
    "leaver": "wait",
}

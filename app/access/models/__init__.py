"""The tables of access: reviews with their lines and decisions; leaver lists with their lines, and who leaves."""

from app.access.models.leavers import Leaver, LeaverLine, LeaverList
from app.access.models.review import AccessReview, ReviewDecision, ReviewLine

__all__ = ["AccessReview", "Leaver", "LeaverLine", "LeaverList", "ReviewDecision", "ReviewLine"]

"""What inspection itself puts on record: verifications, copies, reviews of the audit trail."""

from app.inspection.models.record_review import RecordReview
from app.inspection.models.trail_review import TrailReview, TrailReviewItem
from app.inspection.models.verification import DossierCopy, VerificationRun

__all__ = ["DossierCopy", "RecordReview", "TrailReview", "TrailReviewItem", "VerificationRun"]

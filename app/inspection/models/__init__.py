"""What inspection itself puts on record: verifications, copies, reviews of the audit trail, inspections."""

from app.inspection.models.inspection import EvidenceEntry, EvidenceRequest, Inspection, Look
from app.inspection.models.record_review import RecordReview
from app.inspection.models.scope import InspectionScope, InspectionScopePart
from app.inspection.models.trail_review import TrailReview, TrailReviewItem
from app.inspection.models.verification import DossierCopy, VerificationRun

__all__ = [
    "DossierCopy",
    "EvidenceEntry",
    "EvidenceRequest",
    "Inspection",
    "InspectionScope",
    "InspectionScopePart",
    "Look",
    "RecordReview",
    "TrailReview",
    "TrailReviewItem",
    "VerificationRun",
]

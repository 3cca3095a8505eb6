"""What the evidence register keeps."""

from app.evidence.models.download import EvidenceDownload
from app.evidence.models.evidence import EVIDENCE, Evidence
from app.evidence.models.version import EvidenceClass, EvidenceVersion

__all__ = ["EVIDENCE", "Evidence", "EvidenceClass", "EvidenceDownload", "EvidenceVersion"]

"""Reads of the evidence register, named as questions."""

from app.evidence.queries.counted import Line
from app.evidence.queries.lists import evidence_list, evidence_listing
from app.evidence.queries.records import downloads_of, evidence, files_of, is_readable
from app.evidence.queries.standings import Stood, expiring, of_service, of_supplier, standing_on
from app.evidence.queries.subjects import subject, subjects
from app.evidence.queries.waiting import waiting_for

__all__ = [
    "Line",
    "Stood",
    "downloads_of",
    "evidence",
    "evidence_list",
    "evidence_listing",
    "expiring",
    "files_of",
    "is_readable",
    "of_service",
    "of_supplier",
    "standing_on",
    "subject",
    "subjects",
    "waiting_for",
]

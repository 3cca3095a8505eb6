"""Reviewing the audit trail of a record before QA signs it: through the action, and through the page."""

import contextlib
import re

from app.base.db import transaction
from app.inspection.actions.record_reviews import Outcome, ReviewRefused, review_record
from app.inspection.models import RecordReview
from app.inspection.queries import record_trails
from app.people.models import Person
from app.records import signatures
from app.records.regulated import Regulated
from tests.factories.people import clock_now


def review_trail(
    record: Regulated, who: Person, *, has_findings: bool = False, comment: str | None = None
) -> RecordReview:
    """Let ``who`` review the whole trail of ``record``. Commits."""
    last = record_trails.trail_of(record).own[-1].seq
    with transaction(who.actor, clock_now()):
        return review_record(record, Outcome(last, has_findings, comment), who.actor, clock_now())


def review_where_asked(record: Regulated, who: Person) -> None:
    """Let QA review the trail where a signature waits for it; whoever edited is refused, and signs as refused."""
    if "QA" in who.roles and signatures.record_reasons(record, "APPROVE-QA", who.actor, clock_now()):
        with contextlib.suppress(ReviewRefused):
            review_trail(record, who)


def review_on_page(client, number: str, status: int = 303, findings: str = "no", comment: str = "", **more: str) -> str:  # type: ignore[no-untyped-def]
    """Record the outcome of a review as a person does, on the page of the trail."""
    address = f"/inspection/records/{number}/trail"
    text = client.get(address).get_data(as_text=True)
    last = re.search(r'name="last_seq"[^>]*value="(\d+)"', text)
    fields = {"last_seq": last.group(1) if last else "1", "findings": findings, "comment": comment, **more}
    data = {"csrf_token": client.token(address), **fields}
    answer = client.post(f"/inspection/records/{number}/trail-reviews", data=data)
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return str(answer.get_data(as_text=True))


def is_review_asked(page: str) -> bool:
    """Tell whether a signing page sends its person to the trail first."""
    return "Review it and record the outcome, then sign." in page or "Review it again, then sign." in page

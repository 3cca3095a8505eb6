"""A signed assessment that was found wrong is voided by signature, and its successor opens in the same transaction.

voided, with QA's signature and reason | successor on the newest note | answers carried over, to be confirmed anew
| live unassessed at once when the release is in production

Nothing of the voided one is changed or taken away (21 CFR 11.10(e)); both say which is which.
"""

from datetime import datetime

from app.impact.actions.opening import open_successor
from app.impact.actions.routes import supersede_routes
from app.impact.models import Assessment
from app.impact.queries.signing import may_void, meaning_of
from app.records import moves, signatures
from app.records.actor import Actor
from app.records.signature import Signature
from app.records.signatures import Proof, Shown, SigningRefused

MEANING = "VOID"


def void(assessment: Assessment, proof: Proof, shown: Shown, actor: Actor, now: datetime, reason: str) -> Signature:
    """Sign that a decided assessment was found wrong, and open the one that replaces it. Raises SigningRefused."""
    verdict = may_void(assessment, actor)
    if not verdict.is_allowed:
        raise SigningRefused("not_allowed", " ".join(verdict.reasons))
    if not reason.strip():
        raise SigningRefused("no_reason", "Voiding needs its reason. Write what was wrong, then sign.")
    signature = signatures.sign(assessment, meaning_of(MEANING), "QA", actor, proof, shown, now, reason)
    supersede_routes(assessment, now, reason)
    moves.move(assessment, "void", "impact.assessment.voided", reason, is_signed=True)
    open_successor(assessment, reason, now)
    return signature

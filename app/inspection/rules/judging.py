"""Who may judge an exception or a sample, and when a review may be concluded. Pure."""

from collections.abc import Iterable, Sequence

from app.records.lifecycle import Verdict

JUDGEMENTS = {"in_order": "In order", "finding": "A finding"}


def may_judge(actor_ids: Sequence[str], person_id: str, judgement: str, comment: str | None) -> Verdict:
    """Judge whether this person may give this judgement: never on events of their own (draft Annex 11 12.4–12.8)."""
    return Verdict.of(_against(actor_ids, person_id, judgement, comment))


def _against(actor_ids: Sequence[str], person_id: str, judgement: str, comment: str | None) -> Iterable[str]:
    if person_id in actor_ids:
        yield "These are events of your own; another reviewer judges them."
    if judgement not in JUDGEMENTS:
        yield "Choose a judgement."
    if judgement == "finding" and not comment:
        yield "Say what was found."


def may_conclude(number: str, still_open: int) -> Verdict:
    """Judge whether a review may be concluded: nothing is left unjudged."""
    if still_open == 1:
        return Verdict.of([f"1 item of {number} is not judged yet."])
    return Verdict.of([f"{still_open} items of {number} are not judged yet."] if still_open else [])

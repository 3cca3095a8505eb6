"""Who signs a definition, in which order, separated by person: author, technical review, QA last."""

from collections.abc import Mapping, Sequence

from app.records.separation import Step

AUTHORS = ("SQM", "SME")
"""Roles that write definitions; the first that a person holds is the one they sign in."""


def author_role(roles: Sequence[str]) -> str | None:
    """Return the role in which a person writes a definition, or None."""
    return next((role for role in AUTHORS if role in roles), None)


def definition_route(role_of_author: str) -> tuple[Step, ...]:
    """Return the signatures that a definition needs, in order; three people give them."""
    return (
        Step("AUTHOR", role_of_author),
        Step("REVIEW-TECH", "SME", ("AUTHOR",)),
        Step("APPROVE-QA", "QA", ("AUTHOR", "REVIEW-TECH")),
    )


def barred(step: Step | None, person_id: str, drafted_by: str) -> Mapping[str, str]:
    """Return why this person may not give the awaited signature, by person id."""
    if step is None:
        return {}
    if step.meaning == "AUTHOR" and person_id != drafted_by:
        return {person_id: "The author's signature comes from the person who took this definition in."}
    if step.meaning != "AUTHOR" and person_id == drafted_by:
        return {person_id: "You took this definition in; other people review and approve it."}
    return {}

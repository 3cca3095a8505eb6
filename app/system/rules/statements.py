"""Who may sign a statement, what a draft must say, and what is missing in the one in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.records.separation import Step

PROFILES = {
    "closed": "closed: the company that is responsible for the records controls access to the system",
    "open": "open: somebody else hosts the system or controls access to it",
}
"""The two kinds of systems of 21 CFR 11.3(b)(4) and (9)."""

STEP = Step("SYSTEM", "QA")
"""The one signature that a statement needs."""

NO_LETTER = "No non-repudiation letter is on record (21 CFR 11.100(c)). Name it in the next statement."
NEVER_SIGNED = "Nobody has signed yet how this portal is configured. Draft a statement on the system page; QA signs it."


def barred(drafted_by: str) -> Mapping[str, str]:
    """Return who may not sign: whoever froze the configuration."""
    return {drafted_by: "You drafted this statement; somebody else of QA signs it."}


def problems(deployment: str, rationale: str, letter_on: object, letter_reference: str) -> Iterable[str]:
    """Yield what a draft still lacks."""
    if deployment not in PROFILES:
        yield "Say whether the system is closed or open."
    if len(rationale.split()) < 3:
        yield "Say in a sentence why the system is closed or open: who hosts it, and who controls access to it."
    if (letter_on is None) is not (not letter_reference):
        yield "Give the date and the reference of the non-repudiation letter, or leave both empty."


@dataclass(frozen=True)
class Standing:
    """What the newest signed statement says, as far as the warnings need it."""

    number: str
    fingerprint: str
    has_letter: bool


def warnings(signed: Standing | None, fingerprint: str) -> list[str]:
    """Return the sentences that stand above the pages until QA has dealt with them."""
    if signed is None:
        return [NEVER_SIGNED, NO_LETTER]
    found = []
    if signed.fingerprint != fingerprint:
        found.append(
            f"The configuration changed since it was last signed ({signed.number}). "
            "The system page names each change; draft a new statement for QA to sign."
        )
    if not signed.has_letter:
        found.append(NO_LETTER)
    return found

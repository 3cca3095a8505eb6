"""Which of a service's workflows a change reaches, with the reason for each.

A workflow is reached by an area it relies on, by a protected flag when it keeps records or carries high risk,
or by its own words in the text (its name), which a person should look at. It decides no level.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.content.stems import words
from app.content.words import AREAS, PROTECTED_AREAS, PROTECTED_FLAGS
from app.impact.rules.facts import Workflow

_MINOR = frozenset(("the", "and", "of", "for", "a", "an", "to", "in", "process", "workflow", "management"))


@dataclass(frozen=True)
class WorkflowMatch:
    """A workflow that a change reaches, by which areas, flags and words, and the sentence that says so."""

    workflow: Workflow
    areas: tuple[str, ...]
    flags: tuple[str, ...]
    words: tuple[str, ...]
    sentence: str

    @property
    def is_protected(self) -> bool:
        """Whether a protected area or flag is among the reasons."""
        return bool(PROTECTED_AREAS.intersection(self.areas) or self.flags)

    @property
    def is_used(self) -> bool:
        """Whether an area or flag is a reason; words alone are only a hint."""
        return bool(self.areas or self.flags)


def match(
    areas: Iterable[str], flags: Iterable[str], workflows: Sequence[Workflow], text: str = ""
) -> tuple[WorkflowMatch, ...]:
    """Return the workflows a change reaches, in the order given; none means that no reason was found."""
    touched, raised = frozenset(areas), PROTECTED_FLAGS.intersection(flags)
    said = {word.stem for word in words(text)}
    found = (_match(workflow, touched, raised, said) for workflow in workflows)
    return tuple(one for one in found if one is not None)


def _match(workflow: Workflow, touched: frozenset[str], raised: frozenset[str], said: set[str]) -> WorkflowMatch | None:
    areas = tuple(area for area in AREAS if area in touched & workflow.relied_on)
    flags = tuple(sorted(raised)) if _feels_flags(workflow) else ()
    named = _named(workflow.name, said)
    if not areas and not flags and not named:
        return None
    parts = []
    if areas:
        parts.append(f"relies on {', '.join(areas)}")
    if flags:
        parts.append(f"keeps what {', '.join(flags)} can change")
    if named:
        parts.append(f"is named in the text ({', '.join(named)})")
    sentence = f"The workflow {workflow.name} {' and '.join(parts)}."
    return WorkflowMatch(workflow, areas, flags, named, sentence)


def _feels_flags(workflow: Workflow) -> bool:
    """A change of data model, deletion, time or AI reaches every workflow whose records or risk matter."""
    return (
        workflow.keeps_part11_records
        or workflow.keeps_signatures
        or workflow.is_high_process_risk
        or workflow.is_record_integrity_critical
    )


def _named(name: str, said: set[str]) -> tuple[str, ...]:
    """Return the words of the workflow's name when the text holds every one that matters."""
    own = [word for word in words(name.casefold()) if word.raw not in _MINOR]
    return tuple(word.raw for word in own) if own and all(word.stem in said for word in own) else ()

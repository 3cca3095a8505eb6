"""One answer as the supplier gave it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Value = str | Sequence[str]
"""yes, partial or no; the code of a choice; codes of several choices; a text; a number as text; a day as YYYY-MM-DD;
for a file the SHA-256 of each file that was uploaded for this input."""


@dataclass(frozen=True)
class Answer:
    """What stands in the inputs of one question, by input code; empty inputs are absent.

    ``not_applicable`` is the supplier's reason why the question does not apply, or None.
    ``remark`` is what the supplier adds in its own words.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    not_applicable: str | None = None
    remark: str | None = None

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was answered: no input and no claim that the question does not apply."""
        return not self.values and self.not_applicable is None

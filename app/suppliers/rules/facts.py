"""Which facts a service keeps, how each is worded, and when one takes the place of another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class FactKind:
    """One kind of fact. ``only_name`` is set where a service has one such fact; ``column`` where the service shows it.

    ``values`` maps the stored word to the printed one; empty means free text.
    """

    code: str
    title: str
    singular: str
    name_label: str
    value_label: str
    only_name: str | None = None
    column: str | None = None
    values: tuple[tuple[str, str], ...] = ()

    def word(self, value: str) -> str:
        """Return a value as printed."""
        return dict(self.values).get(value, value)


KINDS = (
    FactKind("edition", "Edition", "edition", "", "Edition", "Edition", "edition"),
    FactKind(
        "module",
        "Modules",
        "module",
        "Module",
        "Licensed?",
        values=(("licensed", "licensed"), ("not_licensed", "not licensed")),
    ),
    FactKind("toggle", "Toggles", "toggle", "Toggle", "Position", values=(("on", "on"), ("off", "off"))),
    FactKind("hosting", "Hosting provider", "hosting provider", "", "Provider", "Hosting provider", "hosting_provider"),
    FactKind("region", "Hosting region", "hosting region", "", "Region", "Hosting region", "hosting_region"),
    FactKind("subprocessor", "Sub-processors", "sub-processor", "Company", "What it does for the supplier"),
    FactKind("site", "Sites", "site", "Our site", "What it uses the service for"),
    FactKind("environment", "Environments", "environment", "Environment", "Address or purpose"),
)
"""Every kind, in the order of the page."""

BY_CODE = {kind.code: kind for kind in KINDS}


@dataclass(frozen=True)
class FactDetails:
    """A fact as stated. ``proof`` says where it can be seen; ``as_of`` is the day for which the proof speaks."""

    kind: str
    name: str
    value: str
    proof: str
    as_of: date


def fact_problems(details: FactDetails, today: date) -> Iterator[tuple[str, str]]:
    """Yield each field with its problem. A fact without proof is an opinion, one from tomorrow a plan."""
    kind = BY_CODE.get(details.kind)
    if kind is None:
        yield "kind", f"“{details.kind}” is no kind of fact."
        return
    if not details.name and kind.only_name is None:
        yield "name", f"Say which {kind.name_label.lower()} this is about."
    if not details.value:
        yield "value", "Say what is the case."
    elif kind.values and details.value not in dict(kind.values):
        yield "value", f"Choose {' or '.join(word for _, word in kind.values)}."
    if not details.proof:
        yield "proof", "Say where this can be seen: a contract, a licence list, a screenshot."
    if details.as_of > today:
        yield "as_of", "The day of the proof lies in the future."


def older_fact_problem(details: FactDetails, in_force_as_of: date | None) -> str | None:
    """Return why a fact cannot supersede the one in force: an older proof does not overrule a newer one."""
    if in_force_as_of is not None and details.as_of < in_force_as_of:
        return f"The fact in force is proven as of {in_force_as_of:%d %b %Y}; an older proof cannot supersede it."
    return None


def value_words(kind: str, value: str) -> str:
    """Return a value as printed."""
    known = BY_CODE.get(kind)
    return known.word(value) if known else value

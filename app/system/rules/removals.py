"""Whether a file that a signed disposal lists may go now, with every reason why not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

SETTLING = timedelta(minutes=2)
"""How long a removal has been on record before the file goes: who began to read before it has read it by then."""


@dataclass(frozen=True)
class Listed:
    """One file as the two signers saw it: the records it goes with, and all who named it."""

    digest: str
    size: int
    name: str
    records: Sequence[str]
    named_by: frozenset[str]


def listed(due: Iterable[Mapping[str, object]]) -> dict[str, Listed]:
    """Return the files that go with the records of a disposal, each once."""
    found: dict[str, Listed] = {}
    for item in due:
        files = item.get("files", ())
        for one in files if isinstance(files, Sequence) else ():
            if one["kept"]:
                continue
            earlier = found.get(one["digest"])
            records = (*(earlier.records if earlier else ()), f"{item['record']}/{item['id']}")
            named_by = frozenset(one["named_by"])
            found[one["digest"]] = Listed(one["digest"], one["bytes"], one["name"], records, named_by)
    return found


def why_kept(file: Listed, obstacles: Mapping[str, Sequence[str]], namers: Collection[str]) -> str | None:
    """Return why a file stays, or None when it may go.

    ``obstacles`` are the reasons that keep its records now, ``namers`` all who name it now.
    """
    reasons = [one for record in file.records for one in obstacles.get(record, ())]
    if others := sorted(set(namers) - file.named_by):
        shown = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")
        reasons.append(f"Named since by {shown}, which is kept.")
    return " ".join(dict.fromkeys(reasons)) or None

"""Every table is watched by the trail or named with its reason; every record and every act has a proper name."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator

from app.base.db import Base
from app.records.regulated import Regulated
from app.records.unregulated import REASONS
from tests.architecture.source_tree import Source, import_tables, sources
from tests.paths import ROOT
from tests.samples import SAMPLE_TABLES

NOT_OURS = {"alembic_version"}
"""Tables that no model describes."""

ALL_MODELS = """
import json, sys
from app import create_app
print(json.dumps(sorted(name for name in sys.modules if name.startswith("app."))))
"""

ACT = re.compile(r"[a-z_]+\.[a-z_]+\.[a-z_]+")
RECORD = re.compile(r"[a-z_]+\.[a-z_]+")
ACT_AT = {"say": 1, "move": 2, "insert_many": 2}
"""Which argument of a call is the act."""

SLICES = (
    "records",
    "people",
    "training",
    "notices",
    "access",
    "suppliers",
    "evidence",
    "qualification",
    "releases",
    "questionnaires",
    "impact",
    "inspection",
    "content",
    "system",
    "safekeeping",
    "questionnaires",
)

LOOKS_LIKE_ACT = re.compile(rf"({'|'.join(SLICES)})\.\w")


def kinds() -> list[type[Regulated]]:
    import_tables()
    found = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Regulated)]
    return [kind for kind in found if kind.__table__ not in SAMPLE_TABLES]


def test_every_table_is_regulated_or_named_with_its_reason():
    watched = {kind.__tablename__ for kind in kinds()}
    tables = {name for name, table in Base.metadata.tables.items() if table not in SAMPLE_TABLES}
    missing, stale = unexplained(tables | NOT_OURS, watched, set(REASONS))
    assert missing == set(), f"name these in records/unregulated.py, each with its reason: {missing}"
    assert stale == set(), f"these stand in records/unregulated.py for nothing: {stale}"


def unexplained(tables: set[str], watched: set[str], named: set[str]) -> tuple[set[str], set[str]]:
    """Return tables that nobody explains, and names that explain nothing."""
    return tables - watched - named, named - (tables - watched)


def test_an_unexplained_table_and_a_stale_name_are_found():
    assert unexplained({"a", "b"}, {"a"}, set()) == ({"b"}, set())
    assert unexplained({"a"}, {"a"}, {"a", "gone"}) == (set(), {"a", "gone"})


def test_every_reason_is_a_sentence():
    assert [name for name, reason in REASONS.items() if len(reason.split()) < 4] == []


def test_records_have_names_of_their_own():
    names = [kind.__record__ for kind in kinds()]
    assert sorted(names) == sorted(set(names))
    assert [name for name in names if not RECORD.fullmatch(name)] == []


def test_records_are_named_after_their_slice():
    homes = {kind.__record__: kind.__module__.split(".")[1] for kind in kinds()}
    assert {name: home for name, home in homes.items() if name.split(".")[0] != home} == {}


def test_acts_read_slice_noun_past_participle():
    found = [act for source in sources("app") for act in acts(source)]
    assert len(found) > 60
    assert [(where, act) for where, act in found if not is_act(act)] == []


def test_a_misspelt_act_is_found():
    planted = (
        "trail.say(record, 'approved')\n"
        "moves.move(record, 'approve', 'impact.approved', reason)\n"
        "say(record, act='Impact.Assessment.Approved')\n"
        "trail.say(record, f'people.{outcome}')\n"
        "trail.say(record, 'people.person.added' if x else 'people.person.added.again')\n"
        "act = 'impact.assessment.re-opened'\n"
    )
    found = [act for _, act in acts(Source("app/impact/actions/planted.py", planted))]
    assert [act for act in found if not is_act(act)] == [
        "approved",
        "impact.approved",
        "Impact.Assessment.Approved",
        "people.x",
        "people.person.added.again",
        "impact.assessment.re-opened",
    ]


def is_act(text: str) -> bool:
    return bool(ACT.fullmatch(text)) and text.split(".", maxsplit=1)[0] in (*SLICES, "slice")


def acts(source: Source) -> Iterator[tuple[str, str]]:
    """Yield every act that a call names, and in actions every text that looks like one."""
    named: set[int] = set()
    for name, call in source.calls():
        at = ACT_AT.get(name)
        if at is None:
            continue
        said = [call.args[at]] if len(call.args) > at else [one.value for one in call.keywords if one.arg == "act"]
        for node in (inner for one in said for inner in _texts(one)):
            named.update(id(part) for part in ast.walk(node))
            yield f"{source.path}:{call.lineno}", _text(node)
    if source.room in {"actions", "intake", "sweep"}:
        yield from _loose(source, named)


def _loose(source: Source, named: set[int]) -> Iterator[tuple[str, str]]:
    """Yield the texts that begin like an act and stand in a variable first."""
    passed = named | {id(part) for node in source.nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    records = {kind.__record__ for kind in kinds()}
    for node in source.nodes:
        text = node.value if isinstance(node, ast.Constant) and id(node) not in passed else None
        if isinstance(text, str) and LOOKS_LIKE_ACT.match(text) and text not in records:
            yield source.path, text


def _texts(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    is_text = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [node] if is_text else []


def _text(node: ast.expr) -> str:
    return "".join(map(_part, node.values)) if isinstance(node, ast.JoinedStr) else _part(node)


def _part(node: ast.expr) -> str:
    """Return a part of a text as it stands, or something of its shape for what is filled in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    return "slice.noun" if "__record__" in ast.unparse(node) else "x"


def test_every_table_is_known_as_soon_as_the_application_is():
    """A process that knows fewer tables than wrote the record would call their rows missing."""
    done = subprocess.run([sys.executable, "-c", ALL_MODELS], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(json.loads(done.stdout))
    models = [one for one in sources("app") if "/models/" in one.path or one.path.endswith("/models.py")]
    names = {one.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for one in models}
    assert len(names) > 20
    assert names - loaded == set()

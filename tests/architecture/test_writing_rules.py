"""How the product writes: one commit, no raw SQL, time as an argument, exact numbers."""

import ast
from collections.abc import Callable, Iterator

import pytest

from tests.architecture.source_tree import Source, last_word, sources

RAW_SQL = {
    "app/base/engines.py": "pragmas, BEGIN and locks, which have no expression",
    "app/base/copies.py": "copies whole SQLite databases below SQLAlchemy",
    "app/base/postgresql_programs.py": "makes and drops a passing database, which has no expression",
    "app/records/selfcheck.py": "tries forbidden statements on purpose",
}
"""Where SQL may be written as text. Migrations are outside app/."""

DEFINING = {"sqlite_where", "postgresql_where", "server_default"}
"""Arguments of a table's definition; what stands there is a part of the schema and never sees a value."""

TIME_TELLERS = {"app/base/clock.py"}
CLOCK_READERS = ("app/__init__.py", "app/base/", "app/web/", "app/cli.py", "app/jobs.py", "app/demo/")
COMMANDS = {"commands", "preview_command"}
NO_TIME = {"rules", "actions", "models", "queries", "forms"}


def test_one_commit():
    found = [
        (source.path, call.lineno) for source in sources("app") for name, call in source.calls() if name == "commit"
    ]
    assert [path for path, _ in found] == ["app/base/db.py"], found


def raw_sql(source: Source) -> Iterator[str]:
    """Name each SQL statement written as text."""
    if source.path in RAW_SQL:
        return
    defining = {
        id(inner)
        for _, call in source.calls()
        for keyword in call.keywords
        if keyword.arg in DEFINING
        for inner in ast.walk(keyword.value)
    }
    has_text = any(
        isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy") and _imports(node, "text")
        for node in source.nodes
    )
    for name, call in source.calls():
        owner = last_word(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        is_text = name == "text" and ((has_text and not owner) or owner in {"sa", "sqlalchemy"})
        is_direct = name in {"exec_driver_sql", "executescript", "execute"} and any(
            isinstance(one, ast.Constant | ast.JoinedStr) for one in call.args[:1]
        )
        if (is_text or is_direct) and id(call) not in defining:
            yield f"{source.path}:{call.lineno} {ast.unparse(call)[:60]}"


def _imports(node: ast.ImportFrom, name: str) -> bool:
    return any(one.name == name for one in node.names)


def naive_times(source: Source) -> Iterator[str]:
    """Name each look at the wall clock outside base/clock."""
    if source.path in TIME_TELLERS:
        return
    for name, call in source.calls():
        owner = last_word(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        asks = name in {"utcnow", "utcfromtimestamp"} or (owner, name) in {
            ("datetime", "now"), ("date", "today"), ("datetime", "today"), ("time", "time"), ("time", "time_ns"),
        }  # fmt: skip
        if asks or (name == "fromtimestamp" and len(call.args) + len(call.keywords) < 2):
            yield f"{source.path}:{call.lineno} {ast.unparse(call)[:60]}"


def floats(source: Source) -> Iterator[str]:
    """Name each number that is not exact, in rules and in the kernel."""
    if source.room != "rules" and not source.path.startswith("app/records/"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"{source.path}:{node.lineno} {node.value}"
        if isinstance(node, ast.Name) and node.id == "float":
            yield f"{source.path}:{node.lineno} float"


def fetched_times(source: Source) -> Iterator[str]:
    """Name each place that fetches the time although it should be handed in."""
    if source.path.startswith(CLOCK_READERS) or source.room in COMMANDS:
        return
    for node in source.nodes:
        if isinstance(node, ast.Name | ast.Attribute | ast.alias) and _called(node) == "system_clock":
            yield f"{source.path}:{node.lineno} system_clock"
        if source.room in NO_TIME and isinstance(node, ast.Constant) and node.value == "QUALWARD_CLOCK":
            yield f"{source.path}:{node.lineno} QUALWARD_CLOCK"
        if source.room in NO_TIME and isinstance(node, ast.ImportFrom) and node.module == "app.web.edge":
            yield f"{source.path}:{node.lineno} app.web.edge"


def _called(node: ast.expr | ast.alias) -> str:
    return node.name.rpartition(".")[2] if isinstance(node, ast.alias) else last_word(node)


def type_only_imports(source: Source) -> Iterator[str]:
    """Name each import for types only that leaves its own slice: import-linter does not look at them."""
    home = source.path.removesuffix(".py").split("/")[:2]
    for node in source.nodes:
        if isinstance(node, ast.If) and last_word(node.test) == "TYPE_CHECKING":
            for inner in ast.walk(node):
                module = (inner.module or "") if isinstance(inner, ast.ImportFrom) else ""
                if module.startswith("app.") and module.split(".")[:2] != home:
                    yield f"{source.path}: {module}"


Rule = Callable[[Source], Iterator[str]]


@pytest.mark.parametrize("rule", [raw_sql, naive_times, floats, fetched_times, type_only_imports])
def test_the_product_keeps_the_rule(rule: Rule):
    assert [offence for source in sources("app") for offence in rule(source)] == []


@pytest.mark.parametrize(
    ("rule", "path", "line"),
    [
        (raw_sql, "app/impact/queries/x.py", "from sqlalchemy import text\nsession.execute(text('SELECT 1'))"),
        (raw_sql, "app/impact/queries/x.py", "import sqlalchemy as sa\nsession.execute(sa.text(f'SELECT {x}'))"),
        (raw_sql, "app/impact/queries/x.py", "connection.exec_driver_sql(f'DELETE FROM {table}')"),
        (raw_sql, "app/impact/queries/x.py", "raw.execute('DELETE FROM x')"),
        (naive_times, "app/impact/rules/x.py", "datetime.now(UTC)"),
        (naive_times, "app/impact/rules/x.py", "datetime.datetime.utcnow()"),
        (naive_times, "app/impact/rules/x.py", "date.today()"),
        (naive_times, "app/impact/rules/x.py", "time.time()"),
        (naive_times, "app/impact/rules/x.py", "datetime.fromtimestamp(1)"),
        (floats, "app/impact/rules/x.py", "score = 0.5"),
        (floats, "app/records/x.py", "float(found)"),
        (floats, "app/people/rules/x.py", "def f(a: float): ..."),
        (fetched_times, "app/impact/actions/x.py", "from app.base.clock import system_clock"),
        (fetched_times, "app/impact/sweep.py", "clock.system_clock()"),
        (fetched_times, "app/impact/actions/x.py", "from app.web.edge import now"),
        (fetched_times, "app/impact/queries.py", "now = current_app.config['QUALWARD_CLOCK']()"),
        (type_only_imports, "app/releases/rules/x.py", "if TYPE_CHECKING:\n    from app.impact.models import Change"),
    ],
)
def test_a_planted_line_is_found(rule: Rule, path: str, line: str):
    assert list(rule(Source(path, line + "\n")))


def test_the_allowed_spellings_pass():
    fine = (
        "from sqlalchemy import Index, text\n"
        "Index('a', sqlite_where=text('withdrawn_at IS NULL'))\n"
        "datetime.fromtimestamp(1, UTC)\n"
        "note.text()\n"
    )
    assert not [one for rule in (raw_sql, naive_times) for one in rule(Source("app/impact/models/x.py", fine))]

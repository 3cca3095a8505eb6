"""Small files, short functions, nouns of the trade: so that a newcomer can read the house."""

import ast
import re
from pathlib import Path

from tests.architecture.source_tree import Source, product_files, sources

LARGEST_FILE = 300
LARGEST_VERIFIER = 1000
"""One file on purpose, so that it can be mailed and read alone: docs/decisions/002-one-verifier-file.md."""
LARGEST_FUNCTION = 60
"""Lines. The aim is 15; a function above 40 is looked at again."""

VERIFIER = "verifier/qualward_verify.py"
SHAPELESS_MODULES = {"utils", "util", "helpers", "helper", "services", "common", "managers", "misc"}
SHAPELESS_CLASSES = re.compile(r".+(Manager|Handler|Data|Info|Helper|Utils?)$")


def test_files_are_small():
    assert [one for source in sources("app", "tests", "verifier") for one in too_long(source)] == []


def test_long_files_and_functions_are_found():
    assert too_long(Source("app/planted.py", "x = 1\n" * 301))
    assert too_long(Source(VERIFIER, "x = 1\n" * 1001))
    assert too_long(Source("app/planted.py", "def f():\n" + "    x = 1\n" * 60))
    assert too_long(Source("app/planted.py", "def f():\n" + "    x = 1\n" * 59)) == []


def too_long(source: Source) -> list[str]:
    limit = LARGEST_VERIFIER if source.path == VERIFIER else LARGEST_FILE
    lines = len(source.text.splitlines())
    found = [f"{source.path} has {lines} lines, more than {limit}: split it by noun"] if lines > limit else []
    found += [
        f"{source.path}:{node.lineno} {node.name} is longer than {LARGEST_FUNCTION} lines"
        for node in source.nodes
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LARGEST_FUNCTION
    ]
    return found


def test_no_room_without_a_noun():
    files = [path for path in product_files() if path.suffix in {".py", ".html", ".js", ".css"}]
    assert [path for path in files if is_shapeless_room(path)] == []


def test_a_room_without_a_noun_is_found():
    assert is_shapeless_room(Path("app/impact/utils.py"))
    assert is_shapeless_room(Path("app/impact/services.py"))
    assert is_shapeless_room(Path("app/helpers/dates.py"))
    assert not is_shapeless_room(Path("app/suppliers/actions/services.py"))


def is_shapeless_room(path: Path) -> bool:
    """Tell whether a file's name says nothing. In suppliers, a service is what the trade calls so."""
    names = {path.stem, path.parent.name} - ({"services"} if "suppliers" in path.parts else set())
    return bool(names & SHAPELESS_MODULES)


def test_no_class_without_a_noun():
    assert [one for source in sources("app", "verifier") for one in shapeless(source)] == []


def test_a_shapeless_class_is_found():
    planted = "class SupplierManager: ...\nclass ReleaseInfo: ...\nclass Datum: ...\nclass Information: ...\n"
    assert len(shapeless(Source("app/planted.py", planted))) == 2


def shapeless(source: Source) -> list[str]:
    names = [node.name for node in source.nodes if isinstance(node, ast.ClassDef)]
    return [f"{source.path} {name}" for name in names if SHAPELESS_CLASSES.match(name)]

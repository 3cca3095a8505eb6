"""Items, their fingerprint, their differences; secrets that only show that they changed; packages against the lock."""

from pathlib import Path

import pytest

from app.system.installation.commit import UNKNOWN, commit_of
from app.system.installation.source_files import source_files, tree_digest
from app.system.rules.configuration import Difference, Item, differences, fingerprint, items_of, rows
from app.system.rules.packages import Packages, pins
from app.system.rules.secrets import written
from app.system.rules.statements import Standing, problems, warnings
from config import ROOT

KEY = "k" * 40
ITEMS = [Item("settings", "timezone", "UTC"), Item("permissions", "a.b.c", "QA")]


def test_fingerprint_is_that_of_the_items_in_any_order_and_moves_with_each():
    assert fingerprint(ITEMS) == fingerprint(reversed(ITEMS)) == fingerprint(items_of(rows(ITEMS)))
    for changed in (Item("settings", "timezone", "CET"), Item("settings", "zone", "UTC"), Item("x", "timezone", "UTC")):
        assert fingerprint([changed, ITEMS[1]]) != fingerprint(ITEMS)
    assert fingerprint(ITEMS[:1]) != fingerprint(ITEMS)


def test_differences_name_what_was_added_taken_away_and_changed():
    after = [Item("settings", "timezone", "CET"), Item("settings", "new", "1")]
    assert differences(ITEMS, after) == [
        Difference("permissions", "a.b.c", "QA", None),
        Difference("settings", "new", None, "1"),
        Difference("settings", "timezone", "UTC", "CET"),
    ]
    assert differences(ITEMS, ITEMS) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("secret_key", "sesame"),
        ("database_url", "postgresql://portal:sesame@db.example/qualward"),
        ("database_url", "postgresql://portal:se%2Fsesame@db.example:5432/qualward?sslmode=require"),
        ("database_url", "postgresql://portal:pa/sesame@db.example/qualward"),
        ("database_url", "postgresql://db.example/qualward?user=portal&password=sesame"),
        ("mail_url", "smtp://mailer:sesame@[broken/"),
        ("smtp_password", "sesame"),
        ("outbound_allow", ("a.example", "https://u:sesame@b.example")),
    ],
)
def test_a_secret_shows_only_that_it_changed(name: str, value: object):
    shown = written(name, value, KEY)
    assert "sesame" not in shown
    other = (
        tuple(one.replace("sesame", "poppy") for one in value)
        if isinstance(value, tuple)
        else value.replace("sesame", "poppy")
    )  # type: ignore[attr-defined]
    assert written(name, other, KEY) != shown
    assert written(name, value, KEY[::-1] + "x") != shown, "without the key nobody can try secrets against the digest"


def test_what_is_no_secret_is_written_out():
    assert written("base_url", "https://q.example", KEY) == "https://q.example"
    assert written("database_url", "sqlite:////data/q.db", KEY) == "sqlite:////data/q.db"
    assert written("is_demo", value=False, key=KEY) == "no"
    assert written("mail_url", "", KEY) == "not set"
    assert written("outbound_allow", ("10.0.0.0/8", "a.example"), KEY) == "10.0.0.0/8, a.example"
    assert written("signing_key", Path("/keys/ledger.pem"), KEY) == "/keys/ledger.pem"


def test_packages_are_compared_with_the_lock():
    lock = "flask==3.1.0 \\\n    --hash=sha256:aa\nFlask_Login==0.6.3 ; python_version > '3'\ngone==1.0\n# comment==2\n"
    lock += "tzdata==2026.6 ; sys_platform == 'win32' \\\n    --hash=sha256:bb\n"
    assert "tzdata" in pins(lock, {"sys_platform": "win32"})
    found = Packages(pins(lock, {"sys_platform": "linux"}), {"flask": "3.1.0", "flask-login": "0.6.2", "extra": "9"})
    assert found.differing == [("flask-login", "0.6.3", "0.6.2"), ("gone", "1.0", None)]
    assert found.further == [("extra", "9")]


def test_a_patched_added_or_removed_file_moves_the_digest(tmp_path: Path):
    (tmp_path / "app").mkdir()
    first, second = tmp_path / "app" / "one.py", tmp_path / "app" / "two.html"
    first.write_text("x = 1\n")
    (tmp_path / "config.py").write_text("")
    digests = [tree_digest(source_files(tmp_path))]
    first.write_text("x = 2\n")
    digests.append(tree_digest(source_files(tmp_path, is_quick=True)))
    second.write_text("<p></p>")
    digests.append(tree_digest(source_files(tmp_path, is_quick=True)))
    first.rename(tmp_path / "app" / "three.py")
    digests.append(tree_digest(source_files(tmp_path, is_quick=True)))
    assert len(set(digests)) == 4
    assert tree_digest(source_files(tmp_path)) == digests[-1], "the quick look sees what the thorough one sees"
    (tmp_path / "app" / "__pycache__").mkdir()
    (tmp_path / "app" / "__pycache__" / "one.pyc").write_bytes(b"x")
    assert tree_digest(source_files(tmp_path)) == digests[-1], "what Python makes by itself is not the product"


def test_the_products_own_files_are_all_there():
    files = source_files(ROOT)
    assert {"app/__init__.py", "config.py", "requirements.lock", "questionnaires/meanings/meanings.yaml"} <= set(files)
    assert {"app/system/templates/index.html", "static/app.css"} <= set(files)
    assert not [path for path in files if path.startswith(("tests/", "docs/", "instance/", ".venv/"))]


def test_the_commit_comes_from_the_package_else_from_the_checkout_else_is_unknown(tmp_path: Path):
    one, two, three = ("a" * 40, "b" * 40, "c" * 40)
    assert commit_of(tmp_path) == UNKNOWN
    git = tmp_path / ".git"
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    (git / "packed-refs").write_text(f"# pack-refs\n{two} refs/heads/main\n")
    assert commit_of(tmp_path) == two
    (git / "refs" / "heads" / "main").write_text(f"{one}\n")
    assert commit_of(tmp_path) == one
    (git / "HEAD").write_text(f"{three}\n")
    assert commit_of(tmp_path) == three
    packed = tmp_path / "app" / "system" / "installation"
    packed.mkdir(parents=True)
    (packed / "commit.txt").write_text("$Format:%H$\n")
    assert commit_of(tmp_path) == three, "an unfilled placeholder names nothing"
    (packed / "commit.txt").write_text(f"{two}\n")
    assert commit_of(tmp_path) == two


def test_warnings_stand_until_qa_has_dealt_with_them():
    assert len(warnings(None, "f")) == 2
    assert warnings(Standing("SYS-2026-0001", "f", has_letter=True), "f") == []
    changed, letter = warnings(Standing("SYS-2026-0001", "f", has_letter=False), "g")
    assert "changed since it was last signed (SYS-2026-0001)" in changed
    assert "11.100(c)" in letter


def test_a_draft_says_why_and_names_the_letter_whole():
    assert list(problems("closed", "We host it ourselves.", None, "")) == []
    assert len(list(problems("", "yes", None, "FDA-1"))) == 3

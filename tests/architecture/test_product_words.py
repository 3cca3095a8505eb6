"""The repository speaks of the product only: nothing of the place or the tools with which it was made."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source_tree import product_files
from tests.paths import ROOT

READ = {
    "",
    ".py",
    ".md",
    ".html",
    ".css",
    ".js",
    ".toml",
    ".yaml",
    ".json",
    ".txt",
    ".sh",
    ".ini",
    ".mako",
    ".tsv",
    ".csv",
}
"""Kinds of files that are read; the rest are fonts, pictures and collected feeds."""

# One letter of each word stands in brackets, so that this page does not find itself.
WORDS = re.compile(
    r"""
    /[w]ork/ | /[t]mp/brief | /[r]oot/ | /[h]ome/[a-z] | \b[h]elper-\d | \b[s]ubagent
    | \b[c]laude\b | \b[a]nthropic\b | \b[c]hatgpt\b | \bas\ an\ [a]i\b
    | [p]ypi\.org | [f]iles\.pythonhosted | [n]pmjs\. | [p]roxy\.golang
    | \b[t]odo\b | \b[f]ixme\b | \b[x]xx\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def test_no_word_of_the_workplace():
    files = [path for path in product_files() if path.suffix in READ]
    assert len(files) > 300
    assert [found for path in files for found in workplace_words(path)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "see /" + "work/main/app",
        "written by helper" + "-3",
        "Cl" + "aude wrote this",
        "index-url = https://py" + "pi.org/simple",
        "registry.npm" + "js.org",
        "# TO" + "DO later",
    ],
)
def test_a_planted_word_is_found(planted: str, tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text(planted, encoding="utf-8")
    assert list(workplace_words(page))


def workplace_words(path: Path) -> Iterator[str]:
    """Name each line that speaks of the workplace."""
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if found := WORDS.search(line):
            yield f"{shown}:{number} {found.group()}"

"""Templates: each compiles, has a title, and holds nothing that the content security policy would refuse."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT

STANDS_ALONE = {
    "app/inspection/templates/dossier_parts.html": "is read from a folder, where no style sheet can be fetched"
}
"""Pages that carry their own style, with the reason."""

FAULTS = {
    "an inline style": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an unescaped value": re.compile(r"\|\s*safe\b|\bautoescape\s+false", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
}
EXTENDS = re.compile(r"""\{%-?\s*extends\s+(?:["']web/(?:layout|skeleton)\.html["']|layout\(\))""")
TITLE = re.compile(r"\{%-?\s*block title\b")
BLOCKS = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "app").rglob("templates/**/*") if path.is_file())


def test_every_template_compiles(app):
    names = app.jinja_env.list_templates()
    assert len(names) >= len(templates())
    for name in names:
        app.jinja_env.get_template(name)


def test_no_template_holds_what_the_policy_refuses():
    found = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in templates()
        for fault in faults(path.read_text(encoding="utf-8"))
        if not (path.relative_to(ROOT).as_posix() in STANDS_ALONE and fault == "a style element")
    ]
    assert found == []


FRAMES = {ROOT / "app/web/templates/layout.html", ROOT / "app/questionnaires/templates/respond/layout.html"}
"""What stands around pages: our own people's and outside people's."""


def test_every_page_has_a_title():
    pages = [path for path in templates() if path not in FRAMES]
    assert [path for path in pages if is_untitled(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="color: red">',
        "<style>p { }</style>",
        "<script>alert(1)</script>",
        "<script defer>",
        '<button type="button" onclick="go()">',
        "{{ note.body|safe }}",
        "{{ note.body | safe }}",
        "{% autoescape false %}",
        '<a href="javascript:go()">',
    ],
)
def test_a_planted_fault_is_found(planted: str):
    assert list(faults(planted))


def test_what_is_allowed_passes():
    fine = """<script src="{{ own_url('app.js') }}" defer></script><p class="on">{{ button(x, style="primary") }}</p>"""
    assert list(faults(fine)) == []
    assert is_untitled('{% extends "web/layout.html" %}{% block content %}{% endblock %}')
    assert is_untitled("{% extends layout() %}{% block content %}{% endblock %}")
    assert not is_untitled('{% extends "web/layout.html" %}{% block title %}People{% endblock %}')


def faults(text: str) -> Iterator[str]:
    """Name what a template holds that our pages never hold. Expressions are left out where only mark-up counts."""
    markup = BLOCKS.sub("", text)
    for fault, pattern in FAULTS.items():
        if pattern.search(text if fault == "an unescaped value" else markup):
            yield fault


def is_untitled(text: str) -> bool:
    """Tell whether a page that extends the layout leaves its title to chance."""
    return bool(EXTENDS.search(text)) and not TITLE.search(text)

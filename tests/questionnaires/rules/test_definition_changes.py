"""What one version changed against another: everything that differs is named, in the words of a reviewer."""

import pytest
import yaml

from app.questionnaires.rules.definition_changes import changes
from tests.content.test_questionnaire_faults import SMALL


@pytest.mark.parametrize(
    ("old", "new", "kind", "where"),
    [
        ("Is it kept?", "Is it stored?", "reworded", "questions › AA-01 › text"),
        ("text: Good", "text: Fine", "reworded", "questions › BB-01 › inputs › kind › options › good › text"),
        ("weight: 3\n", "weight: 4\n", "reweighted", "questions › AA-02 › weight"),
        ("knock_out: soft", "knock_out: hard", "reweighted", "questions › AA-01 › knock_out"),
        ("at_least: 2}", "at_least: 3}", "asked otherwise", "questions › BB-01 › asked_when"),
        ("kind: date", "kind: text", "changed", "questions › AA-01 › inputs › day › kind"),
        ("- id: AA-02", "- id: AA-03", "added", "questions › AA-03"),
        ("- id: AA-02", "- id: AA-03", "removed", "questions › AA-02"),
    ],
)
def test_every_difference_is_named_by_its_kind_and_place(old: str, new: str, kind: str, where: str) -> None:
    found = changes(yaml.safe_load(SMALL), yaml.safe_load(SMALL.replace(old, new, 1)))
    assert (kind, where) in [(one.kind, one.where) for one in found]


def test_what_is_the_same_is_not_named_and_another_order_is() -> None:
    content = yaml.safe_load(SMALL)
    assert changes(content, yaml.safe_load(SMALL.replace("First version.", "Another line."))) == ()
    turned = {**content, "questions": content["questions"][::-1]}
    assert [(one.kind, one.where) for one in changes(content, turned)] == [("changed", "questions")]

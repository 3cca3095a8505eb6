"""The supplier's pages in a real browser: by keyboard on a narrow screen, saved while typing, nothing lost (F20)."""

import random

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select

from app.base.db import db
from app.questionnaires.models import AnswerSave
from app.questionnaires.queries.answers import saves_of
from app.questionnaires.queries.requests import request_numbered
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.bodies import answer_of
from tests.browser.sites import arrive
from tests.factories import questionnaires as made
from tests.hands import Hands

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 740}
AXE = Axe()

LONG = {
    **made.SMALL,
    "questions": [
        made.question(f"QS-{at:02}", "QS", {"code": "words", "kind": "text", "label": "In words"})
        for at in range(1, 61)
    ],
}
"""Sixty questions on one page."""


@pytest.fixture
def visit(site):
    with site.inside():
        return made.make_request()


def begun(site, visit, **settings):
    """Come in by the link, with the keyboard alone."""
    tab = site.context(viewport=NARROW, **settings).new_page()
    tab.goto(f"/respond/{visit.token}")
    tab.get_by_role("button", name="Start").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{visit.path}")
    return tab


def answers_in(site, visit) -> dict[str, Answer]:
    with site.inside():
        found = request_numbered(visit.number)
        return {question: answer_of(save.body) for question, save in saves_of([found])[found.id].items()}


def test_a_supplier_answers_and_submits_by_keyboard_on_a_telephone(site, visit):
    tab = begun(site, visit)
    assert visit.token not in tab.url
    tab.get_by_role("link", name="Quality system").focus()
    tab.keyboard.press("Enter")
    tab.get_by_label("No", exact=True).first.focus()
    tab.keyboard.press("Space")
    tab.get_by_text("Saved at").first.wait_for()
    tab.get_by_label("In words").focus()
    tab.keyboard.type("As written in our manual.")
    tab.keyboard.press("Tab")
    tab.locator("#q-QS-02 [data-state]", has_text="Saved at").wait_for()
    assert tab.locator("[data-meter] .meter-words").inner_text() == "2 of 2"
    assert tab.locator("#q-QS-03").is_hidden()
    tab.goto(f"{visit.path}/areas/IS")
    tab.get_by_label("Last test").focus()
    tab.keyboard.type("06012026")
    tab.get_by_label("First", exact=True).focus()
    tab.keyboard.press("Space")
    tab.locator("#q-IS-02 [data-state]", has_text="Saved at").wait_for()
    tab.locator("#q-IS-01 [data-state]", has_text="Saved at").wait_for()
    tab.goto(f"{visit.path}/submissions/new")
    tab.get_by_label("Your title or function").focus()
    tab.keyboard.type("Head of quality")
    tab.get_by_label("I make this statement").focus()
    tab.keyboard.press("Space")
    tab.get_by_role("button", name="Submit the answers").focus()
    tab.keyboard.press("Enter")
    tab.get_by_role("heading", name="Your answers").wait_for()
    assert tab.evaluate("sessionStorage.getItem('mouse')") is None
    assert tab.evaluate("localStorage.length") == 0
    with site.inside():
        assert request_numbered(visit.number).state == "submitted"
    assert site.complaints == []


def test_what_is_typed_is_saved_every_ten_seconds(site, visit):
    tab = site.context(viewport=NARROW).new_page()
    tab.clock.install()
    tab.goto(f"/respond/{visit.token}")
    tab.get_by_role("button", name="Start").click()
    tab.wait_for_url(f"**{visit.path}")
    tab.goto(f"{visit.path}/areas/QS")
    tab.get_by_label("In words").press_sequentially("still in the field")
    assert answers_in(site, visit) == {}
    tab.clock.fast_forward(11_000)
    tab.locator("#q-QS-02 [data-state]", has_text="Saved at").wait_for()
    assert answers_in(site, visit)["QS-02"].values["words"] == "still in the field"


def test_a_session_that_ends_while_somebody_types_loses_nothing(site, request):
    """Sixty questions; the session ends again and again at a random moment; each time the link is opened anew."""
    rounds, chance = (200 if request.config.getoption("--large") else 12), random.Random(20)
    with site.inside():
        visit = made.make_request(content=LONG)
    tab = begun(site, visit)
    tab.goto(f"{visit.path}/areas/QS")
    typed: dict[str, str] = {}
    for turn in range(rounds):
        question = f"QS-{chance.randint(1, 60):02}"
        words = f"answer {turn} to {question}"
        field = tab.locator(f"#{question}-words")
        at = chance.randint(0, len(words))
        field.fill("")
        field.press_sequentially(words[:at])
        end_sessions(site)
        field.press_sequentially(words[at:])
        field.blur()
        tab.locator("[data-over]").wait_for()
        assert field.input_value() == words
        other = tab.context.new_page()
        other.goto(f"/respond/{visit.token}")
        other.get_by_role("button", name="Start").click()
        other.wait_for_url(f"**{visit.path}")
        other.close()
        tab.get_by_role("button", name="Save again now").click()
        tab.locator(f"#q-{question} [data-state]", has_text="Saved at").wait_for()
        typed[question] = words
    kept = {question: answer.values["words"] for question, answer in answers_in(site, visit).items()}
    lost = {question for question, words in typed.items() if kept.get(question) != words}
    print(f"{rounds} expiries in a form of 60 questions, {len(lost)} answers lost")
    assert lost == set()
    assert tab.evaluate("localStorage.length") == 0


def end_sessions(site) -> None:
    """Turn every outside session old, past the product."""
    eyes = Hands(site.app.config["QUALWARD"])
    eyes.execute("UPDATE respondent_session SET ended_at = started_at")
    eyes.close()


def test_two_people_meet_and_one_chooses(site, visit):
    tab = begun(site, visit)
    tab.goto(f"{visit.path}/areas/QS")
    with site.inside():
        found = request_numbered(visit.number)
        made.save(found, found.respondents[0], "QS-02", Answer({"words": "from the other side"}))
    tab.get_by_label("In words").fill("from this side")
    tab.get_by_label("In words").blur()
    tab.get_by_text("Theirs: from the other side").wait_for()
    tab.get_by_role("button", name="Save mine in its place").click()
    tab.locator("#q-QS-02 [data-state]", has_text="Saved at").wait_for()
    assert answers_in(site, visit)["QS-02"].values["words"] == "from this side"
    with site.inside():
        assert [one.rev for one in db.session.scalars(select(AnswerSave).order_by(AnswerSave.id))] == [1, 2]


def test_the_suppliers_pages_are_accessible_and_whole_when_narrow(site, visit):
    faults = []
    tab = site.context(viewport=NARROW).new_page()
    with site.inside():
        found = request_numbered(visit.number)
        made.save(found, found.respondents[0], "QS-01", Answer({"answer": "yes"}, remark="As of this year"))
    tab.goto(f"/respond/{visit.token}")
    faults += looked_at(tab, "the door")
    tab.get_by_role("button", name="Start").click()
    tab.wait_for_url(f"**{visit.path}")
    for path in ("", "/areas/QS", "/areas/IS", "/copy", "/submissions/new", "/colleagues"):
        arrive(tab, visit.path + path)
        faults += looked_at(tab, path)
    arrive(tab, "/responses/REQ-2026-9999")
    faults += looked_at(tab, "another request")
    tab.context.clear_cookies()
    for path in (visit.path, "/respond/unknown"):
        arrive(tab, path)
        faults += looked_at(tab, path)
    assert faults == [], "\n".join(faults)
    assert site.complaints == []


def looked_at(tab, name: str) -> list[str]:
    """Return what axe finds in light and dark, and whether the page is wider than the screen."""
    found = []
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for one in AXE.run(tab).response["violations"]:
            found += [f"{name} ({scheme}): {one['id']}: {node['html'][:160]}" for node in one["nodes"]]
    width = tab.evaluate("document.documentElement.scrollWidth")
    return found + ([f"{name} is {width} px wide"] if width > NARROW["width"] else [])

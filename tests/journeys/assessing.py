"""The assessor and the tester at their pages, in a browser."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 400
_NOT_OURS = re.compile(r"^(Update |Upgrade |Updated |Bump |Refactor|Pin |i18n|Add migration|Introduce new migration)")
_NEEDS = ("configuration", "procedure", "training", "role", "integration", "document")


def saved(tab: Page, button: str) -> None:
    """Press a button and see that the page that follows shows no fault."""
    with tab.expect_navigation():
        tab.get_by_role("button", name=button, exact=True).click()
    expect(tab.locator("[data-summary]")).to_have_count(0)


def settle_changes(tab: Page, home: str) -> None:
    """Settle every change: what is plainly not ours in one go, the rest one by one with answers and a rationale."""
    _settle_together(tab, home)
    while True:  # settling a change leads back to the list of changes
        waiting = tab.get_by_role("region", name="Changes").locator(
            "tbody tr", has=tab.get_by_text("to settle", exact=True)
        )
        if not waiting.count():
            return
        row = waiting.first
        is_deep = re.match("L[23]", row.locator("[data-label=Proposed] strong").first.inner_text())
        row.locator("[data-label=Change] a").first.click()
        _settle(tab, "L2" if is_deep else "")


def _settle_together(tab: Page, home: str) -> None:
    tab.goto(home)
    several = tab.locator("details", has=tab.get_by_text("Settle several changes without impact together"))
    if not several.count():
        return
    several.locator("summary").click()
    boxes = [one for one in several.locator(".form-check").all() if _NOT_OURS.match(one.inner_text().strip())]
    for one in boxes:
        one.locator("input").check()
    if boxes:
        several.get_by_label("Reason").select_option("developer")
        saved(tab, "Settle as L0")


def _settle(tab: Page, level: str) -> None:
    tab.locator("#default_state").select_option("auto_on")
    tab.locator("#could_have_affected_records").select_option("no")
    for one in _NEEDS:
        tab.locator(f"#needs_{one}").select_option("no")
    tab.locator("#level").select_option(level)
    tab.locator("#rationale").fill(
        "Read with the release owner; our tests of the touched workflow show whether it holds."
    )
    saved(tab, "Settle this change")


def plan_test(tab: Page, home: str, service: str) -> None:
    """Write a test script with two steps and put it into the plan."""
    tab.goto(f"/tests/new?service={service}")
    tab.get_by_label("Title").fill("A record is written, changed and read again")
    tab.get_by_label("Purpose").fill("Records keep their values and their history.")
    tab.get_by_label("Kind of test").select_option("scripted")
    tab.get_by_label("Steps").fill(
        "Write a record and change it => Both values stand in its history\nExport it => Whole"
    )
    saved(tab, "Write it")
    script = re.search(r"TST-\d+", tab.url)
    assert script is not None
    tab.goto(f"{home}/planned-tests/new")
    tab.get_by_label("Test script").select_option(script.group())
    tab.get_by_label("Why it is run, or left out").fill("The release touches how records are kept.")
    saved(tab, "Put into the plan")


def run_test(tab: Page, home: str, folder: Path) -> None:
    """Run the planned test: what happened at each step, and a screenshot as evidence."""
    picture = folder / "record after the change.png"
    picture.write_bytes(PNG)
    tab.goto(f"{home}/tests")
    tab.get_by_role("link", name="Run it").click()
    tab.get_by_label("Environment").fill("Validation tenant")
    saved(tab, "Begin the run")
    for at, happened in ((1, "Old and new value, with name and time."), (2, "The export held all fields.")):
        step = tab.get_by_role("group", name=f"Step {at}")
        step.get_by_label("What happened").fill(happened)
        step.get_by_label("passed").check()
    tab.get_by_role("group", name="Step 1").get_by_label("Evidence").set_input_files(picture)
    saved(tab, "Finish the run")
    expect(tab.get_by_role("link", name=picture.name)).to_be_visible()


def conclude_and_submit(tab: Page, home: str) -> None:
    """Settle procedures and training, write the conclusion, submit."""
    tab.goto(f"{home}/procedures/new")
    tab.get_by_label("Reason or reference").fill("No step of ours changes.")
    saved(tab, "Record")
    tab.goto(f"{home}/trainings/new")
    tab.get_by_label("Reason or reference").fill("Nothing that people do changes.")
    saved(tab, "Record")
    tab.goto(f"{home}/conclusions/new")
    tab.get_by_label("Conclusion").fill("The touched workflow was tested and holds; nothing else of ours is reached.")
    saved(tab, "Record")
    tab.goto(f"{home}/approvals")
    saved(tab, "Submit for approval")

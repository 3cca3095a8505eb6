"""A person who has no mouse."""

from playwright.sync_api import Page

from tests.browser.sites import arriving
from tests.factories.people import PASSWORD

_MOST_STEPS = 400
_IS_REACHED = """([role, text]) => {
  const at = document.activeElement, words = (at.labels?.[0] ?? at).innerText ?? "";
  return at.tagName === role && words.trim().startsWith(text);
}"""


def reach(tab: Page, tag: str, words: str) -> None:
    """Press Tab until the focus stands on the element of this kind whose words (or label) begin so."""
    for _ in range(_MOST_STEPS):
        tab.keyboard.press("Tab")
        if tab.evaluate(_IS_REACHED, [tag.upper(), words]):
            return
    message = f"The keyboard does not reach “{words}” on {tab.url}"
    raise AssertionError(message)


def open_link(tab: Page, words: str) -> None:
    """Go to the link and follow it."""
    reach(tab, "a", words)
    with arriving(tab):
        tab.keyboard.press("Enter")


def sign(tab: Page, username: str, meaning: str) -> None:
    """Sign from my work on: the task, the link to the signing page, user name, password, Enter."""
    open_link(tab, f"Sign as {meaning}")
    open_link(tab, f"Sign as {meaning}")
    if tab.get_by_text("You cannot sign this now:").count():
        review_trail(tab)
    reach(tab, "input", "User name")
    tab.keyboard.type(username)
    tab.keyboard.press("Tab")
    tab.keyboard.type(PASSWORD)
    reach(tab, "button", "Sign as")
    with arriving(tab):
        tab.keyboard.press("Enter")
    assert not used_the_mouse(tab)


def review_trail(tab: Page) -> None:
    """Read the audit trail as the signing page asks, record the outcome, and come back to the signing page."""
    open_link(tab, "Review the audit trail")
    reach(tab, "input", "No, the trail is in order")
    tab.keyboard.press("Space")
    reach(tab, "button", "Record the outcome")
    with arriving(tab):
        tab.keyboard.press("Enter")


def used_the_mouse(tab: Page) -> bool:
    """Tell whether anything was clicked in this tab since it was opened, on whichever page."""
    return bool(tab.evaluate("sessionStorage.getItem('mouse') === 'used'"))

"""Password fields in a real browser: shown on demand, pasted into, hidden again when they are sent."""

import pytest

pytestmark = pytest.mark.browser


def test_a_password_is_shown_on_demand_and_hidden_before_it_is_sent(site):
    tab = site.context(viewport={"width": 360, "height": 740}).new_page()
    tab.goto("/sign-in")
    field = tab.locator("#password")
    field.evaluate("(one) => { one.focus(); document.execCommand('insertText', false, 'pasted from a manager'); }")
    tab.get_by_role("button", name="Show what is typed above").click()
    assert (field.get_attribute("type"), field.input_value()) == ("text", "pasted from a manager")
    tab.get_by_role("button", name="Hide what is typed above").click()
    assert field.get_attribute("type") == "password"
    tab.get_by_role("button", name="Show what is typed above").click()
    tab.evaluate("document.querySelector('form.stack').addEventListener('submit', (one) => one.preventDefault())")
    tab.get_by_label("User name").fill("sam.quinn")
    tab.get_by_role("button", name="Sign in").click()
    assert field.get_attribute("type") == "password"
    assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

"""The toolkit in a real browser: accessible in light and dark, narrow and wide, within its own security policy."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.sites import arrive

PAGES = (
    "/workshop/samples",
    "/workshop/samples?q=nothing+like+this",
    "/workshop/samples/SAM-0003",
    "/workshop/samples/new",
    "/workshop/samples/SAM-0001/signature",
    "/workshop/samples/SAM-0001/signature?refused=1",
    "/workshop/panel",
    "/workshop/failures/locked",
    "/workshop/failures/changed",
    "/no-such-page",
)

SEND_TWICE = """() => {
  window.sent = 0;
  document.addEventListener("submit", (one) => { if (!one.defaultPrevented) window.sent += 1; one.preventDefault(); });
  const button = document.querySelector("form.stack button");
  button.click();
  button.click();
}"""

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(chromium, live, request):
    """A tab of a signed-in person; ``request.param`` may give scheme and width."""
    address, cookie = live
    context = chromium.new_context(base_url=address, timezone_id="Asia/Tokyo", **getattr(request, "param", {}))
    context.add_cookies([{**cookie, "url": address}])
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda one: page.complaints.append(one.text) if "Content Security" in one.text else None)
    page.on("pageerror", lambda one: page.complaints.append(str(one)))
    page.on("dialog", lambda one: one.accept())
    yield page
    assert page.complaints == []
    context.close()


@pytest.mark.parametrize("tab", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True)
def test_axe_finds_nothing(tab):
    found = []
    for path in PAGES:
        arrive(tab, path)
        for one in Axe().run(tab).response["violations"]:
            found += [
                f"{path}: {one['id']}: {node['html'][:160]} {node['failureSummary'][:300]}" for node in one["nodes"]
            ]
    assert found == []


@pytest.mark.parametrize("tab", [{"viewport": {"width": 360, "height": 740}}], indirect=True)
def test_nothing_runs_off_a_narrow_screen(tab):
    wide = []
    for path in PAGES:
        arrive(tab, path)
        if tab.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(path)
    assert wide == []
    tab.goto("/workshop/samples")
    assert not tab.locator("nav#navigation").is_visible()
    tab.get_by_role("button", name="Menu").click()
    assert tab.get_by_role("link", name="My work").is_visible()


@pytest.mark.parametrize("tab", [{"color_scheme": "dark", "java_script_enabled": False}], indirect=True)
def test_everything_is_there_without_a_script(tab):
    tab.goto("/workshop/samples/SAM-0003")
    assert tab.locator("time", has_text="2026-11-02 09:00 UTC").first.is_visible()
    assert tab.get_by_role("link", name="Open releases").is_visible()
    assert tab.locator("nav#navigation").is_visible()


def test_dark_without_a_script_is_dark(chromium, live):
    context = chromium.new_context(base_url=live[0], color_scheme="dark", java_script_enabled=False)
    page = context.new_page()
    page.goto("/no-such-page")
    context_with = chromium.new_context(base_url=live[0], color_scheme="dark")
    scripted = context_with.new_page()
    scripted.goto("/no-such-page")
    ground = scripted.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(int(one) for one in re.findall(r"\d+", ground)) < 60
    assert page.screenshot(clip={"x": 5, "y": 300, "width": 1, "height": 1}) == scripted.screenshot(
        clip={"x": 5, "y": 300, "width": 1, "height": 1}
    )
    context.close()
    context_with.close()


def test_times_are_the_readers_and_a_panel_comes_by_itself(tab):
    arrive(tab, "/workshop/samples/SAM-0003")
    time = tab.locator(".panel time")
    assert time.inner_text() == "2026-11-02 18:00 GMT+9"
    assert time.get_attribute("title") == "2026-11-02 09:00:00 UTC"


def test_a_form_is_sent_once_and_its_faults_are_reached_first(tab):
    tab.goto("/workshop/samples/new")
    tab.get_by_label("Name").fill("Kept")
    tab.get_by_label("Reason").fill("update")
    tab.evaluate(SEND_TWICE)
    assert tab.evaluate("window.sent") == 1
    tab.goto("/workshop/samples/new")
    tab.get_by_label("Name").fill("Kept")
    tab.get_by_label("Reason").fill("update")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("[data-summary]")
    assert tab.evaluate("document.activeElement.hasAttribute('data-summary')")
    assert tab.get_by_label("Name").input_value() == "Kept"

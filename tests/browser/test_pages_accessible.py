"""Every page of the product in a real browser: accessible in light and dark, and whole on a narrow screen.

The list of pages comes from the URL map, so that a new page is looked at on the day it is written.
"""

from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe

from app.people.permissions import PERMISSIONS
from app.web.guard import PUBLIC, RESPONDENT, SIGNED_IN, permission_of
from tests.browser.sites import arrive, arriving, serving
from tests.conftest import discard
from tests.factories import people
from tests.factories.people import PASSWORD
from tests.releases import vendors
from tests.security.access_tables import reviewed_routes
from tests.security.company import Company, found_company
from tests.security.probes import address

NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
VISITORS = ("SO", "SQM", "QA", "BPO", "SME", "ADM", "INSP")
"""Who looks at a page: the first of them that may."""

NO_PAGES = {
    "assets.own": "styles and scripts",
    "assets.vendor": "styles and scripts",
    "assets.favicon": "an icon",
    "evidence_requests.file": "a download",
    "health.alive": "for machines",
    "health.ready": "for machines",
    "people.follow_password_link": "leads to the page that sets a password",
    "porch.arrive": "needs a personal link; looked at with the supplier's side",
    "people.set_password": "needs a fresh link; looked at with the pages that only a form shows",
}
AXE = Axe()
SCHEMES = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}
"""Everything in light; in dark what the scheme changes: the same page in other colours."""

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Place:
    """One page: who looks (None for nobody signed in), where, and the status that belongs there."""

    visitor: str | None
    path: str
    status: int = 200


@pytest.fixture(scope="module")
def company_site(template, tmp_path_factory, chromium):
    """An installation that holds a record of every kind; ``company`` names them."""
    folder = tmp_path_factory.mktemp("company") / "installation"
    with vendors.serving() as vendor:
        settings = template.copy(folder, outbound_allow=(vendor.url(""),))
        with serving(settings, chromium) as found:
            with found.inside():
                found.company = found_company(vendor, Company())
            found.tabs = {who: found.tab(who, viewport=WIDE) for who in (*VISITORS, None)}
            found.tabs["supplier"] = supplier_tab(found)
            yield found
    discard(settings)


def supplier_tab(site):
    """Open a tab of an outside person who came in by a personal link."""
    tab = site.tab(viewport=WIDE)
    session = {"name": "qualward-respondent", "value": site.company.sessions["supplier"], "url": site.address}
    tab.context.add_cookies([session])
    return tab


def places(app, company):
    """Return a place for every GET route, from the URL map; a route whose example is missing is named."""
    reviewed, found, missing = reviewed_routes(), [], []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGES:
            continue
        route = reviewed.get((rule.endpoint, "GET"))
        if route is None or any(word not in company.objects and word != "choice" for _, word in route.objects):
            missing.append(rule.endpoint)
            continue
        permission = permission_of(app.view_functions[rule.endpoint])
        found.append(Place(visitor_for(permission), address(company, route, rule.rule, "own"), route.own))
    return found, missing


def visitor_for(permission):
    """Return the first visitor who may, or None for a page that is open to everybody."""
    if permission in {PUBLIC, RESPONDENT}:
        return None if permission == PUBLIC else "supplier"
    return next(one for one in VISITORS if permission == SIGNED_IN or one in PERMISSIONS[permission])


def states(company):
    """Pages that one route shows in several ways: whose turn it is, somebody else's turn, errors, empty lists."""
    waiting = f"/impact-assessments/{company.objects['assessment'][1]}"
    exposed = f"/use-decisions/{company.objects['use_decision'][1]}"
    return [
        Place("SO", waiting),
        Place("QA", f"{waiting}/signatures/new"),
        Place("SO", f"{waiting}/signatures/new"),
        Place("SQM", f"{waiting}/signatures/new"),
        Place("BPO", f"{waiting}/rejections/new"),
        Place("QA", f"{exposed}/signatures/new"),
        Place("SQM", f"/tier-choices/{company.objects['tier_choice'][1]}/signatures/new"),
        Place("SQM", "/suppliers?q=nothing+is+called+so"),
        Place("SO", "/impact-assessments?sort=-due&size=25"),
        Place("BPO", "/"),
        Place("QA", "/"),
        Place("ADM", "/"),
        Place("BPO", "/suppliers/new", 403),
        Place("SO", "/no-such-page", 404),
        Place("SO", "/suppliers?colour=blue", 400),
        Place(None, "/no-such-page", 404),
    ]


def test_every_page_is_accessible_in_light_and_dark_and_whole_when_narrow(company_site):
    found, missing = places(company_site.app, company_site.company)
    assert missing == [], "these addresses have no example in tests/security/company.py"
    faults, looked_at = [], 0
    for place in [*found, *states(company_site.company)]:
        tab = company_site.tabs[place.visitor]
        is_page, odd = reached(tab, place)
        faults += [*odd, *(faults_of(tab, place.path) if is_page else [])]
        looked_at += is_page
    print(f"{looked_at} pages looked at, {len(found)} addresses and {len(states(company_site.company))} states visited")
    assert faults == [], "\n".join(faults)


def reached(tab, place):
    """Go there; tell whether it is a page, and whether the answer is not the one that belongs there."""
    answer = tab.request.get(place.path, max_redirects=0)
    if answer.status != place.status:
        return False, [f"{place.path} answered {answer.status} to {place.visitor}, not {place.status}"]
    if "text/html" not in answer.headers.get("content-type", ""):
        return False, []
    arrive(tab, place.path)
    return True, []


def faults_of(tab, name):
    """Look at the open page in light and dark, and on a narrow screen; nothing moves meanwhile."""
    faults = []
    for scheme, options in SCHEMES.items():
        tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for one in violations(tab, options):
            told = [f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:200]}" for node in one["nodes"]]
            faults += [f"{name} ({scheme}): {sentence}" for sentence in told]
    tab.set_viewport_size(NARROW)
    width = tab.evaluate("document.documentElement.scrollWidth")
    if width > NARROW["width"]:
        faults.append(f"{name} is {width} px wide on a screen of {NARROW['width']}")
    tab.set_viewport_size(WIDE)
    return faults


def violations(tab, options):
    """Let axe look; its half megabyte of script is brought to each page once."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE.axe_script)
    return tab.evaluate("options => axe.run(options).then((found) => found.violations)", options)


def test_pages_that_only_a_form_shows(company_site):
    """The refused signature, the refused form, the refused sign-in, the import preview."""
    faults = []
    waiting = f"/impact-assessments/{company_site.company.objects['assessment'][1]}"
    tab = company_site.tabs["SO"]
    tab.goto(f"{waiting}/signatures/new")
    tab.get_by_label("User name").fill("sol.owens")
    tab.get_by_label("Password").fill(PASSWORD[::-1])
    faults += sent(tab, "Sign as “AUTHOR”", "a refused signature")
    tab = company_site.tabs["SQM"]
    tab.goto("/suppliers/new")
    faults += sent(tab, "Register", "a refused form")
    tab.goto("/feeds/new")
    tab.get_by_label("Address").fill("https://127.0.0.1/feed")
    faults += sent(tab, "Try the address", "a refused address")
    arrive(tab, "/impact-assessments?sort=due")
    tab = company_site.tabs[None]
    tab.goto("/sign-in")
    tab.get_by_label("User name").fill("nobody.here")
    tab.get_by_label("Password").fill("not the password 1")
    faults += sent(tab, "Sign in", "a refused sign-in")
    faults += password_pages(company_site)
    assert faults == [], "\n".join(faults)


def password_pages(company_site):
    """The one-time link, the page behind it as somebody without a session sees it, and the page for a code."""
    with company_site.inside():
        reader = people.person_for("INSP").id
        people.enrolled(people.person_for("LEAD"))
    tab = company_site.tabs["ADM"]
    tab.goto(f"/people/{reader}/password-links/new")
    tab.get_by_label("Reason").fill("Forgot the password on holiday")
    with arriving(tab):
        tab.get_by_role("button", name="Make a password link").click()
    faults, link = faults_of(tab, "the one-time link"), tab.locator("main code").inner_text()
    fresh = company_site.tab(viewport=WIDE)
    arrive(fresh, link)
    fresh.get_by_role("heading", name="Set your password").wait_for()
    faults += faults_of(fresh, "setting a password")
    fresh.goto("/sign-in")
    fresh.get_by_label("User name").fill("lea.dorn")
    fresh.get_by_label("Password").fill(PASSWORD)
    fresh.get_by_role("button", name="Sign in", exact=True).click()
    fresh.get_by_role("heading", name="One-time code").wait_for()
    return [*faults, *faults_of(fresh, "the page for a code")]


def sent(tab, button, name):
    """Send the form without the browser's own checks; the page that answers carries its summary."""
    tab.evaluate("for (const one of document.forms) one.noValidate = true")
    with arriving(tab):
        tab.get_by_role("button", name=button, exact=True).click()
    has_sentence = tab.locator("[data-summary], [role=alert]").count()
    return [*([] if has_sentence else [f"{name} says nothing"]), *faults_of(tab, name)]


def test_a_page_with_faults_is_found(company_site):
    """The control: a picture without words, words too pale to read, and a table too wide are seen."""
    tab = company_site.tabs["SO"]
    tab.goto("/suppliers")
    tab.evaluate("""() => {
      const main = document.querySelector("main");
      const pale = document.createElement("p"), wide = document.createElement("div");
      pale.textContent = "too pale";
      pale.style.color = "#7d8a8a";
      Object.assign(wide.style, {width: "900px", height: "1px"});
      main.append(new Image(20, 20), pale, wide);
    }""")
    faults = " ".join(faults_of(tab, "planted"))
    assert "image-alt" in faults
    assert "color-contrast" in faults
    assert "px wide" in faults

"""Journey 1, release to decision: from a real vendor's feed to a signed dossier that verifies on a bare machine."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import expect

from app import jobs
from app.base.lease import Lease
from tests.browser.sites import arrive
from tests.journeys import assessing, histories, keyboard, register
from tests.journeys.bare_machine import BareMachine

MEANINGS = ("AUTHOR", "EXECUTE-TEST", "REVIEW-TEST", "APPROVE-BPO", "APPROVE-QA")

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("product", "document"), [("elabftw", histories.atom), ("kiwi-tcms", histories.json_feed)])
def test_a_release_becomes_a_signed_decision_that_verifies_anywhere(site, vendor, tmp_path, product, document):
    newest, *older = releases = histories.history(product)
    site.clock.at = datetime.combine(datetime.fromisoformat(newest.day), time(9), UTC)
    with site.inside():
        service = register.a_regulated_service(product)
        number = service.number
        people = [one.username for one in register.five_people()]
    vendor.says(document(product, older))
    feed = register_feed(site, vendor, number, len(older))
    vendor.says(document(product, releases))
    poll(site, feed, "1 new")
    open_assessments(site)
    home = assess(site, newest, number, tmp_path, people)
    for username, meaning in zip(people, MEANINGS, strict=True):
        site.clock.forward(minutes=7)
        keyboard.sign(site.sign_in(username), username, meaning)
    dossier = download(site, home, tmp_path)
    is_accepted_on_a_bare_machine(BareMachine(tmp_path / "empty", dossier, site.folder / "witness" / "heads.jsonl"))


def test_a_mouse_is_noticed(site):
    """The control of “by keyboard alone”: one click anywhere, and it is known on every later page."""
    with site.inside():
        register.five_people()
    tab = site.sign_in("sol.owens")
    assert not keyboard.used_the_mouse(tab)
    tab.get_by_role("heading", name="My work").click()
    keyboard.open_link(tab, "Releases")
    assert keyboard.used_the_mouse(tab)


def register_feed(site, vendor, service, count):
    """Try the address, register the feed, take the baseline; nothing of it opens work."""
    tab = site.tab("SQM")
    tab.goto("/feeds/new")
    tab.get_by_label("Service").select_option(service)
    tab.get_by_label("Name").fill("Release notes of the vendor")
    tab.get_by_label("Address").fill(vendor.url())
    assessing.saved(tab, "Try the address")
    expect(tab.locator("main")).to_contain_text(f"with {count} entries")
    assessing.saved(tab, "Register")
    feed = tab.url
    poll(site, feed, "baseline")
    open_assessments(site)
    tab.goto("/impact-assessments")
    expect(tab.locator("main")).not_to_contain_text("RIA-")
    return feed


def poll(site, feed, word):
    """Poll now, through the page, an hour later."""
    site.clock.forward(hours=1)
    tab = site.tab("SQM")
    tab.goto(feed)
    assessing.saved(tab, "Poll now")
    expect(tab.locator(".flash")).to_contain_text(re.compile(word))


def open_assessments(site):
    """Let the clock's sweep run once, as its own process does."""
    with site.inside():
        lease = Lease(jobs.LEASE, timedelta(seconds=30), site.clock)
        assert lease.hold()
        jobs.sweep(lease, site.clock)
        lease.release()


def assess(site, newest, service, tmp_path, people):
    """Let the assessor triage, settle and plan, a second person test, and the assessor conclude and submit."""
    tab = site.sign_in(people[0])
    tab.get_by_role("link", name="Triage it").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text(newest.title)
    home = tab.url.partition("#")[0]
    assessing.saved(tab, "Triage and take")
    assessing.settle_changes(tab, home)
    assert re.search("level L2", tab.locator(".heading").inner_text(), re.IGNORECASE)
    assessing.plan_test(tab, home, service)
    assessing.run_test(site.tab(people[1]), home, tmp_path)
    assessing.conclude_and_submit(tab, home)
    return home


def download(site, home, tmp_path):
    """See that QA approved it with five names, and fetch its dossier through the browser."""
    tab = site.tab("QA")
    arrive(tab, home)
    expect(tab.locator(".heading")).to_contain_text("approved")
    names = tab.locator(".signature-name").all_inner_texts()
    assert len(names) == len(set(names)) == 5
    tab.goto("/inspection/dossiers/")
    tab.get_by_label("Number of the record").fill(home.rpartition("/")[2])
    with tab.expect_download() as coming:
        tab.get_by_role("button", name="Make the dossier").click()
    target = tmp_path / "dossier.zip"
    coming.value.save_as(target)
    return target


def is_accepted_on_a_bare_machine(machine):
    """Accepted alone and beside the witness file; refused when one bit of any kind of file is turned over."""
    for more in ([], ["--witness", "witness.jsonl"], ["--full"]):
        answer = machine.verify(*more)
        assert answer.returncode == 0, answer.stdout + answer.stderr
    kinds = {
        path.relative_to(machine.pack).parts[0]: path for path in sorted(machine.pack.rglob("*")) if path.is_file()
    }
    assert {"ledger", "files", "revisions", "record.json", "index.html", "manifest.json"} <= set(kinds)
    for path in kinds.values():
        kept = machine.flip(path)
        answer = machine.verify()
        assert answer.returncode != 0, f"{path.name}: {answer.stdout}"
        path.write_bytes(kept)
    assert machine.verify().returncode == 0

"""Hostile texts in every field that people and vendors fill, shown in a real browser: they stay words."""

import json
from itertools import cycle

import pytest
from sqlalchemy import select

from app.base.db import db, transaction
from app.impact.actions import (
    conclusions,
    follow_ups,
    settlements,
    test_plans,
    test_runs,
    test_scripts,
    triages,
)
from app.impact.models import Assessment
from app.people import actions as accounts
from app.records.tables import LedgerEvent
from app.releases import intake
from app.suppliers.actions import facts, services, suppliers, workflows
from app.suppliers.models import Service
from app.suppliers.rules.details import ServiceDetails, SupplierDetails, WorkflowDetails
from app.suppliers.rules.facts import FactDetails
from tests.browser.attacks import ATTACKS, MARK
from tests.browser.sites import arrive
from tests.factories import impact
from tests.factories.people import clock_now, person_for
from tests.factories.releases import make_feed

WATCH = """
window.dialogs = 0;
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => { window.dialogs += 1; };
"""
FOUND = """(mark) => {
  const foreign = /^(IFRAME|OBJECT|EMBED|BASE|MARQUEE|VIDEO|MATH|STYLE|XMP|NOSCRIPT|IMG)$/i;
  const odd = [], ours = [`${location.origin}/static/`, `${location.origin}/vendor/`];
  for (const one of document.querySelectorAll("*")) {
    for (const at of one.attributes) {
      const is_code = /^on/i.test(at.name) || /^\\s*(javascript|data):/i.test(at.value);
      if (is_code) odd.push(`${one.tagName} ${at.name}=${at.value}`);
      if (at.name === "style") odd.push(`${one.tagName} has a style`);
      if (/^hx-/.test(at.name) && !/^(hx-get|hx-trigger|hx-swap)$/.test(at.name)) odd.push(`${one.tagName} ${at.name}`);
    }
    if (foreign.test(one.tagName)) odd.push(one.tagName);
    if (one.tagName === "SCRIPT" && !ours.some((from) => one.src.startsWith(from))) odd.push(`SCRIPT ${one.src}`);
    if (one.tagName === "META" && one.httpEquiv === "refresh") odd.push("META refresh");
  }
  if (document.body.textContent.includes("<Config")) odd.push("a template was run");
  return {odd, dialogs: window.dialogs, count: document.documentElement.textContent.split(mark).length - 1,
          values: [...document.querySelectorAll("input, textarea")].filter((one) => one.value.includes(mark)).length};
}"""

pytestmark = pytest.mark.browser


def test_hostile_texts_stay_words(site, vendor):
    with site.inside():
        number = filled(vendor)
        pages = pages_of(number)
    tabs = {who: site.tab(who) for who in ("SO", "SQM", "QA", "ADM")}
    dialogs, faults, seen = [], [], 0
    for tab in tabs.values():
        tab.add_init_script(WATCH)
        tab.on("dialog", lambda one: (dialogs.append(one.message), one.dismiss()))
    for who, path in pages:
        tab = tabs[who]
        answer = arrive(tab, path)
        assert answer.status == 200, f"{path}: {answer.status}"
        tab.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
        found = tab.evaluate(FOUND, MARK)
        seen += found["count"] + found["values"]
        faults += [f"{path}: {one}" for one in found["odd"]]
        faults += [f"{path}: {found['dialogs']} dialogs"] if found["dialogs"] else []
        faults += (
            [f"{path}: shows nothing hostile, so it proves nothing"] if not found["count"] + found["values"] else []
        )
    print(f"{len(ATTACKS)} texts, {len(pages)} pages, shown {seen} times, {len(faults)} faults")
    assert (faults, dialogs) == ([], [])
    assert len(ATTACKS) >= 40
    assert seen > 10 * len(ATTACKS)


def test_a_text_that_became_code_is_found(site):
    """The control: the same eyes see what was planted into a page by its own script."""
    tab = site.tab("SQM")
    tab.add_init_script(WATCH)
    tab.goto("/suppliers")
    tab.evaluate("""() => {
      const main = document.querySelector("main");
      const link = document.createElement("a"), frame = document.createElement("iframe");
      link.href = "javascript:alert(1)";
      main.append(link, frame);
      alert(1);
    }""")
    found = tab.evaluate(FOUND, MARK)
    assert found["dialogs"] == 1
    assert any("javascript:" in one for one in found["odd"])
    assert "IFRAME" in found["odd"]


def test_a_broken_policy_is_reported(site):
    """The control: inline code that a page would carry is blocked, and the browser's report comes in."""
    tab = site.tab("SQM")
    tab.goto("/suppliers")
    tab.evaluate("""() => {
      const code = document.createElement("script");
      code.textContent = "window.dialogs = 1";
      document.body.append(code);
    }""")
    tab.wait_for_timeout(1500)
    heard = list(site.complaints)
    site.complaints.clear()
    assert any("Content Security" in one for one in heard)
    assert any("a page broke its policy" in one for one in heard)


def filled(vendor):
    """Put every text somewhere: names, notes from a real poll, rationales, tests. Return the assessment's number."""
    texts = (f"{one} {at}" for at, one in enumerate(cycle(ATTACKS)))  # no two names alike
    registered = register(texts)
    feed = make_feed(registered, name=next(texts), url=vendor.url(), actor=person_for("SQM").actor)
    publish(vendor, [])
    feed_id, actor = feed.id, person_for("SQM").actor
    assert intake.poll([feed_id], actor=actor).failed == 0
    note = "\n".join(f"- The audit trail of records now shows {one}" for one in ATTACKS)
    publish(vendor, [(next(texts), note)])
    assert intake.poll([feed_id], actor=actor).failed == 0
    impact.sweep()
    with transaction(person_for("ADM").actor, clock_now()):
        new = accounts.NewPerson("hetty.hostile", "<b>Hetty</b> Hostile", "hetty@example.org", ["BPO"])
        accounts.add_person(new, person_for("ADM").actor, clock_now())
    assessment = db.session.query(Assessment).one()
    assess(assessment, texts)
    return assessment.number


def publish(vendor, entries):
    """Publish a JSON Feed whose newest entries are hostile; an older harmless one is the baseline."""
    items = [
        {"id": f"n{at}", "title": title, "url": "javascript:alert(77)", "content_text": text}
        for at, (title, text) in enumerate(entries)
    ]
    items.append({"id": "old", "title": "Older news", "content_text": "- Nothing."})
    vendor.says(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": ATTACKS[0], "items": items}))


def register(texts) -> Service:
    """Register suppliers, services, facts and workflows until every text stood in a name."""
    actor, service = person_for("SQM").actor, None
    for _ in range(8):
        with transaction(actor, clock_now()):
            supplier = suppliers.register_supplier(
                SupplierDetails(next(texts), country=next(texts)[:80], description=next(texts))
            )
            details = ServiceDetails(
                next(texts), is_regulated=True, description=next(texts), intended_use=next(texts),
                production_window=next(texts),
            )  # fmt: skip
            service = services.register_service(supplier, details)
            fact = FactDetails("site", next(texts), next(texts), next(texts), clock_now().date())
            facts.record_fact(service, fact, clock_now())
            workflows.register_workflow(
                service, WorkflowDetails(next(texts), ("audit_trail_history",), description=next(texts))
            )
    assert service is not None
    return service


def assess(assessment, texts):
    """Settle, test and conclude with hostile words in every field."""
    so, now = person_for("SO").actor, clock_now()
    with transaction(so, now):
        triages.triage(assessment, so, now)
    for change in list(assessment.this_round.changes):
        with transaction(so, now):
            settlements.settle_change(change, impact.KNOWN, impact.as_proposed(change), "L2", next(texts), so, now)
    steps = [test_scripts.Step(next(texts), next(texts)) for _ in range(4)]
    with transaction(so, now):
        script = test_scripts.Script(next(texts), next(texts), "scripted", steps, [])
        written = test_scripts.write_script(assessment.service, script, so, now)
        planned = test_plans.plan_test(assessment, test_plans.Plan(next(texts), written), so, now)
    with transaction(so, now):
        run = test_runs.start_run(planned, next(texts), so, now)
    with transaction(so, now):
        proof = [test_runs.File("<img src=x onerror=alert(9)>.txt", next(texts).encode(), "text/plain")]
        entries = [test_runs.StepEntry(next(texts), at > 0, proof) for at in range(4)]
        test_runs.record_run(run, entries, next(texts), so, now)
    with transaction(so, now):
        entry = follow_ups.Procedure(next(texts), next(texts), "needed", next(texts))
        follow_ups.settle_procedures(assessment, entry, so, now)
        training = follow_ups.Training(next(texts), next(texts), "needed", next(texts))
        follow_ups.settle_training(assessment, training, so, now)
        conclusions.conclude(assessment, "yes", next(texts), so, now)


def pages_of(number):
    """Return who looks at which page."""
    assessment = db.session.query(Assessment).filter_by(number=number).one()
    home, service, release = f"/impact-assessments/{number}", assessment.service, assessment.release
    here = f"/services/{service.number}"
    run = assessment.this_round.planned_tests[0].runs[0]
    workflow = service.workflows[0].number
    of_so = [
        "/impact-assessments", home, f"{home}/changes/1", f"{home}/changes/{len(assessment.this_round.changes)}",
        f"{home}/tests", f"{home}/runs/{run.id}", f"{home}/history", "/tests", "/tests/TST-0001",
        "/tests/TST-0001/edit",
        f"{home}/planned-tests/new", "/defects/DEF-2026-0001", "/", f"{home}/approvals",
    ]  # fmt: skip
    of_sqm = [
        "/suppliers", f"/suppliers/{service.supplier.number}", f"/suppliers/{service.supplier.number}/edit",
        "/services",
        here, f"{here}/edit", f"{here}/tier-choices/new", f"{here}/workflows/{workflow}",
        f"{here}/workflows/{workflow}/edit", "/feeds", f"/feeds/{release.feed.number}", "/feeds/new", "/releases",
        f"/releases/{release.number}", f"/releases/{release.number}/note",
    ]  # fmt: skip
    told = db.session.scalars(select(LedgerEvent.seq).where(LedgerEvent.body.contains(MARK)).limit(3)).all()
    of_qa = [f"{home}/rejections/new", *(f"/inspection/events/{seq}" for seq in told)]
    return [(who, path) for who, paths in (("SO", of_so), ("SQM", of_sqm), ("QA", of_qa)) for path in paths]

"""A company full of canaries: a record of every kind, made through real actions, each text carrying a marked word."""

from datetime import timedelta
from html import escape

from sqlalchemy import select

from app.base.db import db, transaction
from app.impact.actions import exposures, test_plans, test_runs, test_scripts
from app.impact.models import Assessment
from app.people import actions as accounts
from app.people import queries
from app.people.actions.sessions import start_session
from app.people.models import Person
from app.people.permissions import ROLES
from app.records import attachments
from app.releases.actions import VendorFile
from app.releases.intake import polling
from app.releases.models import Poll
from app.suppliers.actions import imports, suppliers, tiers
from app.suppliers.models import Service
from app.suppliers.rules.facts import KINDS
from app.training import actions as training
from tests.factories import impact
from tests.factories.people import clock_now, make_person, person_for, second_administrator
from tests.factories.releases import edit_note, make_feed, make_release
from tests.factories.suppliers import make_fact, make_owned_service, make_supplier, make_workflow
from tests.releases.vendors import Vendor, atom
from tests.security.asking import ask
from tests.security.canaries import MARK, VISITORS, Company
from tests.security.evidence_register import register_evidence
from tests.security.oversight import oversee
from tests.security.suppliers_side import answer
from tests.security.tierings import tier_services

__all__ = ["MARK", "VISITORS", "Company", "found_company"]


def found_company(vendor: Vendor, company: Company) -> Company:
    """Make everything. Commits; needs an application context whose installation may reach ``vendor``."""
    _hire(company)
    for _ in range(2):
        service = _register(company)
        _watch(company, service, vendor)
    register_evidence(company)
    for is_passed in (False, True):
        _assess(company, is_passed=is_passed)
    tier_services(company)
    _leave(company)
    answer(company)
    oversee(company)
    ask(company)
    company.objects["person"] = company.objects["person"][:3]
    return company


def _hire(company: Company) -> None:
    for role in ROLES:
        person_for(role)
    make_person("kim.other", ["SQM", "BPO", "SO", "SME", "QA"], name=company.word("Kim"))
    for one in db.session.scalars(select(Person)).all():
        company.keep("person", one.id)
    company.objects["person"] = company.objects["person"][2:]  # not the first administrators
    gone = make_person("gale.left", ["SQM", "BPO", "SO", "SME", "QA"], name=company.word("Gale"))
    people = {**{role: person_for(role) for role in ROLES}, "left": gone}
    for visitor, person in people.items():
        with transaction(person.actor, clock_now()):
            company.sessions[visitor] = start_session(
                person, "127.0.0.1", company.word(f"browser {visitor}"), clock_now()
            )
    admin = person_for("ADM")
    with transaction(admin.actor, clock_now()):
        accounts.deactivate(gone, company.word("left us"), admin.actor, clock_now())
    company.keep("session", 1, 2)
    with transaction(second_administrator().actor, clock_now()) as opened:
        for username in ("kim.other", "gale.left"):
            person, reason = queries.person(username), company.word("reason of a proposal")
            asked = accounts.propose_roles(person, ["QA"], reason, opened.actor, opened.now)
            company.keep("proposal", asked.number)
    company.sessions["stranger"] = "made-up-session-of-a-stranger"
    quality = person_for("QA")
    for _ in range(2):
        with transaction(quality.actor, clock_now()):
            new = training.NewProcedure(
                company.word("procedure"), "1", clock_now().date() - timedelta(days=3), required_for_signing=False
            )
            company.keep("procedure", training.add_procedure(new, quality.actor, clock_now()).number)


def _register(company: Company) -> Service:
    supplier = make_supplier(
        company.word("supplier"),
        country=company.word("country"),
        website=f"https://{company.word('web').replace(' ', '-')}.example.com",
        description=company.word("description"),
        owner_id=person_for("SQM").id,
    )
    service = make_owned_service(
        company.word("service"),
        supplier,
        description=company.word("description"),
        intended_use=company.word("intended use"),
        production_window=company.word("window"),
        notice_days=30,
    )
    company.keep("supplier", supplier.number)
    company.keep("service", service.number)
    company.keep("workflow", make_workflow(service, company.word("workflow"), description=company.word("use")).number)
    for kind in KINDS:
        value = kind.values[0][0] if kind.values else company.word(f"value of {kind.code}")
        fact = make_fact(service, kind.code, kind.only_name or company.word(f"name of {kind.code}"), value)
    company.keep("fact", fact.id)
    _choose_and_import(company, service)
    return service


def _choose_and_import(company: Company, service: Service) -> None:
    author = person_for("SQM")
    with transaction(author.actor, clock_now()):
        choice = tiers.draft_choice(service, "T2", company.word("rationale"), author.actor, clock_now())
    company.keep("tier_choice", choice.number)
    lines = (("supplier name", "country"), (company.word("imported"), company.word("land")))
    sheet = "\n".join(";".join('"' + one.replace('"', '""') + '"' for one in line) for line in lines).encode()
    with transaction(author.actor, clock_now()):
        company.keep("import", imports.upload(f"{MARK}.csv", sheet, author.actor, clock_now()).number)


def _watch(company: Company, service: Service, vendor: Vendor) -> None:
    sqm = person_for("SQM").actor
    path = f"/{service.number}"
    entry = (f"{service.number}-1", escape(company.word("polled")), escape(company.word("polled text")))
    vendor.says(atom([entry]), path)
    polled = make_feed(service, name=company.word("polled feed"), url=vendor.url(path), actor=sqm)
    polling.poll([polled.id])
    company.keep("feed", polled.number)
    company.keep("connection", polled.services[0].id)
    company.keep("poll", db.session.scalars(select(Poll.id).where(Poll.feed_id == polled.id)).one())
    feed = make_feed(service, name=company.word("feed"), actor=sqm)
    note = "\n".join(f"- {company.word('item')} of the audit trail" for _ in range(9))
    file = VendorFile(f"{MARK}.txt", company.word("vendor file").encode(), "text/plain")
    release = make_release(feed, company.word("release"), note, release_version="4.2", file=file, actor=sqm)
    edited = edit_note(release, f"{note}\n- {company.word('edited item')}", reason=company.word("mail"), actor=sqm)
    company.keep("release", release.number)
    company.objects["note"] = [str(edited.position), "1"]
    company.keep("file", attachments.of("releases.release", [release.id])[0].id)


def _assess(company: Company, *, is_passed: bool) -> None:
    note = "\n".join(f"- Users can now export records as CSV files, {company.word('change')}." for _ in range(4))
    assessment = impact.triaged(note)
    impact.settle_all(assessment, level="L2", rationale=company.word("rationale of the level"))
    _test(company, assessment, is_passed=is_passed)
    impact.follow_up(assessment)
    if is_passed:
        with transaction(impact.actor("SO"), clock_now()):
            impact.approvals.submit(assessment, impact.actor("SO"), clock_now())
    _keep_parts(company, assessment)
    _expose(company)


def _test(company: Company, assessment: Assessment, *, is_passed: bool) -> None:
    tester, now = impact.actor("SO"), clock_now()
    steps = [test_scripts.Step(company.word("step"), company.word("expected"))]
    script = test_scripts.Script(company.word("script"), company.word("purpose"), "scripted", steps, [])
    with transaction(tester, now):
        written = test_scripts.write_script(assessment.service, script, tester, now)
        planned = test_plans.plan_test(assessment, test_plans.Plan(company.word("why"), written), tester, now)
    with transaction(tester, now):
        run = test_runs.start_run(planned, company.word("tenant"), tester, now)
    proof = test_runs.File(f"{MARK}.txt", company.word("evidence").encode(), "text/plain")
    with transaction(tester, now):
        entry = test_runs.StepEntry(company.word("actual"), is_passed, [proof])
        test_runs.record_run(run, [entry] * len(planned.steps), company.word("notes"), tester, now)


def _expose(company: Company) -> None:
    """A release that went live unassessed, with a use decision that waits for QA."""
    assessment, author, now = (
        impact.triaged(f"- {company.word('live')} change.", production_in=-1),
        impact.actor("SO"),
        clock_now(),
    )
    with transaction(author, now):
        exposures.mark_live(assessment, now)
    with transaction(author, now):
        use = exposures.Use("continue_with_control", company.word("control"), now)
        company.keep("use_decision", exposures.decide_use(assessment, use, author, now).number)


def _keep_parts(company: Company, assessment: Assessment) -> None:
    at_work = assessment.this_round
    planned = at_work.planned_tests[-1]
    run = planned.runs[-1]
    files = attachments.of("impact.test_step_result", [one.id for one in run.step_results])
    company.keep("evidence", files[0].id)
    company.keep("entry", at_work.procedures[0].id)
    company.keep("assessment", assessment.number)
    company.objects["change_position"] = ["1", "2"]
    company.keep("planned_test", planned.id)
    company.keep("script", planned.script_version.script.number)
    company.keep("run", run.id)
    company.keep("defect", *(one.number for step in run.step_results for one in step.defects))


def _leave(company: Company) -> None:
    """Records in other states: free to retire, retired, detected; so that more forms are offered."""
    free, gone, holder = (make_supplier(company.word("supplier")) for _ in range(3))
    with transaction(person_for("QA").actor, clock_now()):
        suppliers.retire_supplier(gone, company.word("retired"), clock_now())
    company.keep("supplier", free.number, gone.number)
    company.keep("service", make_owned_service(company.word("service"), holder).number)
    first = db.session.scalars(select(Assessment).where(Assessment.state == "detected")).first()
    triaged = impact.triaged(f"- {company.word('triaged')} change of the help page.")
    company.keep("assessment", *(one.number for one in (first, triaged) if one is not None))

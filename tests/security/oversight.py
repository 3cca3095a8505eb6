"""What watches over a company of canaries: reviews of access and trail, verifications, alarms, statements, holds."""

from datetime import UTC, timedelta

from sqlalchemy import select

from app.access.actions import leaver_lists, reviews
from app.access.models import Leaver
from app.access.rules.decisions import Wanted
from app.access.rules.scopes import Scope
from app.base.db import db, transaction
from app.inspection.actions import evidence, inspections, record_verification
from app.inspection.actions.trail_reviews import open_review
from app.inspection.queries.inspections import running_for
from app.inspection.queries.trail_periods import Period, read_period
from app.inspection.rules.scopes import WHOLE
from app.notices.actions import raise_alarms
from app.notices.models import Mail
from app.notices.rules.causes import Cause
from app.records import attachments
from app.records.actor import CLOCK, operator
from app.records.verification.verify import verify
from app.safekeeping.actions.checking import Checked, record_check
from app.safekeeping.actions.restoring import record_restore
from app.safekeeping.models import Backup
from app.system.actions import disposals, holds, registries, statements
from tests.factories import impact
from tests.factories.people import clock_now, person_for
from tests.security.canaries import MARK, Company


def oversee(company: Company) -> None:
    """Make everything that quality and administration keep beside the trade. Commits."""
    _review(company)
    _inspect(company)
    _be_inspected(company)
    _alarm(company)
    _state(company)
    _keep_and_dispose(company)
    _back_up(company)


def _review(company: Company) -> None:
    """Two reviews, each with one decision; two leaver lists, one of them confirmed."""
    quality, admin = person_for("QA").actor, person_for("ADM").actor
    for _ in range(2):
        with transaction(quality, clock_now()):
            new = reviews.NewReview(company.word("review"), Scope("everybody"), clock_now().date())
            review = reviews.open_review(new, quality, clock_now())
            others = [one for one in review.lines if str(one.person_id) != quality.id]
            wanted = Wanted("remove", company.word("remove"))
            reviews.decide(others[0], wanted, quality, clock_now())
        company.keep("access_review", review.number)
        company.keep("line", others[1].id)
    for is_confirmed in (False, True):
        with transaction(admin, clock_now()):
            rows = f"user;last_working_day;reference\nkim.other;2030-01-0{1 + is_confirmed};{company.word('leaves')}\n"
            found = leaver_lists.upload(f"{MARK}.csv", rows.encode(), admin, clock_now())
            company.keep("leaver_list", found.number)
            if is_confirmed:
                leaver_lists.confirm(
                    found, leaver_lists.preview(found, admin, clock_now()).fingerprint, admin, clock_now()
                )
    company.keep("leaver", *db.session.scalars(select(Leaver.id)))


def _back_up(company: Company) -> None:
    """Two backups, one of them checked and restored, as the server's operator puts them on record."""
    for serial in (1, 2):
        digest = f"{serial:064d}"
        with transaction(operator("root"), clock_now()):
            made = Backup(
                manifest_sha256=digest,
                name=company.word("backup"),
                head_size=serial,
                files=0,
                bytes=512,
                made_at=clock_now(),
            )
            db.session.add(made)
            db.session.flush()
            company.keep("backup", made.id)
            if serial == 1:
                record_check(Checked(digest, serial, (company.word("fault"),)), clock_now())
                record_restore(digest, serial, clock_now())


def _inspect(company: Company) -> None:
    reader = person_for("QA")
    for _ in range(2):
        findings = verify()
        with transaction(reader.actor, clock_now()):
            run = record_verification(findings, reader.actor, clock_now())
            db.session.flush()
            company.keep("verification", run.id)
    company.keep("event", 1, 2)
    reading = read_period(Period(clock_now().date() - timedelta(days=9), clock_now().date()))
    for _ in range(2):
        with transaction(reader.actor, clock_now()):
            company.keep("trail_review", open_review(reading, reader.actor, clock_now()).number)


def _be_inspected(company: Company) -> None:
    """Two inspections, one running; two requests of the inspector, one of them answered with a file."""
    quality, inspector = person_for("QA"), person_for("INSP")
    today = clock_now().date()
    visit = inspections.Visit(company.word("visit"), company.word("announced"), today, today, WHOLE)
    with transaction(quality.actor, clock_now()):
        asked = inspections.ask(visit, UTC, quality.actor, clock_now())  # type: ignore[arg-type]  # a zone like any other
    running = running_for(inspector.id, clock_now())
    company.keep("inspection", asked.number, running.number if running else "")
    for is_answered in (True, False):
        with transaction(inspector.actor, clock_now()):
            found = evidence.ask(company.word("show me"), None, inspector.actor, clock_now())
        company.keep("evidence_request", found.number)
        if is_answered:
            file = evidence.File(f"{MARK}.txt", company.word("answer file").encode(), "text/plain")
            with transaction(quality.actor, clock_now()):
                evidence.answer(found, company.word("answer"), [file], quality.actor, clock_now())
            company.keep("evidence_file", attachments.of("inspection.evidence_entry", [found.entries[0].id])[0].id)


def _alarm(company: Company) -> None:
    """Two alarms, and the mails that tell of them."""
    for number, feed in enumerate(company.objects["feed"][:2], 1):
        cause = Cause(
            "feed_failing", "releases.feed", str(number), f"{feed} {MARK}", "/feeds", company.word("fault"), clock_now()
        )
        with transaction(CLOCK, clock_now()):
            company.keep("alarm", *(one.number for one in raise_alarms([cause], clock_now())))
    company.keep("mail", *db.session.scalars(select(Mail.id)).all()[:2])


def _state(company: Company) -> None:
    """A dropped statement and a draft, each with a copy of the letter."""
    for is_first in (True, False):
        admin, now = person_for("ADM"), clock_now()
        text = statements.StatementText(
            "closed",
            f"We host it ourselves, {company.word('deployment')}.",
            now.date(),
            company.word("letter"),
            company.word("comment"),
            statements.LetterFile(f"{MARK}.txt", company.word("letter file").encode(), "text/plain"),
        )
        with transaction(admin.actor, now):
            drafted = statements.draft(text, admin.actor, now)
            if is_first:
                statements.drop(drafted, company.word("dropped"), now)
        company.objects.setdefault("statement", []).insert(0, drafted.number)
        kept = attachments.of("system.statement", [drafted.id])[0]
        company.objects.setdefault("letter", []).insert(0, str(kept.id))
    author = person_for("SQM")
    with transaction(author.actor, clock_now()):
        written = registries.draft(company.word("registry"), author.actor, clock_now())
        registries.drop(written, company.word("dropped"), clock_now())
    company.keep("registry", written.number)


def _keep_and_dispose(company: Company) -> None:
    """Two holds; a registry in force, and two previews of what is past its retention (nothing is)."""
    quality, author = person_for("QA"), person_for("SQM")
    for number in company.objects["supplier"][:2]:
        with transaction(quality.actor, clock_now()):
            held = holds.set_hold("supplier", number, company.word("litigation"), quality.actor, clock_now())
        company.keep("hold", held.number)
    with transaction(author.actor, clock_now()):
        written = registries.draft(company.word("registry"), author.actor, clock_now())
    impact.sign_as(written, quality, registries.sign)
    company.objects["registry"].append(written.number)
    for is_first in (True, False):
        with transaction(author.actor, clock_now()):
            found = disposals.preview(author.actor, clock_now())
            if is_first:
                disposals.drop(found, company.word("dropped"), clock_now())
        company.objects.setdefault("disposal", []).insert(0, found.number)

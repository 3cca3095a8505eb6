"""The evidence of a company of canaries: two pieces with a file, one withdrawn, each text carrying a marked word."""

from app.base.db import db, transaction
from app.evidence.actions import register
from app.evidence.actions.classes import classify
from app.evidence.actions.downloads import keep_download
from app.evidence.actions.versions import File
from app.evidence.queries import files_of
from app.evidence.rules.details import VersionDetails
from app.suppliers import queries as suppliers
from tests.factories.people import clock_now, person_for
from tests.security.canaries import MARK, Company


def register_evidence(company: Company) -> None:
    """Make everything that the evidence register keeps. Commits."""
    author = person_for("SQM")
    for is_withdrawn, number in zip((False, True), company.objects["service"][:2], strict=True):
        service, now = suppliers.service(number), clock_now()
        assert service is not None
        details = register.EvidenceDetails(
            company.word("evidence"), "policy", service.supplier, service, author.id, "internal"
        )
        first = VersionDetails(
            effective_on=now.date(),
            no_expiry_because=company.word("for good"),
            address=f"https://{company.word('trust').replace(' ', '-')}.example.com",
            kept_at=company.word("kept"),
            note=company.word("note"),
        )
        file = File(f"{MARK}.txt", company.word("evidence file").encode(), "text/plain")
        with transaction(author.actor, now):
            found = register.register(details, first, file, author.actor, now)
            classify(found.versions[0], "E2", company.word("rationale of the class"), author.actor, now)
            keep_download(found.versions[0], files_of(found.versions)[found.versions[0].id], author.actor, now)
        if is_withdrawn:
            with transaction(author.actor, now):
                register.withdraw(found, company.word("withdrawn"), now)
        company.keep("registered_evidence", found.number)
        db.session.rollback()
    company.objects["evidence_version"] = ["1", "2"]

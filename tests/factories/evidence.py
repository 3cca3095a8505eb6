"""Evidence for tests, made through the product's own actions. Everything here commits."""

from datetime import date, timedelta
from itertools import count

from app.base.db import transaction
from app.evidence.actions import register
from app.evidence.actions.classes import classify
from app.evidence.actions.versions import File, add_version
from app.evidence.models import Evidence, EvidenceVersion
from app.evidence.rules.details import VersionDetails
from app.people.models import Person
from app.suppliers.models import Service, Supplier
from tests.factories.people import clock_now, person_for
from tests.factories.suppliers import make_supplier

_serial = count(1)
SOC2 = File("soc2.pdf", b"%PDF-1.7 a report", "application/pdf")


def dates(effective: int = -30, expires: int | None = 300, **more: object) -> VersionDetails:
    """Return a version whose days lie so many days from today."""
    today = clock_now().date()
    end = None if expires is None else today + timedelta(days=expires)
    why = None if expires is not None else "A contract without an end."
    return VersionDetails(
        effective_on=today + timedelta(days=effective),
        expires_on=end,
        no_expiry_because=why,
        **{"address": "https://vendor.example.com/trust", "kept_at": "The vendor's trust page", **more},  # type: ignore[arg-type]
    )


def make_evidence(
    supplier: Supplier | None = None,
    service: Service | None = None,
    *,
    version: VersionDetails | None = None,
    file: File | None = SOC2,
    by: Person | None = None,
    **more: object,
) -> Evidence:
    """Return registered evidence with its first version."""
    person = by or person_for("SQM")
    of_supplier = supplier or (service.supplier if service else make_supplier())
    values = {"title": f"Policy {next(_serial)}", "kind": "policy", "confidentiality": "internal", **more}
    values.setdefault("owner_id", person.id)
    with transaction(person.actor, clock_now()) as opened:
        details = register.EvidenceDetails(supplier=of_supplier, service=service, **values)  # type: ignore[arg-type]
        return register.register(details, version or dates(), file, opened.actor, opened.now)


def renew(found: Evidence, version: VersionDetails, file: File | None = SOC2) -> EvidenceVersion:
    """Return a newer version of ``found``."""
    with transaction(person_for("SQM").actor, clock_now()) as opened:
        return add_version(found, version, file, opened.actor, opened.now)


def make_class(version: EvidenceVersion, code: str, why: str = "Read it whole; it is in scope.") -> None:
    """Give ``version`` a class."""
    with transaction(person_for("SME").actor, clock_now()) as opened:
        classify(version, code, why, opened.actor, opened.now)


def make_bridge(found: Evidence, until: date, **more: object) -> Evidence:
    """Return a bridge letter that carries ``found`` on until a day."""
    days = (until - clock_now().date()).days
    letter = dates(effective=-5, expires=days, bridges=found.number)
    return make_evidence(found.supplier, version=letter, kind="bridge_letter", title="Bridge letter", **more)

"""What the suppliers showed, in the story: reports renewed, bridged, about to expire and expired; who took them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.base.db import db
from app.demo.stage import Stage
from app.evidence.actions import register
from app.evidence.actions.classes import classify
from app.evidence.actions.downloads import keep_download
from app.evidence.actions.register import EvidenceDetails
from app.evidence.actions.versions import File, add_version
from app.evidence.models import Evidence, EvidenceVersion
from app.evidence.queries import files_of
from app.evidence.rules.details import VersionDetails
from app.suppliers.models import Service, Supplier

REPORT = "SOC 2 type II report"
ISO = "ISO/IEC 27001 certificate"


@dataclass(frozen=True)
class Piece:
    """A piece of evidence of the story; its owner by user name."""

    title: str
    kind: str
    confidentiality: str
    owner: str = "sqm"


def first_pieces_come_in(stage: Stage, found: Mapping[str, Service]) -> None:
    """What the suppliers showed a year ago, each classed by somebody who had read it."""
    of_docuvault = Piece(f"{REPORT}, Docuvault", "soc2_type2", "supplier_confidential")
    days = _days(stage, -350, -10, period=(-740, -376))
    docuvault = _registered(stage, found["Docuvault Quality"], of_docuvault, days, "docuvault-soc2-2025.pdf")
    _classed(
        stage, "isec", docuvault, "E3", "Unqualified opinion; our edition and region are in scope. Two exceptions."
    )
    of_trialdesk = Piece(f"{REPORT}, TrialDesk", "soc2_type2", "supplier_confidential")
    days = _days(stage, -350, -12, period=(-730, -366))
    trialdesk = _registered(stage, found["TrialDesk eTMF"], of_trialdesk, days, "trialdesk-soc2.pdf")
    _classed(stage, "isec", trialdesk, "E3", "Unqualified opinion; the host is carved out, its own report was read.")
    certificate = Piece(f"{ISO}, LearnPath", "iso_certificate", "public")
    days = _days(stage, -1150, -55)
    learnpath = _registered(stage, found["LearnPath LMS"].supplier, certificate, days, "learnpath-iso27001.pdf")
    _classed(stage, "sme", learnpath, "E3", "Accredited body; the statement of applicability names our service.")
    test = Piece("Penetration test of SignFlow, summary", "penetration_test", "confidential", "so")
    tested = _registered(stage, found["SignFlow"], test, _days(stage, -345, 20), "signflow-pentest-summary.pdf")
    _classed(stage, "isec", tested, "E2", "A summary; the findings were shown to us in a meeting, and none is open.")
    restore = Piece("Restore of our tenant, yearly", "restore_report", "internal", "sme")
    restored = _registered(stage, found["LabNest ELN"], restore, _days(stage, -370, -5), "labnest-restore-report.pdf")
    _classed(stage, "sme", restored, "E2", "Log and screenshots of the restore; counts of records agree with ours.")


def certificates_are_renewed(stage: Stage, found: Mapping[str, Service]) -> None:
    """The certificate's successor, and a policy that stays where the vendor publishes it."""
    renewed = _piece(f"{ISO}, LearnPath")
    newer = _version(stage, renewed, _days(stage, -122, 973), "learnpath-iso27001-2026.pdf")
    with stage.acting("sme") as opened:
        classify(newer, "E3", "The same body; the scope is unchanged.", opened.actor, opened.now)
    place = VersionDetails(
        effective_on=stage.today - timedelta(days=200),
        expires_on=stage.today + timedelta(days=165),
        address="https://coldtrace.example/trust/security-policy",
        kept_at="The vendor's trust page, open to everybody",
        note="Version 4.1, read on the day it was recorded.",
    )
    piece = Piece("Information security policy, Coldtrace", "policy", "public")
    policy = _registered(stage, found["Coldtrace Monitoring"], piece, place, None)
    _classed(stage, "isec", policy, "E1", "Says what they intend; nothing in it shows that it is done.")


def this_years_reports_come_in(stage: Stage, found: Mapping[str, Service]) -> None:
    """A new report, a bridge letter for one that is late, and a procedure that nobody has classed yet."""
    docuvault = _piece(f"{REPORT}, Docuvault")
    newer = _version(stage, docuvault, _days(stage, -40, 325, period=(-375, -60)), "docuvault-soc2-2026.pdf")
    with stage.acting("isec") as opened:
        why = "Unqualified opinion without exceptions; the scope is that of last year."
        classify(newer, "E3", why, opened.actor, opened.now)
    for username in ("sme", "qa", "isec"):
        with stage.acting(username) as opened:
            keep_download(newer, files_of([newer])[newer.id], opened.actor, opened.now)
    letter = Piece("Bridge letter, TrialDesk", "bridge_letter", "supplier_confidential")
    days = _days(stage, -22, 70, bridges=_piece(f"{REPORT}, TrialDesk").number)
    bridge = _registered(stage, found["TrialDesk eTMF"], letter, days, "trialdesk-bridge-letter.pdf")
    _classed(stage, "isec", bridge, "E1", "The supplier's own word that nothing changed; the report is announced.")
    procedure = Piece("Change and release procedure, Docuvault", "procedure", "confidential")
    days = _days(stage, -60, 670)
    _registered(stage, found["Docuvault Quality"], procedure, days, "docuvault-change-procedure.pdf")


def _registered(
    stage: Stage, about: Service | Supplier, piece: Piece, first: VersionDetails, name: str | None
) -> Evidence:
    with stage.acting("sqm") as opened:
        supplier, service = (about.supplier, about) if isinstance(about, Service) else (about, None)
        owner_id = stage.person(piece.owner).id
        details = EvidenceDetails(piece.title, piece.kind, supplier, service, owner_id, piece.confidentiality)
        return register.register(details, first, _file(name), opened.actor, opened.now)


def _version(stage: Stage, found: Evidence, newer: VersionDetails, name: str) -> EvidenceVersion:
    with stage.acting("sqm") as opened:
        return add_version(found, newer, _file(name), opened.actor, opened.now)


def _classed(stage: Stage, username: str, found: Evidence, code: str, why: str) -> None:
    with stage.acting(username) as opened:
        classify(found.versions[0], code, why, opened.actor, opened.now)


def _piece(title: str) -> Evidence:
    return db.session.scalars(select(Evidence).where(Evidence.title == title)).one()


def _days(
    stage: Stage, effective: int, expires: int, period: tuple[int, int] | None = None, bridges: str | None = None
) -> VersionDetails:
    """Return the days of a version, each counted from the day on which the demo is loaded."""

    def day(count: int) -> date:
        return stage.today + timedelta(days=count)

    first, last = (day(period[0]), day(period[1])) if period else (None, None)
    return VersionDetails(day(effective), day(expires), period_from=first, period_to=last, bridges=bridges)


def _file(name: str | None) -> File | None:
    return None if name is None else File(name, _pdf(f"Invented for the demo company: {name}"), "application/pdf")


def _pdf(line: str) -> bytes:
    """Return a page with one line on it, as a PDF that every reader opens."""
    drawn = f"BT /F1 16 Tf 60 780 Td ({line}) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            "/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    text, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(text))
        text += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    index = f"xref\n0 {count}\n0000000000 65535 f \n{table}"
    end = f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(text)}\n%%EOF\n"
    return f"{text}{index}{end}".encode("ascii")

"""Three services are scored: one by two people who were apart, one so far by one of two, one that is light."""

from app.demo.stage import Stage
from app.qualification.actions import opening, sheets, signing, weighing
from app.qualification.models import Tiering
from app.suppliers.models import Service

DOCUVAULT = {
    "F1": ("3", "Every controlled document and every CAPA is kept and released here."),
    "F2": ("3", "A withdrawn version in use is found at line clearance, before a batch is released."),
    "F3": ("3", "Procedures, deviations and CAPAs: what quality decides by."),
    "F4": ("4", "The only original of our procedures; kept for 30 years."),
    "F5": ("4", "Procedures and CAPA closures are approved by electronic signature."),
    "F6": ("3", "Multi-tenant; both regions are named in annex 2 of the data processing agreement."),
    "F7": ("2", "Own workflows and fields, no code (configuration export, May)."),
    "F8": ("3", "Training assignments go to the LMS, completions come back."),
    "F9": ("3", "About 640 users on both sites."),
    "F10": ("3", "Export of all records was rehearsed once; moving would take most of a year."),
}
SECOND_OPINION = {
    **DOCUVAULT,
    "F3": ("4", "Release decisions cite these records directly."),
    "F8": ("1", "Only read-only links to the LMS are switched on in production."),
}
LABNEST = {
    "F1": ("4", "Potency is calculated in the notebook and used without a second calculation."),
    "F2": ("4", "A wrong result may release a batch nobody looks at again."),
    "F3": ("4", "Primary data of release testing."),
    "F4": ("3", "The notebook is the record."),
    "F5": ("3", "Entries are witnessed by electronic signature."),
    "F6": ("2", "A tenant of our own in Frankfurt."),
    "F7": ("3", "Eleven calculation templates written by our laboratory."),
    "F8": ("2", "Balances send their readings one way."),
    "F9": ("1", "About 40 analysts."),
    "F10": ("unknown", "Nobody has tried an export with formulas yet."),
}
BOARDS = {
    "F1": ("1", "Shows figures that are kept and judged elsewhere."),
    "F2": ("1", "A wrong chart is noticed at the weekly meeting."),
    "F3": ("2", "Some boards show names of colleagues."),
    "F4": ("1", "Copies of figures from the eQMS."),
    "F5": ("0", "Nothing is signed here."),
    "F6": ("3", "Multi-tenant, regions named."),
    "F7": ("1", "Light settings."),
    "F8": ("1", "Nightly read-only import."),
    "F9": ("2", "About 90 users."),
    "F10": ("1", "The spreadsheets of last year could come back within a week."),
}

Sheet = dict[str, tuple[str, str]]


def services_are_tiered(stage: Stage, found: dict[str, Service]) -> None:
    """Play the three."""
    docuvault = _scored(stage, found["Docuvault Quality"], DOCUVAULT, SECOND_OPINION)
    with stage.acting("sqm") as opened:
        why = (
            "We looked at the configuration together: completions do come back, through the nightly job. The "
            "links that Stefan saw are the only ones a user sees."
        )
        weighing.agree(docuvault, "F8", 3, why, opened.actor, opened.now)
        team = "Quality, IT and document control; facilitated by Stefan Meierhans. FMEA-0117 in the quality system."
        weighing.weigh(docuvault, "T1", "", team, opened.actor)
    _signs(stage, docuvault, "sqm", "bpo", "qa")
    _scored(stage, found["LabNest ELN"], LABNEST)
    _signs(stage, _scored(stage, found["Northbeam Boards"], BOARDS), "sqm")


def _scored(stage: Stage, service: Service, *written: Sheet) -> Tiering:
    with stage.acting("sqm") as opened:
        tiering = opening.open_tiering(service, opened.actor, opened.now)
    for username, sheet in zip(("sqm", "sme"), written, strict=False):
        stage.later(40)
        with stage.acting(username) as opened:
            given = {code: {"score": score, "rationale": why} for code, (score, why) in sheet.items()}
            sheets.hand_in(tiering, given, opened.actor, opened.now)
    return tiering


def _signs(stage: Stage, tiering: Tiering, *usernames: str) -> None:
    for username in usernames:
        stage.sign(username, tiering, signing.sign_tiering)  # type: ignore[arg-type]  # the stage hands the actor on

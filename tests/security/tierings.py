"""Tierings of a company of canaries: one whose two scorers are apart, one that waits for its second scorer."""

from app.base.db import db, transaction
from app.qualification.actions import sheets, weighing
from tests.factories.people import clock_now, person_for
from tests.factories.qualification import CRITICAL, again, make_tiering
from tests.factories.suppliers import make_owned_service
from tests.security.canaries import Company


def tier_services(company: Company) -> None:
    """Make both. Commits."""
    for scorers in (("SQM", "SME"), ("SQM",)):
        tiering = make_tiering(make_owned_service(company.word("service")))
        for role in scorers:
            person, score = person_for(role), "0" if role == "SME" else "3"
            given = {
                code: {"score": score if code == "F1" else kept, "rationale": company.word(f"{role} on {code}")}
                for code, kept in CRITICAL.items()
            }
            with transaction(person.actor, clock_now()):
                sheets.hand_in(again(tiering), given, person.actor, clock_now())
        company.keep("tiering", tiering.number)
        if len(scorers) == 2:
            author = person_for("SQM")
            with transaction(author.actor, clock_now()):
                weighing.agree(again(tiering), "F1", 2, company.word("agreed"), author.actor, clock_now())
    company.objects["factor"] = ["1", "2"]
    db.session.expire_all()

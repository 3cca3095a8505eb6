"""Tierings for tests, made through the product's own actions. Each function commits."""

from app.base.db import db, transaction
from app.people.models import Person
from app.qualification import queries
from app.qualification.actions import opening, sheets, weighing
from app.qualification.definitions import risk_model
from app.qualification.models import Tiering
from app.suppliers.models import Service
from tests.factories.people import clock_now, person_for
from tests.factories.suppliers import make_owned_service

LIGHT = dict.fromkeys((factor.code for factor in risk_model().factors), "1")
"""Comes to 25 points, T3, informal: one scorer is enough."""

CRITICAL = {**LIGHT, "F2": "4"}
"""Comes to T1 by floor R1: a second scorer is needed."""


def typed(scores: dict[str, str], why: str = "as the vendor's manual says") -> dict[str, dict[str, str]]:
    """Return a sheet as it is typed; each rationale names its factor."""
    return {code: {"score": score, "rationale": f"{code}: {why}"} for code, score in scores.items()}


def make_tiering(service: Service | None = None, author: Person | None = None) -> Tiering:
    """Return an open tiering that nobody has scored."""
    service, author = service or make_owned_service(), author or person_for("SQM")
    with transaction(author.actor, clock_now()):
        return opening.open_tiering(service, author.actor, clock_now())


def hand_in(tiering: Tiering, person: Person, scores: dict[str, str], why: str = "as the manual says") -> Tiering:
    """Let a person hand in a whole sheet."""
    with transaction(person.actor, clock_now()):
        found = again(tiering)
        sheets.hand_in(found, typed(scores, why), person.actor, clock_now())
    return again(tiering)


def make_scored(scores: dict[str, str], second: dict[str, str] | None = None, **of: object) -> Tiering:
    """Return a tiering that the author, and with ``second`` the validation lead, have scored."""
    tiering = hand_in(make_tiering(**of), person_for("SQM"), scores)  # type: ignore[arg-type]
    return tiering if second is None else hand_in(tiering, person_for("SME"), second)


def agreed(tiering: Tiering, factor: str, score: int, why: str = "We read the contract together.") -> Tiering:
    """Let the author write down what the scorers agreed on."""
    author = person_for("SQM")
    with transaction(author.actor, clock_now()):
        weighing.agree(again(tiering), factor, score, why, author.actor, clock_now())
    return again(tiering)


def weighed(tiering: Tiering, tier: str, rationale: str = "", team: str = "") -> Tiering:
    """Let the author choose the tier that is signed."""
    author = person_for("SQM")
    with transaction(author.actor, clock_now()):
        weighing.weigh(again(tiering), tier, rationale, team, author.actor)
    return again(tiering)


def again(tiering: Tiering) -> Tiering:
    """Read the tiering once more, as a page does."""
    number = tiering.number
    db.session.expire_all()
    found = queries.tiering(number)
    assert found is not None
    return found

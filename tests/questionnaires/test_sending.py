"""What a request is built from: the questionnaire that people signed, and the factors of the signed tiering."""

from datetime import date

import pytest

from app.questionnaires import definitions
from app.questionnaires.queries.sending import definition_to_send
from tests.factories.suppliers import make_owned_service
from tests.questionnaires.test_definition_records import draft, signed

DAY = date(2026, 11, 3)


def test_until_somebody_signs_the_shipped_default_is_sent_and_says_so(app, client_as):
    assert not definition_to_send(DAY).is_approved
    service = make_owned_service()
    page = client_as("SQM").get(f"/services/{service.number}/requests/new").text
    assert "to be approved by your QA" in page


def test_the_signed_version_is_sent_from_its_day_on(app, client_as):
    signed(draft())
    found = definition_to_send(DAY)
    assert found.is_approved
    assert found.questionnaire.questions == definitions.shipped_bank().questionnaire.questions
    service = make_owned_service()
    assert "to be approved by your QA" not in client_as("SQM").get(f"/services/{service.number}/requests/new").text


@pytest.fixture
def teller():
    """A room above that tells one factor."""

    def told(_service):
        return {"F4": 3}

    definitions.register_factors(told)
    yield
    definitions._tellers.remove(told)


def test_factors_come_from_the_room_that_scores_them(app, teller):
    assert definitions.factors_of(make_owned_service()) == {"F4": 3}

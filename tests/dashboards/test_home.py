"""My work: what waits for me, from the same verdicts that guard the next move."""

from tests.factories import impact
from tests.factories.people import person_for


def test_a_new_assessment_waits_for_the_system_owner(app, client_as):
    assessment = impact.an_assessment()
    page = client_as("SO").get("/").text
    assert assessment.number in page
    assert "Triage it" in page
    assert "Nothing waits for you" in client_as("BPO").get("/").text


def test_the_next_signer_and_nobody_else_sees_the_signature(app, client_as):
    assessment = impact.submitted("- Users can now export records as CSV files.\n")
    page = client_as("SO").get("/").text
    assert "Sign as AUTHOR" in page
    assert assessment.number not in client_as("QA").get("/").text
    impact.sign_as(assessment, person_for("SO"))
    assert "Sign as AUTHOR" not in client_as("SO").get("/").text


def test_the_page_costs_the_same_for_one_and_for_many(app, client_as):
    client = client_as("SO")
    impact.an_assessment()
    client.get("/")
    few = client.queries
    for _ in range(5):
        impact.an_assessment()
    client.get("/")
    assert client.queries <= few + 1

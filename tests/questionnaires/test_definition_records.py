"""Definitions in the portal: taken in, signed by three people, in force from a day, never edited."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.base.db import db, transaction
from app.content.freezing import from_outside, frozen, shipped
from app.questionnaires.actions import definitions as actions
from app.questionnaires.models import Definition
from app.questionnaires.queries import definitions as queries
from app.records import history, kernel
from app.records.actor import CLOCK
from app.records.moves import MoveRefused, move
from config import ROOT
from tests.content.test_questionnaire_faults import SMALL
from tests.factories import impact
from tests.factories.people import clock_now, make_person, person_for
from tests.suppliers.test_tier_choices import sign

WHY = "We send this questionnaire to every supplier of a regulated service."
NAME = "questionnaire/supplier-qualification"
LIST = "/questionnaires"


def take_in(client, source=NAME, text=None, **more):
    fields = {"csrf_token": client.token(f"{LIST}/new"), "source": source, "rationale": WHY, **more}
    if text is not None:
        fields["file"] = (io.BytesIO(text if isinstance(text, bytes) else text.encode()), "own.yaml")
    return client.post(LIST, data=fields, content_type="multipart/form-data")


def address_of(response):
    assert response.status_code == 303, response.get_data(as_text=True)
    return response.headers["Location"]


def draft(text=None, effective_from=None):
    """Take a definition in as SQM, by the action."""
    who = person_for("SQM")
    told = actions.Draft(WHY, effective_from)
    with transaction(who.actor, clock_now()) as opened:
        if text is None:
            return actions.take_in_shipped(NAME, told, opened.actor, opened.now)
        return actions.take_in_file("own.yaml", text.encode(), told, opened.actor, opened.now)


def signed(found, *roles):
    for role in roles or ("SQM", "SME", "QA"):
        impact.sign_as(found, person_for(role), actions.sign)
    return found


def test_three_people_sign_the_bank_into_force(client_as):
    clients = {role: (client_as(role), person_for(role).username) for role in ("SQM", "SME", "QA")}
    address = address_of(take_in(clients["SQM"][0]))
    number = address.rpartition("/")[2]
    for role in ("SQM", "SME", "QA"):
        assert queries.effective("questionnaire", "supplier-qualification", clock_now().date()) is None
        assert sign(clients[role][0], address, clients[role][1]).status_code == 303
    found = queries.effective("questionnaire", "supplier-qualification", clock_now().date())
    assert (found.number, found.state, found.effective_from) == (number, "effective", clock_now().date())
    assert len(queries.questionnaire(found).questions) == 80
    page = clients["QA"][0].get(address).get_data(as_text=True)
    assert "RM-02 Minimum notice before functional change reaches our production tenant?" in page
    assert "14 to 29 days" in page
    assert "Asked when the tier is T1 or T2 or factor F4 scores 2 or more." in page
    assert "hard knock-out" in page


def test_what_is_frozen_is_one_canonical_text_named_by_its_digest(app):
    found = draft()
    content = next(one for one in shipped(ROOT / "questionnaires") if one.kind == "questionnaire").content
    assert queries.raw_content_of(found) == frozen(content)
    kernel.of(db.session()).files.path(found.content_sha256).write_bytes(b"{}")
    with pytest.raises(queries.ContentLost, match="missing or damaged"):
        queries.content_of(found)


def test_nobody_signs_twice_or_out_of_turn(app):
    found = draft(SMALL)
    both = make_person("many.roles", roles=["SQM", "SME", "QA"])
    for role in ("SME", "QA"):
        with pytest.raises(actions.SigningRefused):
            impact.sign_as(found, person_for(role), actions.sign)
    with pytest.raises(actions.SigningRefused, match="comes from the person who took this definition in"):
        impact.sign_as(found, both, actions.sign)
    signed(found, "SQM")
    impact.sign_as(found, both, actions.sign)
    with pytest.raises(actions.SigningRefused):
        impact.sign_as(found, both, actions.sign)
    signed(found, "QA")
    assert found.state == "effective"


def test_the_author_never_reviews_or_approves(app):
    author = make_person("many.roles", roles=["SQM", "SME", "QA"])
    with transaction(author.actor, clock_now()) as opened:
        found = actions.take_in_file("own.yaml", SMALL.encode(), actions.Draft(WHY, None), opened.actor, opened.now)
    impact.sign_as(found, author, actions.sign)
    with pytest.raises(actions.SigningRefused, match="other people review and approve it"):
        impact.sign_as(found, author, actions.sign)


def test_a_version_is_one_content_for_good(client_as):
    first = draft(SMALL)
    client = client_as("SME")
    again = take_in(client, "own", SMALL)
    assert (again.status_code, f"{first.number} holds this version already" in again.get_data(as_text=True)) == (
        422,
        True,
    )
    other = take_in(client, "own", SMALL.replace("Is it kept?", "Is it kept for long?"))
    assert other.status_code == 422
    assert "A changed content is a new version" in other.get_data(as_text=True)
    signed(first)
    with pytest.raises(RuntimeError), transaction(person_for("SQM").actor, clock_now()):
        first.state = "draft"
    assert db.session.scalar(select(Definition.state).where(Definition.id == first.id)) == "effective"


def newer(text=SMALL):
    """The small questionnaire, one version on: reworded, reweighted, one question more, one less."""
    text = text.replace('version: "1"\ntitle', 'version: "2"\ntitle').replace(
        "Is it kept?", "Is it kept for ten years?"
    )
    text = text.replace("First version.}", 'First version.}\n  - {version: "2", date: 2026-11-24, change: More years.}')
    return text.replace("weight: 3\n", "weight: 4\n").replace("factor: F4, at_least: 2", "factor: F4, at_least: 3")


def test_a_newer_version_retires_the_older_and_says_what_it_changed(client_as):
    first = signed(draft(SMALL))
    second = draft(newer())
    assert queries.effective("questionnaire", "small", clock_now().date()).number == first.number
    page = client_as("QA").get(f"{LIST}/{second.number}/changes").get_data(as_text=True)
    for words in (
        "reworded",
        "Is it kept for ten years?",
        "reweighted",
        "asked otherwise",
        first.number,
        "More years.",
    ):
        assert words in page
    assert "the tier is T1 or factor F4 scores 3 or more" in page
    signed(second)
    assert [one.state for one in queries.versions_of("questionnaire", "small")] == ["effective", "retired"]
    assert queries.effective("questionnaire", "small", clock_now().date()).number == second.number
    event = history.of("questionnaires.definition", first.id)[0]
    assert (event.act, second.number in event.reason) == ("questionnaires.definition.retired", True)


def test_a_later_day_leaves_the_older_version_in_force_until_then(app):
    today = clock_now().date()
    first = signed(draft(SMALL))
    second = signed(draft(newer(), effective_from=today + timedelta(days=10)))
    assert (first.state, second.state) == ("effective", "approved")
    assert queries.effective("questionnaire", "small", today).number == first.number
    assert queries.effective("questionnaire", "small", today + timedelta(days=10)).number == second.number
    with transaction(CLOCK, clock_now() + timedelta(days=9)) as opened:
        assert not actions.put_in_force(queries.definition(second.number), opened.now)
    with transaction(CLOCK, clock_now() + timedelta(days=10)) as opened:
        assert [one.number for one in queries.due(opened.now.date())] == [second.number]
        assert actions.put_in_force(queries.definition(second.number), opened.now)
    assert [one.state for one in queries.versions_of("questionnaire", "small")] == ["effective", "retired"]


def test_a_rejection_leaves_what_is_in_force_and_a_draft_is_dropped_by_its_author(client_as):
    first = signed(draft(SMALL))
    second = signed(draft(newer()), "SQM")
    client = client_as("SME")
    address = f"{LIST}/{second.number}"
    done = sign(client, address, person_for("SME").username, "rejections", reason="The weights are not agreed.")
    assert done.status_code == 303
    assert (queries.definition(second.number).state, queries.definition(first.number).state) == (
        "rejected",
        "effective",
    )
    third = draft()
    fields = {"csrf_token": client.token(LIST + "/new"), "reason": "Taken in by mistake."}
    assert client.post(f"{LIST}/{third.number}/dropping", data=fields).status_code == 422
    author = client_as("SQM")
    fields["csrf_token"] = author.token(f"{LIST}/{third.number}/dropping")
    assert author.post(f"{LIST}/{third.number}/dropping", data=fields).status_code == 303
    assert queries.definition(third.number).state == "dropped"


def test_every_fault_of_an_uploaded_file_is_named_with_its_line(client_as):
    client = client_as("SQM")
    broken = SMALL.replace("weight: 40", "weight: 50").replace("area: BB\n", "area: CC\n")
    page = take_in(client, "own", broken)
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert "Line 6: The weights of the areas add to 110, not to 100." in text
    assert "The area &#39;CC&#39; of BB-01 does not exist" in text
    assert WHY in text
    assert db.session.scalar(select(Definition.id)) is None
    assert "No file was chosen" in take_in(client, "own").get_data(as_text=True)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"a: &a [x, x]\nb: *a\n", "repeats a part by reference"),
        (b"[" * 60 + b"]" * 60, "nested deeper than 24 levels"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"", "is empty"),
        (b"a: [", "is not valid YAML"),
        (b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
        (b"!!python/object/apply:os.system ['true']", "is not valid YAML"),
    ],
)
def test_a_hostile_file_is_refused_before_it_is_built(raw, said):
    found = from_outside("own.yaml", raw)
    assert said in found.sentence


def test_the_risk_model_is_taken_in_too_and_read_back_from_what_was_frozen(client_as):
    client = client_as("SME")
    address = address_of(take_in(client, "risk_model/risk-model"))
    found = queries.definition(address.rpartition("/")[2])
    assert (found.kind, found.author_role) == ("risk_model", "SME")
    assert queries.risk_model(found).evidence["E2"].confidence
    assert "trips at" in client.get(address).get_data(as_text=True)


def test_a_day_that_has_passed_and_a_role_that_writes_none_are_refused(client_as):
    client = client_as("SQM")
    assert "has passed" in take_in(client, effective_from="2020-01-01").get_data(as_text=True)
    assert "Not a valid choice" in take_in(client, "questionnaire/nothing").get_data(as_text=True)
    assert client_as("QA").get(f"{LIST}/new").status_code == 403


def test_what_waits_stands_on_the_first_page(client_as):
    found = draft(SMALL)
    place = "/my-oversight-tasks"
    assert found.number in client_as("SQM").get(place).get_data(as_text=True)
    assert found.number not in client_as("QA").get(place).get_data(as_text=True)
    signed(found, "SQM", "SME")
    assert found.number in client_as("QA").get(place).get_data(as_text=True)


def test_a_signed_definition_moves_by_its_table_only(app):
    found = signed(draft(SMALL))
    with transaction(person_for("QA").actor, clock_now()), pytest.raises(MoveRefused):
        move(found, "submit", "questionnaires.definition.submitted", is_signed=True)

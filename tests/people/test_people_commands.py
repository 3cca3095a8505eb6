"""The commands of the server's console: once, on record as operator, never a password."""

import json

import pytest
from sqlalchemy import select

from app.base.db import db
from app.people import queries
from app.people.commands import people
from app.people.gates import identity_is_verified
from app.records.tables import LedgerEvent
from tests.factories.people import approve_all, make_person

FIRST = (
    "--username ada.miller --name AdaMiller --email a@example.org "
    "--username adam.moss --name AdamMoss --email b@example.org"
)


@pytest.fixture
def run(app):
    def ran(*words, typed=None):
        return app.test_cli_runner().invoke(people, list(words), input=typed)

    return ran


def test_first_administrators_get_two_links_and_no_password(run):
    result = run("add", "--first", *FIRST.split())
    assert result.exit_code == 0, result.output
    assert result.output.count("http://127.0.0.1:8000/set-password/") == 2
    assert [one.roles for one in queries.active_people()] == [["ADM"], ["ADM"]]
    assert all(one.password_digest is None for one in queries.active_people())
    actors = {json.loads(body)["actor"]["kind"] for body in db.session.scalars(select(LedgerEvent.body))}
    assert actors == {"operator"}


def test_first_administrators_are_made_once(run):
    run("add", "--first", *FIRST.split())
    again = run("add", "--first", *FIRST.replace("ada.", "eva.").replace("adam.", "evan.").split())
    assert (again.exit_code, "people already" in again.output) == (2, True)
    assert len(queries.active_people()) == 2


def test_first_administrators_are_asked_for(run):
    typed = "ada.miller\nAda Miller\na@example.org\nadam.moss\nAdam Moss\nb@example.org\n"
    assert run("add", "--first", typed=typed).exit_code == 0
    assert queries.person("adam.moss").name == "Adam Moss"


def test_printed_link_sets_the_password(run, client):
    output = run("add", "--first", *FIRST.split()).output
    address = next(word for word in output.split() if "/set-password/" in word).removeprefix("http://127.0.0.1:8000")
    client.get(address)
    fields = {"csrf_token": client.token("/set-password"), "password": "copper meadow 71 violin"}
    assert client.post("/set-password", data={**fields, "again": fields["password"]}).status_code == 303


def test_further_people_are_added_with_their_roles(run):
    run("add", "--first", *FIRST.split())
    words = "--username nora.lind --name Nora --email n@example.org --role QA --role SME"
    result = run("add", *words.split())
    assert result.exit_code == 0, result.output
    assert "/account-proposals/ACP-0001" in result.output
    assert "/set-password/" not in result.output
    nora = queries.person("nora.lind")
    assert (nora.roles, queries.open_proposals(nora)[0].roles) == ([], ["SME", "QA"])
    approve_all(nora)
    assert queries.person("nora.lind").roles == ["SME", "QA"]


def test_bad_input_is_one_sentence_and_nothing_half_done(run):
    for words in (
        "--username Nora --name N --email n",
        "--username nora --name N --email n --role GOD",
        "--username qa --name N --email n --role QA",
    ):
        result = run("add", *words.split())
        assert result.exit_code == 2
        assert "Traceback" not in result.output
        assert not queries.is_anybody_there()
    assert run("deactivate", "not.there", "--reason", "x").exit_code == 2
    assert run("reset", "not.there").exit_code == 2


def test_deactivate_and_reset(app, run, clock):
    make_person("sam.quinn", ["SQM"])
    assert "/set-password/" in run("reset", "sam.quinn").output
    db.session.rollback()
    assert "reset on the server by Operator" in identity_is_verified(queries.person("sam.quinn").actor, clock())
    assert run("deactivate", "sam.quinn", "--reason", "Left the company").exit_code == 0
    db.session.rollback()
    assert queries.person("sam.quinn").state == "deactivated"
    assert run("reset", "sam.quinn").exit_code == 2

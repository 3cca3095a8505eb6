"""Passwords after NIST SP 800-63B-4: managers and paste are welcome, nothing expires, own words do not count."""

import re

import pytest

from app.base.db import transaction
from app.people import actions
from app.people.actions import AccountRefused
from tests.factories.people import PASSWORD, make_person, reset_link


@pytest.fixture
def sam(app):
    return make_person("sam.quinn", ["SQM"])


def fields_of(page, kind="password"):
    return re.findall(rf'<input[^>]*type="{kind}"[^>]*>', page)


def test_every_password_field_takes_paste_managers_and_long_texts(client, client_as, sam):
    pages = [client.get("/sign-in"), client_as(sam).get("/account")]
    client.get(f"/set-password/{reset_link(sam)}")
    pages.append(client.get("/set-password"))
    found = [field for page in pages for field in fields_of(page.get_data(as_text=True))]
    assert len(found) == 6
    for field in found:
        assert re.search(r'autocomplete="(current|new)-password"', field), field
        assert int((re.search(r'maxlength="(\d+)"', field) or [0, "200"])[1]) >= 64
        assert "onpaste" not in field


def test_a_password_never_expires(sam, client, clock):
    clock.forward(days=3650)
    fields = {"csrf_token": client.token("/sign-in"), "username": "sam.quinn", "password": PASSWORD}
    assert client.post("/sign-in", data=fields).status_code == 303


def test_user_name_name_product_mail_and_host_do_not_count(copies, clock):
    from app import create_app  # noqa: PLC0415 - a company with a host of its own

    application = create_app(copies(base_url="https://portal.plutonium.example"), clock)
    with application.app_context():
        sam = make_person("sam.quinn", ["SQM"])
        for word in ("quinn", "qualward", "Plutonium", "nniuq"):
            with pytest.raises(AccountRefused, match="Leave out"), transaction(sam.actor, clock()):
                actions.set_password(sam, f"{word} ocelot trestle", clock())
        with transaction(sam.actor, clock()):
            actions.set_password(sam, "marzipan ocelot trestle", clock())


def test_guidance_stands_in_words_beside_the_field(client_as, sam):
    page = client_as(sam).get("/account").get_data(as_text=True)
    assert "At least 15 characters; any will do" in page
    assert 'data-shortest="15"' in page

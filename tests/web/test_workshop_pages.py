"""Every part of the toolkit on a page: the client inspects each one as it is fetched."""

from tests.pages import CANARY


def test_list_shows_names_in_any_script(client, samples):
    text = client.get("/workshop/samples").get_data(as_text=True)
    assert "<bdi>株式会社レコード" in text
    assert CANARY not in text
    assert client.queries == 1


def test_show_page_prints_signatures_and_what_no_longer_stands(client, samples):
    text = client.get("/workshop/samples/SAM-0003").get_data(as_text=True)
    assert "UNSIGNED" in text
    assert '<bdi>Sol Owens</bdi> <span class="username">(sol.owens)</span>' in text


def test_panel_is_a_page_and_a_fragment(client):
    assert "<h1>Releases</h1>" in client.get("/workshop/panel").get_data(as_text=True)
    fragment = client.get("/workshop/panel", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in fragment
    assert "Two releases wait" in fragment


def test_signing_page_and_form(client_as, samples):
    browser = client_as("SQM")
    assert "What you sign" in browser.get("/workshop/samples/SAM-0001/signature").get_data(as_text=True)
    assert "nothing was signed" in browser.get("/workshop/samples/SAM-0001/signature?refused=1").get_data(as_text=True)
    assert browser.get("/workshop/samples/new").status_code == 200


def test_navigation_hides_what_would_be_refused(client_as, samples):
    text = client_as("SQM").get("/workshop/samples").get_data(as_text=True)
    assert "Health" not in text
    assert 'href="/workshop/samples" aria-current="page"' in text


def test_record_page_that_is_not_there(client):
    assert client.get("/workshop/samples/SAM-9999").status_code == 404
    assert client.get("/workshop/samples/sam-1").status_code == 404
    assert client.get("/workshop/samples/SUP-0001").status_code == 404


def test_only_people_with_an_account_see_the_head_of_the_ledger(client, client_as):
    assert "Ledger:" not in client.get("/workshop/panel").text
    assert "Ledger:" in client_as("SQM").get("/workshop/panel").text

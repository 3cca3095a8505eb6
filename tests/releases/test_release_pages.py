"""The pages of feeds and releases: what they show, what they refuse, and that nothing typed is lost."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from werkzeug.test import TestResponse

from app.base.db import db
from app.records.tables import LedgerEvent
from app.records.verification.verify import verify
from app.releases import intake
from app.releases.models import Feed, NoteRevision, Release
from app.suppliers.models import Service
from tests.conftest import TurnableClock
from tests.factories.releases import edit_note, make_feed, make_release, set_production_date
from tests.pages import InspectingClient
from tests.releases.conftest import FeedMaker
from tests.releases.vendors import Vendor, atom

ClientAs = Callable[..., InspectingClient]
THREE = [("r3", "Acme 3.0", "New reports."), ("r2", "Acme 2.0-beta", "Fixes."), ("r1", "Acme 1.0", "First.")]
REASON = "The vendor told us in its mail of today."


def sent(client: InspectingClient, page: str, action: str, /, **data: object) -> TestResponse:
    return client.post(action, data={"csrf_token": client.token(page), **data}, content_type="multipart/form-data")


def only(kind: type) -> object:
    db.session.expire_all()
    return db.session.query(kind).one()


def size() -> int:
    return db.session.query(LedgerEvent).count()


def test_a_feed_is_tried_then_registered_then_polled(client_as: ClientAs, service: Service, vendor: Vendor) -> None:
    vendor.says(atom(THREE))
    client = client_as("SQM")
    typed = {"service": service.number, "name": "Acme notes", "url": vendor.url(), "interval_minutes": "60"}
    before = size()
    tried = sent(client, "/feeds/new", "/feeds/trials", **typed)
    assert tried.status_code == 200
    assert "An Atom feed" in tried.text
    assert "Acme 3.0" in tried.text
    assert "1 entry of 3 named as a pre-release" in tried.text
    assert 'value="Acme notes"' in tried.text
    assert (size(), db.session.query(Feed).count()) == (before, 0)
    assert sent(client, "/feeds/new", "/feeds", **typed).status_code == 303
    page = client.get("/feeds/FED-0001")
    assert "This feed has not been asked yet." in page.text
    assert sent(client, "/feeds/FED-0001", "/feeds/FED-0001/polls").status_code == 303
    page = client.get("/feeds/FED-0001")
    assert "3 releases in the feed set the baseline" in page.text
    assert client.queries <= 12
    listed = client.get("/feeds")
    assert "fresh" in listed.text
    assert client.queries <= 12
    assert verify().is_intact


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"url": "ftp://127.0.0.1/feed"}, "ftp: is not allowed"),
        ({"url": "https://127.0.0.1.nip.example:99/feed"}, "port 99 is not allowed"),
        ({"service": ""}, "Choose the service"),
        ({"name": ""}, "Give the feed a name"),
        ({"interval_minutes": "1"}, "Not a valid choice"),
    ],
)
def test_wrong_input_is_said_beside_its_field_and_kept(
    client_as: ClientAs, service: Service, changed: dict[str, str], sentence: str
) -> None:
    client = client_as("SQM")
    typed = {"service": service.number, "name": "Acme notes", "url": "https://acme.example/feed"}
    answer = sent(client, "/feeds/new", "/feeds", **{**typed, "interval_minutes": "60", **changed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.session.query(Feed).count() == 0
    kept = {**typed, **changed}
    assert all(kept[name] in answer.text for name in ("name", "url") if kept[name])


def test_trying_an_address_inside_the_company_is_refused_with_the_reason(client_as: ClientAs, service: Service) -> None:
    client = client_as("SQM")
    for url, words in (("https://169.254.169.254/x", "QUALWARD_OUTBOUND_ALLOW"), ("", "Enter an address to try")):
        answer = sent(client, "/feeds/new", "/feeds/trials", service=service.number, name="x", url=url)
        assert words in answer.text


def test_roles(client_as: ClientAs, polled_feed: FeedMaker, service: Service) -> None:
    polled_feed()
    release = make_release(make_feed(service))
    reader, author = client_as("INSP"), client_as("SO")
    pages = ("/feeds", "/feeds/FED-0001", "/releases", f"/releases/{release.number}")
    edits = ("/feeds/new", "/feeds/FED-0001/edit", "/releases/new", f"/releases/{release.number}/production-date")
    assert [reader.get(page).status_code for page in pages + edits] == [200] * 4 + [403] * 4
    assert [author.get(page).status_code for page in pages + edits] == [200] * 8
    assert "Poll now" not in reader.get("/feeds/FED-0001").text
    administrator = client_as("ADM")
    assert [administrator.get(page).status_code for page in pages] == [200, 200, 403, 403]
    for page in ("/feeds/FED-0099", "/releases/REL-000099", "/releases/REL-0001", "/feeds/SUP-0001"):
        assert author.get(page).status_code == 404


def test_a_feed_is_changed_connected_retired_and_watched_again(
    client_as: ClientAs, polled_feed: FeedMaker, service: Service
) -> None:
    feed = polled_feed()
    client, page = client_as("SQM"), "/feeds/FED-0001"
    form = {"name": "New name", "url": feed.url, "interval_minutes": "1440", "version": "1", "reason": REASON}
    assert sent(client, f"{page}/edit", page, **form).status_code == 303
    assert "every day" in client.get(page).text
    assert sent(client, f"{page}/edit", page, **form).status_code == 409  # the version of before
    taken = sent(
        client, f"{page}/connections/new", f"{page}/connections", service=service.number, reason=REASON, version="2"
    )
    assert "speaks for SVC-0001 already" in taken.text
    gone = sent(
        client, f"{page}/connections/1/withdrawal", f"{page}/connections/1/withdrawal", reason=REASON, version="1"
    )
    assert gone.status_code == 303
    assert "withdrawn" in client.get(page).text
    assert sent(client, f"{page}/retirement", f"{page}/retirement", reason=".", version="2").status_code == 422
    assert sent(client, f"{page}/retirement", f"{page}/retirement", reason=REASON, version="2").status_code == 303
    assert intake.poll_due().polled == 0
    again = sent(client, f"{page}/reactivation", f"{page}/reactivation", reason=REASON, version="3")
    assert again.status_code == 303
    assert verify().is_intact


def test_a_release_is_recorded_by_hand_with_the_vendors_file(client_as: ClientAs, service: Service) -> None:
    feed = make_feed(service)
    client = client_as("SO")
    typed = {
        "feed": feed.number,
        "title": "Release 24.2",
        "release_type": "",
        "note": "- Audit trail: <script>alert(1)</script> exports carry the reason.",
        "source": "Mail of the vendor of 1 Nov 2026",
        "announced_on": "2026-11-01",
        "production_on": "2026-10-20",
        "production_certainty": "stated",
    }
    refused = sent(client, "/releases/new", "/releases", **typed)
    assert refused.status_code == 422
    assert "before the announcement" in refused.text
    assert "Mail of the vendor" in refused.text
    file = (io.BytesIO(b"%PDF-1.7 notes"), "notes.pdf")
    answer = sent(client, "/releases/new", "/releases", **typed, is_live_before_announcement="y", file=file)
    assert answer.status_code == 303
    page = client.get("/releases/REL-000001")
    assert "&lt;script&gt;alert(1)" in page.text
    assert "notes.pdf" in page.text
    assert client.queries <= 12
    release = only(Release)
    assert (release.opens_work, release.production_on, release.release_version) == (True, date(2026, 10, 20), "24.2")
    assert client.get("/releases/REL-000001/files/1").data == b"%PDF-1.7 notes"
    assert client.get("/releases/REL-000001/notes/1/payload").data == b"%PDF-1.7 notes"
    assert client.get("/releases/REL-000001/notes/2/payload").status_code == 404
    assert verify().is_intact


def test_a_corrected_note_is_a_new_revision_with_its_diff(client_as: ClientAs, service: Service) -> None:
    release = make_release(make_feed(service), note="- One.\n- Two.")
    client, page = client_as("SO"), f"/releases/{release.number}"
    form = {"note": "- One.\n- Two and a half.", "reason": REASON, "version": "1"}
    assert sent(client, f"{page}/note", f"{page}/note", **form).status_code == 303
    shown = client.get(page).text
    assert "revision 1" in shown.lower()
    assert 'class="diff-added"' in shown
    assert "Two and a half." in shown
    same = sent(client, f"{page}/note", f"{page}/note", **form)
    assert same.status_code == 422
    assert "words on record already" in same.text
    assert db.session.query(NoteRevision).count() == 2


def test_production_date_type_withdrawal_and_reinstatement(client_as: ClientAs, service: Service) -> None:
    release = make_release(make_feed(service))
    client, page = client_as("SO"), f"/releases/{release.number}"

    def say(noun: str, version: int, **data: str) -> TestResponse:
        return sent(client, f"{page}/{noun}", f"{page}/{noun}", reason=REASON, version=str(version), **data)

    assert say("production-date", 1, production_on="2026-12-01", production_certainty="unknown").status_code == 422
    assert say("production-date", 1, production_on="2026-12-01", production_certainty="stated").status_code == 303
    assert say("type", 2, release_type="unannounced").status_code == 303
    assert say("withdrawal", 3).status_code == 303
    assert "withdrew this release" in client.get(page).text
    assert say("type", 4, release_type="major").status_code == 422
    assert say("reinstatement", 4).status_code == 303
    assert only(Release).withdrawn_at is None
    assert verify().is_intact


def test_the_list_filters_sorts_and_exports(
    client_as: ClientAs, vendor: Vendor, polled_feed: FeedMaker, clock: TurnableClock
) -> None:
    vendor.says(atom(THREE))
    polled_feed()
    intake.poll_due()
    clock.forward(hours=2)
    vendor.says(atom([("r4", "Acme 4.0", "Newest."), *THREE]))
    intake.poll_due()
    client = client_as("QA")
    assert client.get("/releases?standing=work").text.count("REL-") == client.get("/releases?q=4.0").text.count("REL-")
    assert "Acme 3.0" not in client.get("/releases?standing=work").text
    assert client.get("/releases?sort=-announced").status_code == 200
    assert client.get("/releases?sort=nonsense").status_code == 400
    assert "Acme 4.0" in client.get("/releases?format=csv").text
    assert client.get("/feeds?health=failing").status_code == 200
    assert "Acme 4.0" in client.get("/services/SVC-0001/releases").text


def test_the_factories_that_other_rooms_use(service: Service) -> None:
    release = make_release(make_feed(service), "Release 9", "- Old words.")
    edit_note(release, "- New words.")
    set_production_date(release, date(2026, 12, 1))
    release = only(Release)
    assert [note.body for note in release.notes] == ["- Old words.", "- New words."]
    assert (release.production_on, release.production_certainty) == (date(2026, 12, 1), "stated")
    assert verify().is_intact

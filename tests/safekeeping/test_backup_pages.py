"""The page of backups shows what the commands put on record, and how old the last good one is."""

import re
from datetime import timedelta

from app.base.db import db, transaction
from app.notices import watching
from app.records.actor import CLOCK, operator
from app.safekeeping.actions.checking import Checked, record_check
from app.safekeeping.actions.restoring import record_restore
from app.safekeeping.models import Backup
from app.safekeeping.watches import BACKUPS
from tests.factories.people import person_for

PAGE = "/backups"


def backed_up(clock, count=1):
    """Put backups on record, an hour apart; return the digests of their manifests."""
    digests = []
    with transaction(operator("root"), clock()) as opened:
        for at in range(count):
            made_at = opened.now - timedelta(hours=count - 1 - at)
            digests.append(f"{at}{made_at:%d%H%M}".rjust(64, "0"))
            facts = {"name": f"qualward-{at:03d}", "head_size": 10 + at, "files": 3, "bytes": 12_345_678}
            db.session.add(Backup(made_at=made_at, manifest_sha256=digests[-1], **facts))
    return digests


def shown(client, query=""):
    answer = client.get(f"{PAGE}{query}")
    assert answer.status_code == 200, answer.text[:3000]
    return answer.text


def test_backups_with_their_checks_restores_and_the_alarm(app, client_as, clock):
    for role in ("QA", "ADM", "INSP"):
        person_for(role)
    qa = client_as("QA")
    assert "No good backup was ever made" in shown(qa)
    assert "The record was never restored." in shown(qa)
    first, second, third = backed_up(clock, 3)
    with transaction(operator("root"), clock()):
        record_check(Checked(first, 10, ()), clock())
        record_check(Checked(second, 11, ("The table person has 3 rows, but 4 when the backup was made.",)), clock())
        record_check(Checked("f" * 64, 0, ("manifest.json was changed after the backup was made.",)), clock())
        record_restore(first, 10, clock())
        record_restore("e" * 64, 9, clock())
    page = shown(qa)
    assert "The last good backup is" in page
    assert "chip-good" in page.partition("<h1")[2].partition("</h1>")[2][:600]
    assert re.findall(r">(qualward-\d+)</a></td>", page) == ["qualward-002", "qualward-001", "qualward-000"]
    assert "a backup that is not on this record" in page
    assert "qualward-001" in shown(qa, "?outcome=faulty")
    assert "qualward-000" not in shown(qa, "?outcome=faulty").partition("<tbody>")[2].partition("</tbody>")[0]
    rows = qa.get(f"{PAGE}?format=csv&sort=-outcome").get_data(as_text=True).splitlines()
    assert [row.split(",")[2] for row in rows[1:]] == ["not checked", "good", "faulty"]
    one = qa.get(re.search(r'href="(/backups/\d+)">qualward-001', page)[1]).text
    assert "The table person has 3 rows, but 4 when the backup was made." in one
    assert "12.3 MB" in one
    checks = qa.get(f"{PAGE}/checks").text
    assert "manifest.json was changed" in checks
    assert third[-6:] not in checks

    clock.forward(hours=25)
    with transaction(CLOCK, clock()) as opened:
        (alarm,) = watching.settle(watching.changes(BACKUPS, clock()), opened.now)
    assert alarm.link == PAGE
    for role in ("QA", "ADM", "INSP"):
        page = shown(client_as(role))
        assert "too old" in page
        assert f'href="/alarms/{alarm.number}"' in page
    assert client_as("SQM").get(PAGE).status_code == 403


def test_the_page_costs_the_same_for_many_backups(app, client_as, clock):
    qa = client_as("QA")
    backed_up(clock, 5)
    assert shown(qa).count("chip-wait") == 5
    few = qa.queries
    clock.forward(minutes=5)
    backed_up(clock, 40)
    assert shown(qa).count("chip-wait") == 45  # it also renews the session
    shown(qa)
    assert qa.queries == few <= 12

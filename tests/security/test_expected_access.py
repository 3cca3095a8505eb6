"""The reviewed files and the application say the same, in both directions: a changed right shows in review."""

import pytest

from app.people.permissions import PERMISSIONS, ROLES
from app.web.guard import PUBLIC, RESPONDENT, SIGNED_IN
from tests.security.access_tables import ACCESS, expected_access, lines_of, real_routes, reviewed_routes
from tests.security.probes import CHOSEN


def test_permissions_are_the_reviewed_ones():
    real = {(name, role): role in holders for name, holders in PERMISSIONS.items() for role in ROLES}
    reviewed = expected_access()
    changed = [
        f"{name} {role}" for name, role in real.keys() & reviewed.keys() if real[name, role] != reviewed[name, role]
    ]
    assert sorted(changed) == [], "these rights differ from the reviewed file"
    assert sorted(real.keys() - reviewed.keys()) == [], "these rights are not reviewed"
    assert sorted(reviewed.keys() - real.keys()) == [], "these reviewed lines are stale"


def test_each_permission_and_role_stands_once():
    lines = [(name, role) for name, role, _ in lines_of(ACCESS)]
    assert len(lines) == len(set(lines)) == len(PERMISSIONS) * len(ROLES)
    assert {word for _, _, word in lines_of(ACCESS)} == {"allowed", "refused"}


def test_administrator_holds_no_quality_permission():
    held = {name for (name, role), is_allowed in expected_access().items() if role == "ADM" and is_allowed}
    assert {name.split(".")[0] for name in held} <= {
        "people",
        "access",
        "dashboards",
        "releases",
        "training",
        "notices",
        "system",
        "safekeeping",
    }
    assert {name for name in held if not name.startswith("people.")} <= {
        "dashboards.home.read",
        "releases.feed.read",
        "training.record.read",
        "access.review.read",
        "access.review.open",
        "access.leaver.read",
        "access.leaver.import",
        "notices.alarm.read",
        "notices.alarm.acknowledge",
        "notices.mail.read",
        "notices.mail.retry",
        "safekeeping.backup.read",
        "system.page.read",
        "system.statement.draft",
    }


@pytest.mark.parametrize("role", ["LEAD", "INSP"])
def test_readers_change_no_record(role: str):
    held = {name for (name, one), is_allowed in expected_access().items() if one == role and is_allowed}
    copies = {"inspection.verification.run", "inspection.dossier.export", "inspection.evidence.ask"}
    assert {name for name in held if not name.endswith(".read")} <= (copies if role == "INSP" else set())


def test_routes_are_the_reviewed_ones(fortress):
    real, reviewed = real_routes(fortress.app), reviewed_routes()
    missing = [real[one].line for one in sorted(real.keys() - reviewed.keys())]
    stale = [reviewed[one].line for one in sorted(reviewed.keys() - real.keys())]
    assert missing == [], "add these lines to routes.tsv (and look at what each parameter names):\n" + "\n".join(
        missing
    )
    assert stale == [], "these lines of routes.tsv name no route"
    for key, route in reviewed.items():
        assert route.permission == real[key].permission, f"{key}: another permission than reviewed"
        assert [name for name, _ in route.objects] == [name for name, _ in real[key].objects], key
        assert route.permission in {*PERMISSIONS, PUBLIC, RESPONDENT, SIGNED_IN}, key
    words = {word for route in reviewed.values() for _, word in route.objects}
    assert words <= fortress.company.objects.keys() | CHOSEN, "the company has no such object"

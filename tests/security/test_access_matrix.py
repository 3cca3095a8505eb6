"""Every route x method x visitor x own, other, missing, malformed, SQL-like, overlong id, from the URL map (T1, T2)."""

import pytest

from tests.security.access_tables import expected_access, reviewed_routes
from tests.security.company import MARK, VISITORS
from tests.security.probes import faults_of, probes

COUNTED = {"sent": 0}
LEAST_CANARIES = 100


def test_enough_canaries_are_planted(fortress):
    files = [
        path.read_bytes().decode("utf-8", "replace")
        for path in (fortress.folder / "files").rglob("*")
        if path.is_file()
    ]
    planted = repr(fortress.rows()) + "".join(files)
    assert len(fortress.company.canaries) >= LEAST_CANARIES
    assert [
        one for one in fortress.company.canaries if one not in planted and one.replace(" ", "-") not in planted
    ] == []


@pytest.mark.parametrize("is_writing", [False, True], ids=["reads", "writes"])
@pytest.mark.parametrize("visitor", VISITORS)
def test_every_address_answers_as_reviewed(fortress, visitor: str, request, *, is_writing: bool):
    routes = [one for one in reviewed_routes().values() if (one.method != "GET") is is_writing]
    is_large = request.config.getoption("--large")
    sent = list(probes(fortress, expected_access(), routes, visitor, is_large=is_large))
    faults = [fault for probe in sent for fault in faults_of(fortress, probe)]
    COUNTED["sent"] += len(sent)
    print(f"{visitor}: {len(sent)} probes, {COUNTED['sent']} so far, {len(faults)} deviations")
    assert faults[:20] == [], "\n".join(faults[:20])


def test_ones_own_account_shows_nothing_of_others(fortress):
    """Sessions, gates and the attestation are one's own: the only other thing a person reaches is in their rights."""
    for visitor in VISITORS[:9]:
        text = fortress.browser(visitor).get("/account").get_data(as_text=True)
        shown = [one for one in fortress.company.canaries if "browser" in one and one in text]
        assert [one.split()[-1] for one in shown] == [visitor]
        assert text.count(MARK) == len(shown), visitor

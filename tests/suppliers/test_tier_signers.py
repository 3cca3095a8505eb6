"""Who else may sign a tier choice: shown on its page."""

from app.base.db import transaction
from app.suppliers.actions import tiers
from tests.factories.impact import sign_as
from tests.factories.people import clock_now, make_person, person_for
from tests.factories.suppliers import make_service


def test_others_who_may_sign_are_named_and_the_author_stays_the_author(client_as):
    author, service = person_for("SQM"), make_service()
    with transaction(author.actor, clock_now()):
        choice = tiers.draft_choice(service, "T1", "It decides about batches.", author.actor, clock_now())
    make_person("second.manager", ["SQM"], name="Selma Second")
    owners = [make_person(f"owner.{one}", ["BPO"], name=f"Owner {one * 4}") for one in "ab"]
    make_person("new.owner", ["BPO"], can_sign=False, name="Nils Newcomer")
    address = f"/tier-choices/{choice.number}/signers"
    assert "Nobody else may sign AUTHOR" in client_as(author).get(address).get_data(as_text=True)
    assert "Who else may sign" in client_as(author).get(f"/tier-choices/{choice.number}").get_data(as_text=True)
    sign_as(choice, author, tiers.sign_choice)
    page = client_as(owners[0]).get(address).get_data(as_text=True)
    assert "owner.b" in page
    for hidden in ("owner.a)", "new.owner", "second.manager"):
        assert f"({hidden}" not in page.split("<main")[1].split("</main>")[0]

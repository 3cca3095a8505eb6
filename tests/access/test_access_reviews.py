"""Access reviews on the real database: what is frozen, who decides, what closes, what is still to be carried out."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from app.access.actions import reviews as actions
from app.access.actions.refused import AccessRefused, NotNow
from app.access.actions.reviews import NewReview
from app.access.models import AccessReview, ReviewDecision, ReviewLine
from app.access.queries import reviews as queries
from app.access.rules.decisions import Wanted
from app.access.rules.scopes import Scope
from app.base.db import db, transaction
from app.people import actions as account_actions
from app.records.moves import MoveRefused
from app.records.signatures import SigningRefused
from tests.factories.impact import sign_as
from tests.factories.people import change_roles, clock_now, make_person, person_for

REMOVE = Wanted("remove", "Left the department")
KEEP = Wanted("keep", "Needs all of it")


def opened(scope=None, by="QA"):
    new = NewReview("Autumn", scope or Scope("everybody"), clock_now().date() + timedelta(days=14))
    actor = person_for(by).actor
    with transaction(actor, clock_now()):
        return actions.open_review(new, actor, clock_now())


def decide(line, wanted, who):
    with transaction(who.actor, clock_now()):
        return actions.decide(line, wanted, who.actor, clock_now())


def decide_all(review, *deciders, wanted=KEEP):
    for line in list(review.lines):
        decide(line, wanted, next(one for one in deciders if one.id != line.person_id))


@pytest.fixture
def pair(app):
    """Two QA, who decide on each other."""
    return person_for("QA"), make_person("queenie.alt", ["QA"])


def test_what_is_known_is_frozen_at_opening(pair):
    nora = make_person("nora.lind", ["SO", "SME"], can_sign=False)
    review = opened(Scope("chosen", person_ids=frozenset({nora.id})))
    (line,) = review.lines
    assert (line.username, line.roles, line.identity_verified_at) == ("nora.lind", ["SO", "SME"], None)
    assert {one["flag"] for one in line.flags} == {"never_used", "conflict_of_duties", "no_training", "link_open"}
    assert "not trained yet" in line.training
    change_roles(nora, ["SO"])
    db.session.expire_all()
    assert (line.roles, line.person.roles) == (["SO", "SME"], ["SO"])


def test_an_empty_scope_a_day_in_the_past_and_a_missing_title_are_refused(pair):
    with pytest.raises(AccessRefused, match="Nobody belongs"):
        opened(Scope("role", "LEAD"))
    actor = pair[0].actor
    for new in (
        NewReview(" ", Scope("everybody"), clock_now().date()),
        NewReview("Autumn", Scope("everybody"), clock_now().date() - timedelta(days=1)),
    ):
        with transaction(actor, clock_now()), pytest.raises(AccessRefused):
            actions.open_review(new, actor, clock_now())


def test_nobody_decides_on_their_own_account_nor_on_a_second_one_of_theirs(pair):
    qa, _ = pair
    with transaction(person_for("ADM").actor, clock_now()):
        new = account_actions.NewPerson("quentin.two", "Quentin Abel Two", qa.email, ["SO"])
        account_actions.add_person(new, person_for("ADM").actor, clock_now())
    review = opened()
    own = [one for one in review.lines if one.email == qa.email]
    assert len(own) == 2
    for line in own:
        with pytest.raises(NotNow, match="nobody decides on their own access"):
            decide(line, KEEP, qa)
    assert db.session.query(ReviewDecision).count() == 0


def test_a_later_decision_counts_and_both_stay(pair):
    review = opened(Scope("administrators"))
    line = review.lines[0]
    decide(line, REMOVE, pair[0])
    decide(line, KEEP, pair[1])
    assert [one.outcome for one in line.decisions] == ["remove", "keep"]
    assert line.decision.outcome == "keep"
    progress = queries.progress(review)
    assert (progress.total, progress.decided, dict(progress.by_outcome)) == (2, 1, {"keep": 1})


def test_it_cannot_close_with_anybody_open_and_is_closed_by_a_signature_only(pair):
    qa, qa2 = pair
    review = opened()
    decide_all(review, qa, qa2)
    last = review.lines[-1]
    with transaction(qa.actor, clock_now()), pytest.raises(MoveRefused, match="needs a signature"):
        actions.move(review, "close", "access.review.closed")
    isec = make_person("ines.seck", ["ISEC"])
    with pytest.raises(SigningRefused, match="signed in the role QA"):
        sign_as(review, isec, actions.sign_review)
    signature = sign_as(review, qa, actions.sign_review)
    assert (review.state, signature.meaning, review.ended_at) == ("closed", "REVIEW-ACCESS", clock_now())
    with pytest.raises(NotNow, match="nothing in it is decided any more"):
        decide(last, REMOVE, qa2 if last.person_id != qa2.id else qa)
    second = opened()
    with pytest.raises(SigningRefused, match="accounts are not decided on yet"):
        sign_as(second, qa, actions.sign_review)


def test_what_was_decided_waits_until_it_is_done_or_decided_otherwise_later(pair, clock):
    qa, qa2 = pair
    nora = make_person("nora.lind", ["SO", "SME"])
    first = opened(Scope("chosen", person_ids=frozenset({nora.id})))
    decide_all(first, qa, wanted=Wanted("change", "Moved", ["SME"]))
    sign_as(first, qa, actions.sign_review)
    assert [one.person_id for one in queries.to_carry_out()] == [nora.id]
    clock.forward(days=1)
    second = opened(Scope("chosen", person_ids=frozenset({nora.id})))
    assert len(queries.to_carry_out()) == 1
    decide_all(second, qa2)
    sign_as(second, qa, actions.sign_review)
    assert queries.to_carry_out() == []
    assert queries.standing(clock()).last.number == second.number


def test_withdrawing_needs_a_reason_and_leaves_nothing_to_carry_out(pair):
    review = opened()
    decide_all(review, *pair, wanted=REMOVE)
    assert len(queries.to_carry_out()) == len(review.lines)
    with transaction(pair[0].actor, clock_now()), pytest.raises(MoveRefused, match="reason"):
        actions.withdraw(review, " ", clock_now())
    with transaction(pair[0].actor, clock_now()):
        actions.withdraw(review, "The wrong scope was chosen", clock_now())
    assert queries.to_carry_out() == []
    assert queries.standing(clock_now()).days is None


deeds = some.lists(
    some.tuples(some.integers(0, 5), some.integers(0, 5), some.sampled_from(["keep", "change", "remove"])), max_size=14
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=deeds)
def test_no_line_is_ever_decided_by_its_own_person(cast, deeds):
    """For any people and deciders: own decisions are refused, and a review closes only when all were decided on."""
    review = opened()
    done: set[int] = set()
    for who, whose, outcome in deeds:
        decider, person = cast[who], cast[whose]
        line = next(one for one in review.lines if one.person_id == person.id)
        wanted = Wanted(outcome, "Said so", line.roles[:1] if outcome == "change" else ())
        try:
            decide(line, wanted, decider)
            done.add(person.id)
        except AccessRefused:
            is_whole_change = outcome == "change" and len(line.roles) < 2
            assert who == whose or is_whole_change
    lines = db.session.query(ReviewLine).filter_by(review_id=review.id)
    assert all(made.decided_by_id != line.person_id for line in lines for made in line.decisions)
    assert {line.person_id for line in lines if line.decisions} == done
    assert queries.closing_of(review).is_allowed == (done == {line.person_id for line in lines})


@pytest.fixture
def cast(app):
    """Everybody in the company, four of them able to decide, two with two roles."""
    first = [person_for("QA"), person_for("ISEC")]
    more = [make_person("queenie.alt", ["QA", "SQM"]), make_person("ivy.sund", ["ISEC", "SME"], can_sign=False)]
    return [*first, *more, person_for("ADM"), db.session.get_one(type(first[0]), 2)]


def test_a_dossier_is_made_only_by_those_who_read_the_review(pair, client_as):
    review = opened(Scope("administrators"))
    for who, said in (("SO", "is not yours to make"), ("INSP", None)):
        client = client_as(who)
        fields = {"csrf_token": client.token("/inspection/dossiers/"), "number": review.number}
        answer = client.post("/inspection/dossiers/", data=fields)
        assert answer.status_code == (422 if said else 200)
        assert said is None or said in answer.get_data(as_text=True)


def test_pages_cost_the_same_for_few_and_for_many(pair, client_as):
    qa = client_as(pair[0])
    costs: list[list[int]] = []
    for number in (1, 2):
        review = opened()
        decide_all(review, *pair, wanted=REMOVE)
        costs.append([])
        line = review.lines[0].id
        for place in (
            "",
            "/report",
            "/signatures/new",
            f"/lines/{line}",
            "?format=csv",
            "?decision=remove&flag=privileged",
        ):
            assert qa.get(f"/access-reviews/{review.number}{place}").status_code == 200
            costs[-1].append(qa.queries)
        qa.get("/my-oversight-tasks")
        costs[-1].append(qa.queries)
        if number == 1:
            for name in (
                "rosa.falk",
                "olga.winter",
                "peter.hansen",
                "maria.lopez",
                "ken.tanaka",
                "zoe.martin",
                "max.huber",
            ):
                make_person(name, ["SO"], can_sign=False)
    print("statements of page, report, signing, account, export, filter, home:", costs)
    assert costs[0] == costs[1]
    assert len(db.session.query(AccessReview).all()) == 2

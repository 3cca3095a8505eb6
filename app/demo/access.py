"""Who has access, in the story: people sign in, a review is signed, leavers are listed, a second review is open."""

from datetime import timedelta

from sqlalchemy import select

from app.access.actions import leaver_lists, reviews
from app.access.actions.reviews import NewReview
from app.access.models import AccessReview, ReviewLine
from app.access.queries.accounts import everybody
from app.access.rules.decisions import Wanted
from app.access.rules.scopes import Scope
from app.base.db import db
from app.demo.stage import Stage
from app.people.actions.attempts import record_sign_in

WHY_KEPT = {
    "adm": "Runs the portal; holds no other role.",
    "adm2": "Stands in for the first administrator.",
    "qa": "Approves assessments of the first site.",
    "qa2": "Approves assessments of the second site.",
    "insp": "Kept for inspections; is opened when one is announced.",
}


def people_sign_in(stage: Stage, *absent: str) -> None:
    """Everybody but the absent signs in once; the password itself was checked in the story's beginning."""
    for username in sorted({one.username for one in everybody()} - set(absent)):
        with stage.acting(username) as opened:
            record_sign_in(stage.person(username), username, "succeeded", opened.now)


def last_review(stage: Stage) -> None:
    """The review of last time: everybody, decided by three people, signed by QA."""
    people_sign_in(stage, "insp")
    review = _opened(stage, "adm", "Access of everybody, first half of the year", 21)
    for line in _lines(review):
        _keep(stage, line)
    stage.sign("qa", review, reviews.sign_review)  # type: ignore[arg-type]  # the stage hands the actor on as it is


def leavers_come_in(stage: Stage) -> None:
    """A list from human resources: one person leaves in some weeks, one line names nobody."""
    day = (stage.today + timedelta(days=24)).isoformat()
    text = f"user;last_working_day;reference\nso2;{day};HR 2081\nfreelance.tester;{stage.today.isoformat()};HR 2083\n"
    with stage.acting("adm") as opened:
        found = leaver_lists.upload("leavers-this-month.csv", text.encode(), opened.actor, opened.now)
        plan = leaver_lists.preview(found, opened.actor, opened.now)
        leaver_lists.confirm(found, plan.fingerprint, opened.actor, opened.now)


def review_is_open(stage: Stage) -> None:
    """The review of this time: opened, half decided."""
    people_sign_in(stage, "insp", "lead")
    review = _opened(stage, "qa", "Access of everybody, second half of the year", 20)
    for line in _lines(review)[:7]:
        if line.username not in {"lead", "so2"}:
            _keep(stage, line)


def _opened(stage: Stage, username: str, title: str, days: int) -> AccessReview:
    with stage.acting(username) as opened:
        new = NewReview(title, Scope("everybody"), opened.now.date() + timedelta(days=days))
        return reviews.open_review(new, opened.actor, opened.now, is_demo=True)


def _lines(review: AccessReview) -> list[ReviewLine]:
    query = select(ReviewLine).where(ReviewLine.review_id == review.id).order_by(ReviewLine.id)
    return list(db.session.scalars(query))


def _keep(stage: Stage, line: ReviewLine) -> None:
    """Administrators are decided on by the security reviewer, QA by the other QA, the rest by QA."""
    decider = {"adm": "isec", "adm2": "isec", "qa": "qa2"}.get(line.username, "qa")
    why = WHY_KEPT.get(line.username, "Works with these roles every week.") if line.flags else ""
    with stage.acting(decider) as opened:
        reviews.decide(line, Wanted("keep", why), opened.actor, opened.now)

"""The third part of the story: QA reviews the audit trail, and an inspector asks for evidence."""

from datetime import timedelta

from app.demo.stage import Stage
from app.inspection.actions import evidence, inspections
from app.inspection.actions import trail_reviews as reviews
from app.inspection.dossiers.write import zipped_dossier
from app.inspection.models import TrailReview
from app.inspection.queries.rules_in_force import zone_in_force
from app.inspection.queries.trail_periods import Period, read_period
from app.inspection.rules.scopes import WantedScope

_REVIEWERS = ("qa", "qa2")


def a_period_is_reviewed(stage: Stage, days_ago: int, length: int = 30, *, is_signed: bool) -> None:
    """QA reviews a month; two people judge, so that nobody judges events of their own."""
    last = stage.today - timedelta(days=days_ago)
    reading = read_period(Period(last - timedelta(days=length - 1), last))
    if reading is None:
        return
    with stage.acting("qa") as opened:
        review = reviews.open_review(reading, opened.actor, opened.now)
    if is_signed:
        _is_judged(stage, review)
        with stage.acting("qa") as opened:
            reviews.conclude(review, "Read with the people concerned. Nothing is left to follow up.", opened.actor)
        stage.sign("qa", review, reviews.sign)  # type: ignore[arg-type]  # the stage hands the actor on


def _is_judged(stage: Stage, review: TrailReview) -> None:
    for username in _REVIEWERS:
        person = stage.person(username)
        waiting = [one for one in review.items if one.judgement is None and str(person.id) not in one.actor_ids]
        if waiting:
            with stage.acting(username) as opened:
                said = reviews.Judgement("in_order", "Looked up in the ledger; it fits what was agreed.")
                reviews.judge(review, waiting, said, opened.actor, opened.now)


def an_inspector_visits(stage: Stage, number: str, *suppliers: str) -> None:
    """The authority comes: access to some suppliers for some weeks, one request answered with a dossier, one open."""
    begin = stage.today - timedelta(days=3)
    why = "Announced by the authority's letter."
    scope = WantedScope(is_whole=False, numbers=suppliers)
    visit = inspections.Visit("Authority, computerised systems", why, begin, begin + timedelta(days=29), scope)
    with stage.acting("qa") as opened:
        asked = inspections.ask(visit, zone_in_force(), opened.actor, opened.now)
    inspector = stage.person("insp")
    with stage.acting("adm") as opened:
        inspections.grant(asked, inspector, opened.actor, opened.now)
    stage.later(60)
    with stage.acting("insp") as opened:
        first = evidence.ask("The complete record of this assessment, please.", number, opened.actor, opened.now)
    content, _ = zipped_dossier(number, stage.person("qa").label, stage.later(20))
    with stage.acting("qa") as opened:
        file = evidence.File(f"{number}-dossier.zip", content, "application/zip")
        evidence.answer(first, "The dossier is attached; check it offline.", [file], opened.actor, opened.now)
    with stage.acting("insp") as opened:
        question = "Who checks that training is current before somebody signs?"
        evidence.ask(question, None, opened.actor, opened.now)

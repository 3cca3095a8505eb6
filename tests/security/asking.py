"""What a company of canaries asks its suppliers: definitions, open and in force."""

from app.base.db import transaction
from app.questionnaires.actions import definitions
from tests.content.test_questionnaire_faults import SMALL
from tests.factories import impact
from tests.factories.people import clock_now, person_for
from tests.security.canaries import MARK, Company


def ask(company: Company) -> None:
    """Take two questionnaires in: one is in force, one waits for its author, and one was dropped. Commits."""
    author = person_for("SQM")
    for name in ("first", "second", "third"):
        text = SMALL.replace("id: small", f"id: {name}").replace("A small questionnaire", company.word("title"))
        text = text.replace("Is it kept?", company.word("question")).replace(
            "text: Good", f"text: {company.word('choice')}"
        )
        told = definitions.Draft(company.word("rationale"), None)
        with transaction(author.actor, clock_now()) as opened:
            found = definitions.take_in_file(f"{MARK}.yaml", text.encode(), told, opened.actor, opened.now)
        if name == "first":
            for role in ("SQM", "SME", "QA"):
                impact.sign_as(found, person_for(role), definitions.sign)
        elif name == "third":
            with transaction(author.actor, clock_now()) as opened:
                definitions.drop(found, company.word("dropped"), opened.actor, opened.now)
        company.keep("definition", found.number)

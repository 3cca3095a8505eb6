"""Forms of reviewers: a judgement, a remark, who reviews an area, returning, closing."""

from collections.abc import Iterable

from wtforms import DateField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library
from wtforms.validators import InputRequired, Length, Optional

from app.content.questions import Question
from app.people.models import Person
from app.questionnaires.actions.reviews import REMARKS
from app.questionnaires.forms.fields import LONGEST_REASON, Placing
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.judgements import CLASSES, OUTCOMES, Judged, choices, outcomes_for
from app.web.forms import ReasonField, RecordForm

_ANYBODY = ""


class JudgementForm(Placing):
    """What becomes of one answer."""

    answer_sha256 = HiddenField(validators=[InputRequired("Open the question again.")])
    outcome = RadioField("What becomes of it", [InputRequired("Choose one.")])
    value = SelectField("Its value in your judgement", [Optional()])
    evidence_class = SelectField("How well it is supported", [Optional()])
    examined = TextAreaField(
        "What you examined",
        [Optional(), Length(max=LONGEST_REASON)],
        description="Which documents, records or samples: title, date, page.",
    )
    reason = TextAreaField(
        "Reason",
        [Optional(), Length(max=LONGEST_REASON)],
        description="Needed when you change, refuse or return. The supplier reads it when you return the answer.",
    )

    def offer(self, question: Question, answer: Answer) -> None:
        """Offer what fits this answer."""
        self.outcome.choices = [SelectChoice(name, OUTCOMES[name]) for name in outcomes_for(answer)]
        values = [("", "as answered"), *choices(question).items()]
        self.value.choices = [SelectChoice(*pair) for pair in values]
        self.evidence_class.choices = [SelectChoice(*pair) for pair in [("", "choose"), *CLASSES.items()]]
        if answer.not_applicable is not None or question.weight == 0:
            del self.evidence_class, self.examined
        if answer.not_applicable is not None:
            del self.value

    @property
    def judged(self) -> Judged:
        """What was judged."""
        given = self.data
        return Judged(
            given["outcome"] or "",
            given.get("value") or None,
            given["reason"] or None,
            given.get("evidence_class") or None,
            given.get("examined") or None,
        )


class RemarkForm(Placing):
    """Something said about an answer."""

    kind = RadioField(
        "Who reads it", [InputRequired("Choose one.")], choices=[SelectChoice(*pair) for pair in REMARKS.items()]
    )
    text = TextAreaField("Text", [InputRequired("Write what you want to say."), Length(max=LONGEST_REASON)])


class ReviewerForm(Placing):
    """Who reviews an area."""

    person = SelectField("Reviewer", [Optional()])
    reason = ReasonField(validators=[Length(max=LONGEST_REASON)])

    def offer(self, people: Iterable[Person]) -> None:
        """Offer everybody who may review, and nobody in particular."""
        named = [(str(one.id), one.label) for one in people]
        self.person.choices = [SelectChoice(*pair) for pair in [(_ANYBODY, "Everybody who may review"), *named]]


class ReturnForm(Placing, RecordForm):
    """Sending the questions in doubt back."""

    due_on = DateField("Answers are due", [InputRequired("Give a day.")])
    reason = ReasonField("Word to the supplier", [Length(max=LONGEST_REASON)], description="Stands in the mail.")


class ClosureForm(Placing, RecordForm):
    """Ending a review."""

    reason = ReasonField(
        "Conclusion",
        [Length(max=LONGEST_REASON)],
        description="What the review found, in your own words. It stands in the record for good.",
    )

"""What a respondent has before them: the questions that are shown, what is missing, how far it is. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.content.questions import Area, Question, Questionnaire
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.completeness import UNANSWERED, Completeness, completeness
from app.questionnaires.rules.conditions import Shown, shown

NOTHING = Answer()


@dataclass(frozen=True)
class Progress:
    """How many of the shown questions are done: answered completely, or said not to apply with a reason."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """In whole percent, rounded down: 100 means all."""
        return 100 * self.done // self.total if self.total else 100

    @property
    def left(self) -> int:
        """How many are still open."""
        return self.total - self.done


@dataclass(frozen=True)
class Sheet:
    """A frozen questionnaire, the questions that were asked of it, and the answers as they stand."""

    questionnaire: Questionnaire
    asked: Sequence[str]
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @cached_property
    def shown(self) -> Shown:
        """What is shown: asked, and not hidden by another answer."""
        return shown(self.questionnaire, self.asked, self.answers)

    @cached_property
    def completeness(self) -> Completeness:
        """How far it is, question by question."""
        return completeness(self.questionnaire, self.shown, self.answers)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The shown questions in their order."""
        seen = set(self.shown.questions)
        return tuple(one for one in self.questionnaire.questions if one.id in seen)

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """The areas in which anything is shown."""
        used = {one.area for one in self.questions}
        return tuple(one for one in self.questionnaire.areas if one.code in used)

    def of_area(self, code: str) -> tuple[Question, ...]:
        """Return the shown questions of one area."""
        return tuple(one for one in self.questions if one.area == code)

    def answer(self, question_id: str) -> Answer:
        """Return the answer as it stands, a blank one when nothing was said."""
        return self.answers.get(question_id, NOTHING)

    def is_open(self, question_id: str) -> bool:
        """Tell whether a shown question still lacks something."""
        return self.completeness.states.get(question_id) == UNANSWERED

    def missing(self, question: Question) -> tuple[str, ...]:
        """Return the labels of the inputs that an open question still lacks."""
        codes = self.completeness.missing.get(question.id, ())
        return tuple(one.label for one in question.inputs if one.code in codes)

    def progress(self, area: str | None = None) -> Progress:
        """Return how far one area is, or everything."""
        counted = self.questions if area is None else self.of_area(area)
        return Progress(sum(not self.is_open(one.id) for one in counted), len(counted))

    def open_questions(self) -> tuple[Question, ...]:
        """Return every shown question that lacks something."""
        return tuple(one for one in self.questions if self.is_open(one.id))

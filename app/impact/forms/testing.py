"""Forms of tests: scripts with steps, the plan of a round, and a run recorded step by step."""

import re
from typing import Any

from wtforms import BooleanField, MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.content.words import TEST_KINDS
from app.impact.actions.test_runs import File, StepEntry
from app.impact.actions.test_scripts import Script, Step
from app.impact.forms.fields import CheckboxesField, choices, select, text
from app.impact.models import PlannedTest, TestScript
from app.web.forms import Form, ReasonField
from app.web.uploads import read_upload

_SCRIPT_KINDS = tuple((one, one.replace("_", " ")) for one in TEST_KINDS if one != "none")
_ARROW = re.compile(r"\s*(?:=>|→)\s*")


class ScriptFields:
    """What a test is. A step is a line: what is done => what is expected."""

    title = StringField("Title", [InputRequired("Give the test a title."), Length(max=200)])
    purpose = text("Purpose", "What it proves when it passes.")
    kind = select("Kind of test", _SCRIPT_KINDS)
    steps = text("Steps", "One step a line: what is done => what is expected then.")
    workflows = CheckboxesField("Workflows it covers", coerce=int)
    is_core = BooleanField("Belongs to the core pack")
    is_integration = BooleanField("Is the smoke test of an integration")
    pack_test = SelectField("Test of the pack it stands for", validate_choice=False)

    def script(self) -> Script:
        """Return what was typed."""
        lines = [one for one in (self.steps.data or "").splitlines() if one.strip()]
        return Script(
            title=self.title.data or "",
            purpose=self.purpose.data or "",
            kind=self.kind.data,
            steps=[_step(one) for one in lines],
            workflow_ids=self.workflows.data or [],
            is_core=bool(self.is_core.data),
            is_integration=bool(self.is_integration.data),
            pack_test=self.pack_test.data or None,
        )


class ScriptForm(ScriptFields, Form):
    """A new test script; the service is chosen on the page before."""


class ReviseForm(ScriptFields, Form):
    """The next version of a script."""

    reason = ReasonField()

    def __init__(self, script: TestScript | None = None, **kwargs: Any) -> None:
        if script is not None:
            steps = "\n".join(f"{one['action']} => {one['expected']}" for one in script.latest.steps)
            kwargs = {
                "obj": script,
                "purpose": script.latest.purpose,
                "steps": steps,
                "workflows": script.workflow_ids,
                **kwargs,
            }
        super().__init__(**kwargs)


class PlanForm(Form):
    """A test for the plan of this round, or one that is left out."""

    script = SelectField("Test script", description="Or none, for an unscripted test.")
    title = StringField("Title", [Length(max=200)], description="For a test without a script.")
    goal = text("Goal", "For an unscripted test: what is tried and what would be a surprise.", is_needed=False)
    is_to_run = select("In this round", (("yes", "it is run"), ("no", "it is left out on purpose")))
    reason = ReasonField("Why it is run, or left out")


class StartForm(Form):
    """Beginning a run."""

    environment = StringField(
        "Environment",
        [InputRequired("Say where you test."), Length(max=200)],
        description="Such as: validation tenant.",
    )


class StepForm(Form):
    """One step as it went."""

    actual = TextAreaField("What happened", [InputRequired("Say what happened."), Length(max=10_000)])
    result = RadioField(
        "Result",
        [InputRequired("Choose passed or failed.")],
        choices=choices((("passed", "passed"), ("failed", "failed"))),
    )
    evidence = MultipleFileField("Evidence", description="Screenshots, exports; up to 25 MB each.")

    class Meta:
        """Inside the run's form: the token is checked once, by the outer form."""

        csrf = False


class RunForm(Form):
    """A whole run; its steps are forms of their own, numbered from 1."""

    notes = text("Notes", "Anything else that an expert should know.", is_needed=False)

    def __init__(self, planned: PlannedTest, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.step_forms = [StepForm(prefix=f"step{at}-") for at, _ in enumerate(planned.steps, 1)]

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Check the run and every step, so that all faults show at once."""
        faults = [not one.validate() for one in self.step_forms]
        return bool(super().validate_on_submit(extra_validators)) and not any(faults)

    @property
    def problems(self) -> list[tuple[str | None, str, str]]:
        """Every fault of the run and of its steps."""
        found = list(super().problems)
        for at, step in enumerate(self.step_forms, 1):
            found += [(id_, f"Step {at}, {label}", sentence) for id_, label, sentence in step.problems]
        return found

    def entries(self) -> list[StepEntry]:
        """Return what was typed and uploaded, step by step. Raises UploadRefused."""
        return [
            StepEntry(one.actual.data or "", one.result.data == "passed", [_file(file) for file in _files(one)])
            for one in self.step_forms
        ]


def _files(step: StepForm) -> list[Any]:
    return [file for file in step.evidence.data or [] if getattr(file, "filename", "")]


def _file(given: Any) -> File:
    upload = read_upload(given)
    return File(upload.name, upload.content, upload.media_type)


def _step(line: str) -> Step:
    parts = _ARROW.split(line.strip(), maxsplit=1)
    return Step(parts[0], parts[1] if len(parts) == 2 else "It works as described.")

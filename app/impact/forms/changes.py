"""The form in which a change is settled: what we know, how it reads, at which level."""

from typing import Any

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import Length

from app.content.words import AREAS, FLAGS, IMPACTS, KINDS, LEVELS
from app.impact.actions.proposing import Answers
from app.impact.actions.settlements import NO_IMPACT_REASONS, Reading
from app.impact.forms.fields import LONGEST, CheckboxesField, choices, select
from app.impact.models import FACTS, Change
from app.suppliers.rules.workflows import AREA_TITLES
from app.web.forms import Form, RecordForm

YES_NO = (("unknown", "not known yet"), ("no", "no"), ("yes", "yes"))
STATES = (
    ("unknown", "not known yet"),
    ("auto_on", "on by itself"),
    ("new_tenants", "on for new customers only"),
    ("opt_in", "off until our administrator switches it on"),
    ("vendor_enabled", "off until the vendor switches it on for us"),
    ("removed", "a function goes away"),
)
FLAG_TITLES = {
    "data_model": "Data model or migration",
    "deletion_retention": "Deletion or retention",
    "time_locale": "Time zone, date or number format",
    "ai": "Artificial intelligence",
    "removal": "Removal or retirement of a function",
}


def _words(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(one, one.replace("_", " ")) for one in codes]


class SettleForm(RecordForm):
    """Everything that settling asks. The level may stay with the rules."""

    areas = CheckboxesField("Function areas", choices=choices((one, AREA_TITLES[one]) for one in AREAS))
    flags = CheckboxesField("Flags", choices=choices((one, FLAG_TITLES[one]) for one in FLAGS))
    kind = select("Kind of change", _words(KINDS))
    impact = select("Impact on any regulated user", _words(IMPACTS))
    default_state = select("How it comes to us", STATES)
    module = StringField(
        "Edition, module or region it belongs to",
        [Length(max=200)],
        description="As our service's dated facts name it; empty when the note names none.",
    )
    toggle = StringField(
        "Switch that turns it on",
        [Length(max=200)],
        description="As our service's dated facts name it; empty when there is none.",
    )
    could_have_affected_records = select("For a repair: could the defect have affected our records?", YES_NO)
    needs_configuration = select("Does our configuration change?", YES_NO)
    needs_procedure = select("Does a procedure change?", YES_NO)
    needs_training = select("Does anybody need training?", YES_NO)
    needs_role = select("Does a role or access right change?", YES_NO)
    needs_integration = select("Does an integration change?", YES_NO)
    needs_document = select("Does a validation document change?", YES_NO)
    level = select("Level", (("", "as the rules give it"), *((one, one) for one in LEVELS)))
    rationale = TextAreaField(
        "Rationale",
        [Length(max=LONGEST)],
        description="Needed when anything you settle differs from the proposal. It stands in the record for good.",
    )

    def __init__(self, change: Change | None = None, **kwargs: Any) -> None:
        if change is not None:
            settled = {"areas": change.settled_areas, "flags": change.settled_flags, "kind": change.settled_kind}
            settled |= {"impact": change.settled_impact, "level": change.settled_level or ""}
            kwargs = {"obj": change, **settled, **kwargs}
        super().__init__(**kwargs)

    @property
    def answers(self) -> Answers:
        """What is known about the change."""
        return Answers(**{name: self[name].data or "" for name in FACTS})

    @property
    def reading(self) -> Reading:
        """How the change reads."""
        return Reading(self.areas.data or [], self.kind.data, self.impact.data, self.flags.data or [])


class TogetherForm(Form):
    """Several changes without impact, with one coded reason."""

    positions = CheckboxesField("Changes without impact", coerce=int, validate_choice=False)
    code = select("Reason", NO_IMPACT_REASONS.items())


class RoundForm(Form):
    """A button that acts on the round that was shown."""

    round = IntegerField("Round")

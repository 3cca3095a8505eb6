"""The forms of a workflow."""

from typing import Any

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.suppliers.forms.fields import ChangeForm, CheckboxesField, NewForm, choices, empty_is_none, fits
from app.suppliers.models import Workflow
from app.suppliers.rules.details import WorkflowDetails
from app.suppliers.rules.workflows import AREA_TITLES


def _areas() -> CheckboxesField:
    return CheckboxesField(
        "Function areas it relies on",
        choices=choices(tuple(AREA_TITLES.items())),
        description="A change of a release in one of these areas is matched to this workflow.",
    )


class WorkflowFields:
    """What is stated about one regulated use."""

    name = StringField(
        "Name", [InputRequired("Give the workflow a name."), fits("name")], description="Such as “CAPA closure”."
    )
    description = TextAreaField("Description", [fits("description")])
    areas: CheckboxesField
    is_high_process_risk = BooleanField("High process risk: a failure may harm a patient or product quality")
    is_record_integrity_critical = BooleanField("Critical for the integrity of records")
    keeps_part11_records = BooleanField("Keeps records that 21 CFR Part 11 covers")
    keeps_signatures = BooleanField("Keeps electronic signatures")

    @property
    def details(self) -> WorkflowDetails:
        """What was typed."""
        return WorkflowDetails(
            name=self.name.data or "",
            areas=tuple(self.areas.data or ()),
            description=empty_is_none(self.description.data),
            is_high_process_risk=bool(self.is_high_process_risk.data),
            is_record_integrity_critical=bool(self.is_record_integrity_critical.data),
            keeps_part11_records=bool(self.keeps_part11_records.data),
            keeps_signatures=bool(self.keeps_signatures.data),
        )


class WorkflowForm(WorkflowFields, NewForm):
    """Registering a workflow."""

    areas = _areas()


class WorkflowChangeForm(WorkflowFields, ChangeForm):
    """Changing a workflow; its owner then confirms it again."""

    areas = _areas()

    def __init__(self, workflow: Workflow, **kwargs: Any) -> None:
        super().__init__(obj=workflow, **kwargs)

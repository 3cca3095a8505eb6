"""The forms of a service."""

from typing import Any

from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.suppliers.forms.fields import ChangeForm, NewForm, choices, empty_is_none, fits, offer_people, person_field
from app.suppliers.models import Service
from app.suppliers.rules.details import LONGEST_NOTICE, ServiceDetails


class ServiceFields:
    """What is stated about a service, without the dated facts."""

    name = StringField("Name", [InputRequired("Give the name of the service."), fits("name")])
    description = TextAreaField("Description", [fits("description")])
    is_regulated = RadioField(
        "Is it used for regulated work?",
        [InputRequired("Say whether it is used for regulated work.")],
        choices=choices((("yes", "Yes"), ("no", "No"))),
        description="Regulated records, electronic signatures, GxP or device processes, or data moved to them.",
    )
    intended_use = TextAreaField(
        "Intended use", [fits("intended_use")], description="What we use it for, and what we do not use it for."
    )
    bpo_id = person_field("Business process owner", "Says whether the service is fit for its use. Holds the role BPO.")
    so_id = person_field("System owner", "Assesses its releases. Holds the role SO and is another person.")
    production_window = StringField(
        "Production window",
        [fits("production_window")],
        description="When the supplier may change production, such as “Saturdays 20:00–24:00 UTC”.",
    )
    notice_days = IntegerField(
        "Contractual notice of releases (days)",
        [Optional(), NumberRange(0, LONGEST_NOTICE, f"Write whole days from 0 to {LONGEST_NOTICE}.")],
    )

    @property
    def details(self) -> ServiceDetails:
        """What was typed."""
        return ServiceDetails(
            name=self.name.data or "",
            is_regulated=self.is_regulated.data == "yes",
            description=empty_is_none(self.description.data),
            intended_use=empty_is_none(self.intended_use.data),
            bpo_id=self.bpo_id.data,
            so_id=self.so_id.data,
            production_window=empty_is_none(self.production_window.data),
            notice_days=self.notice_days.data,
        )


class ServiceForm(ServiceFields, NewForm):
    """Registering a service."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        offer_people(self.bpo_id, "BPO")
        offer_people(self.so_id, "SO")


class ServiceChangeForm(ServiceFields, ChangeForm):
    """Changing a service."""

    def __init__(self, service: Service, **kwargs: Any) -> None:
        kwargs.setdefault("data", {"is_regulated": "yes" if service.is_regulated else "no"})
        super().__init__(obj=_Shown(service), **kwargs)
        offer_people(self.bpo_id, "BPO", service.bpo)
        offer_people(self.so_id, "SO", service.so)


_PLAIN_FIELDS = (
    "name",
    "description",
    "intended_use",
    "bpo_id",
    "so_id",
    "production_window",
    "notice_days",
    "version",
)


class _Shown:
    """A service as a form reads it; the yes or no comes as a word."""

    def __init__(self, service: Service) -> None:
        names = (
            "name",
            "description",
            "intended_use",
            "bpo_id",
            "so_id",
            "production_window",
            "notice_days",
            "version",
        )
        for name in names:
            setattr(self, name, getattr(service, name))

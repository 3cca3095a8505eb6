"""The forms of a supplier."""

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, Regexp

from app.suppliers.forms.fields import ChangeForm, NewForm, empty_is_none, fits, offer_people, person_field
from app.suppliers.models import Supplier
from app.suppliers.rules.details import SupplierDetails

_WEB_ADDRESS = Regexp(r"^https?://[^\s/?#@]+\.[^\s@]+$", message="Write it in full, like https://www.example.com.")


class SupplierFields:
    """What is stated about a supplier."""

    name = StringField("Legal name", [InputRequired("Give the legal name of the supplier."), fits("name")])
    country = StringField("Country", [fits("country")])
    website = StringField("Website", [Optional(), _WEB_ADDRESS, fits("website")])
    description = TextAreaField("Description", [fits("description")], description="What the company does for us.")
    owner_id = person_field("Owner", "The supplier quality manager who looks after this supplier.")

    @property
    def details(self) -> SupplierDetails:
        """What was typed."""
        return SupplierDetails(
            self.name.data or "",
            empty_is_none(self.country.data),
            empty_is_none(self.website.data),
            empty_is_none(self.description.data),
            self.owner_id.data,
        )


class SupplierForm(SupplierFields, NewForm):
    """Registering a supplier."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        offer_people(self.owner_id, "SQM")


class SupplierChangeForm(SupplierFields, ChangeForm):
    """Changing a supplier."""

    def __init__(self, supplier: Supplier, **kwargs: Any) -> None:
        super().__init__(obj=supplier, **kwargs)
        offer_people(self.owner_id, "SQM", supplier.owner)

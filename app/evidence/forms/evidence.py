"""The forms of evidence: registering, a newer version, its class, its owner, who may read it."""

from datetime import date
from typing import Any

from flask_wtf.file import FileField
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from app.evidence import definitions
from app.evidence.actions.versions import File
from app.evidence.forms.fields import (
    ChangeForm,
    Placing,
    choices,
    fits,
    offer_levels,
    offer_owners,
    person_id,
)
from app.evidence.models import Evidence
from app.evidence.rules.confidence import CLASSES
from app.evidence.rules.details import VersionDetails
from app.records.actor import Actor
from app.web.forms import says_why
from app.web.uploads import read_upload


class VersionFields:
    """One version as it was received. All days count in UTC."""

    file = FileField("File", description="PDF, Word, Excel, text, CSV, JSON, PNG, JPEG or ZIP, up to 25 MB.")
    address = StringField(
        "Address", [fits("address")], description="Where it was found, or where it is kept when no file comes with it."
    )
    kept_at = StringField(
        "Where it is kept",
        [fits("kept_at")],
        description="Needed without a file: which place it is, and who of us can open it.",
    )
    period_from = DateField(
        "Period from", [Optional()], description="For reports: the first day of the period that was looked at."
    )
    period_to = DateField("Period to", [Optional()], description="Its last day; the age of a report counts from here.")
    effective_on = DateField(
        "Takes effect on",
        [InputRequired("Give the day from which it counts.")],
        description="The day printed on it: issued, signed or valid from. The day it reached us is recorded by itself.",
    )
    expires_on = DateField(
        "Last day on which it counts",
        [Optional()],
        description="As printed on it; it still counts on this day (UTC), and not on the next.",
    )
    no_expiry_because = StringField(
        "Why it does not expire",
        [Optional(), fits("because"), says_why],
        description="Needed when there is no last day.",
    )
    bridges = StringField(
        "Carries on",
        [fits("title")],
        description="For a bridge letter: the number of the evidence that it carries on, such as EVD-2026-0007.",
    )
    note = TextAreaField("Note", [fits("note")], description="Scope, exceptions, what differs from the version before.")

    @property
    def version_details(self) -> VersionDetails:
        """What was typed."""
        return VersionDetails(
            effective_on=self.effective_on.data or date.max,  # a missing day is refused before this is asked
            expires_on=self.expires_on.data,
            no_expiry_because=self.no_expiry_because.data or None,
            period_from=self.period_from.data,
            period_to=self.period_to.data,
            address=self.address.data or None,
            kept_at=self.kept_at.data or None,
            note=self.note.data or None,
            bridges=self.bridges.data or None,
        )

    def given_file(self) -> File | None:
        """Return what was uploaded, if anything. Raises UploadRefused."""
        if not getattr(self.file.data, "filename", ""):
            return None
        upload = read_upload(self.file.data)
        return File(upload.name, upload.content, upload.media_type)


class EvidenceForm(VersionFields, Placing):
    """Registering a piece with its first version."""

    title = StringField("Title", [InputRequired("Give a title by which people find it."), fits("title")])
    about = SelectField("Speaks for", [InputRequired("Choose the supplier or the service.")], choices=[])
    kind = SelectField("Kind", [InputRequired("Choose a kind.")], choices=[])
    owner_id = SelectField(
        "Owner",
        coerce=person_id,
        choices=[],
        description="Is told before it expires, and asks the supplier for what follows.",
    )
    confidentiality = SelectField("Confidentiality", choices=[], description="Decides who finds and opens it.")

    def __init__(self, actor: Actor, about: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.about.choices = choices([("", "Choose"), *about])
        self.kind.choices = choices([("", "Choose"), *((one.code, one.title) for one in definitions.kinds().values())])
        offer_owners(self.owner_id)
        offer_levels(self.confidentiality, actor)


class VersionForm(VersionFields, Placing):
    """A newer version of something registered."""


class ClassForm(Placing):
    """A class and why."""

    code = SelectField(
        "Class",
        [InputRequired("Choose a class.")],
        choices=choices([("", "Choose"), *((code, f"{code} – {words}") for code, words in CLASSES.items())]),
    )
    rationale = TextAreaField(
        "Rationale",
        [InputRequired("Say what you looked at and why it proves this much."), fits("rationale"), says_why],
        description="What you looked at, whether it is in scope, and what it does not show.",
    )


class OwnerForm(ChangeForm):
    """Another owner, and why."""

    owner_id = SelectField("Owner", coerce=person_id, choices=[])

    def __init__(self, found: Evidence, **kwargs: Any) -> None:
        super().__init__(obj=found, **kwargs)
        offer_owners(self.owner_id, found.owner)


class ConfidentialityForm(ChangeForm):
    """Another confidentiality, and why."""

    confidentiality = SelectField("Confidentiality", choices=[], description="Decides who finds and opens it.")

    def __init__(self, found: Evidence, actor: Actor, **kwargs: Any) -> None:
        super().__init__(obj=found, **kwargs)
        offer_levels(self.confidentiality, actor)

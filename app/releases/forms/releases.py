"""The forms of a release: entered by hand, dated, typed, corrected."""

from datetime import UTC, datetime, time

from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.content.words import RELEASE_TYPES
from app.releases.actions import ReleaseDetails, VendorFile
from app.releases.forms.fields import ChangeForm, Placing, choices
from app.releases.models import Feed, Release
from app.web.uploads import ACCEPTED, read_upload

_CERTAINTIES = (
    ("unknown", "unknown"),
    ("stated", "stated by the vendor"),
    ("assumed", "assumed by us"),
)
_TYPES = tuple((one, one) for one in RELEASE_TYPES)
_BEFORE = "It went live before it was announced"


class ReleaseForm(Placing):
    """A release that came by mail, in a portal, or was noticed in production."""

    feed = SelectField("Feed", [InputRequired("Choose the feed it belongs to.")], choices=[])
    title = StringField(
        "Title",
        [InputRequired("Give the title of the release."), Length(max=300)],
        description="As the vendor calls it, for example “Release 24.2”.",
    )
    release_version = StringField("Version", [Length(max=100)], description="As the vendor counts; may be empty.")
    release_type = SelectField("Type", choices=choices((("", "not known yet"), *_TYPES)))
    announced_on = DateField("Announced on", [Optional()], description="The day on which the vendor told us.")
    production_on = DateField("In production on", [Optional()])
    production_certainty = SelectField("This day is", choices=choices(_CERTAINTIES), default="unknown")
    is_live_before_announcement = BooleanField(_BEFORE)
    note = TextAreaField(
        "Note",
        [InputRequired("Enter what the vendor wrote, or what was seen.")],
        description="The vendor's words, whole and unchanged. Each heading and list item becomes a change to assess.",
    )
    url = StringField("Address of the note", [Length(max=2000)], description="Where it can be read, with https://.")
    file = FileField("The vendor's file", description=f"The mail or document as it came ({ACCEPTED}).")
    source = StringField(
        "Source",
        [InputRequired("Say where the note was found."), Length(max=1000)],
        description="The mail of a day, the portal page, who saw the change.",
    )

    def __init__(self, feeds: "list[Feed]", *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.number, f"{one.number} {one.name} ({one.supplier.name})") for one in feeds]
        self.feed.choices = choices([("", "Choose a feed"), *offered])

    @property
    def details(self) -> ReleaseDetails:
        """What was typed; the day of the announcement begins at midnight UTC."""
        announced = self.announced_on.data
        return ReleaseDetails(
            title=self.title.data or "",
            note=self.note.data or "",
            source=self.source.data or "",
            release_version=self.release_version.data or "",
            url=self.url.data or "",
            release_type=self.release_type.data or None,
            announced_at=datetime.combine(announced, time(), UTC) if announced else None,
            production_on=self.production_on.data,
            production_certainty=self.production_certainty.data or "unknown",
            is_live_before_announcement=bool(self.is_live_before_announcement.data),
        )

    @property
    def vendor_file(self) -> VendorFile | None:
        """The uploaded file, if one was chosen. Raises UploadRefused with a sentence."""
        if not self.file.data or not self.file.data.filename:
            return None
        upload = read_upload(self.file.data)
        return VendorFile(upload.name, upload.content, upload.media_type)


class ProductionDateForm(ChangeForm):
    """When the release reaches production, how surely, and where that stands."""

    production_on = DateField("In production on", [Optional()], description="Empty when nobody knows.")
    production_certainty = SelectField("This day is", choices=choices(_CERTAINTIES))
    is_live_before_announcement = BooleanField(_BEFORE)

    def __init__(self, release: Release) -> None:
        super().__init__(obj=release)
        self.reason.label.text = "Reason or source"


class ReleaseTypeForm(ChangeForm):
    """What type of release it is."""

    release_type = SelectField("Type", [InputRequired("Choose a type.")], choices=choices((("", "Choose"), *_TYPES)))


class NoteForm(ChangeForm):
    """A corrected note."""

    note = TextAreaField(
        "Note",
        [InputRequired("Enter the whole corrected note.")],
        description="The whole text as it should read. What was received is kept.",
    )

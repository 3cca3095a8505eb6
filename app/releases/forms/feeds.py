"""The forms of a feed: new, changed, connected to a service."""

from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.releases.actions import FeedDetails
from app.releases.forms.fields import ChangeForm, Placing, choices
from app.releases.models import Feed
from app.releases.queries import service_choices

INTERVALS = (
    (15, "15 minutes"),
    (30, "30 minutes"),
    (60, "hour"),
    (180, "3 hours"),
    (360, "6 hours"),
    (720, "12 hours"),
    (1440, "day"),
    (10080, "week"),
)
"""Minutes, and how a pause between polls reads after “every”."""

_NAME = "How people here will call it, for example “Acme Quality, release notes”."
_URL = (
    "The address of an Atom, RSS, RDF, CDF or JSON feed, with https://. "
    "Leave it empty when the vendor has no feed: releases are then entered by hand."
)
_PRERELEASES = "Otherwise betas and release candidates are recorded, but open no work."


class FeedFields(Placing):
    """What is stated about every feed."""

    name = StringField("Name", [InputRequired("Give the feed a name."), Length(max=200)], description=_NAME)
    url = StringField("Address", [Length(max=4096)], description=_URL)
    interval_minutes = SelectField("Poll every", coerce=int, choices=choices(INTERVALS), default=60)
    takes_prereleases = BooleanField("Pre-releases open work too", description=_PRERELEASES)

    @property
    def details(self) -> FeedDetails:
        """What was typed."""
        return FeedDetails(
            self.name.data or "",
            self.url.data or None,
            self.interval_minutes.data or 60,
            bool(self.takes_prereleases.data),
        )


class FeedForm(FeedFields):
    """A new feed, and the first service that it speaks for."""

    service = SelectField(
        "Service",
        [InputRequired("Choose the service that this feed speaks for.")],
        choices=[],
        description="More services of the same supplier can be connected later.",
    )
    field_order = ("service", "name", "url", "interval_minutes", "takes_prereleases")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.service.choices = choices([("", "Choose a service"), *service_choices()])


class FeedChangeForm(ChangeForm, FeedFields):
    """A changed feed, with the reason."""

    def __init__(self, feed: Feed) -> None:
        super().__init__(obj=feed)
        known = {minutes for minutes, _ in INTERVALS}
        if feed.interval_minutes not in known:
            more = (feed.interval_minutes, f"{feed.interval_minutes} minutes")
            self.interval_minutes.choices = choices([more, *INTERVALS])


class ConnectionForm(ChangeForm):
    """A further service for a feed, with the reason."""

    service = SelectField("Service", [InputRequired("Choose a service.")], choices=[])

    def __init__(self, feed: Feed) -> None:
        super().__init__(obj=feed)
        self.service.choices = choices([("", "Choose a service"), *service_choices(feed.supplier_id)])

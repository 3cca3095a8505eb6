"""What a person types to sign: user name, password and, once enrolled, a one-time code; every time (11.200(a)(1))."""

from typing import Any

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.records.signatures import Shown
from app.web.edge import has_second_factor
from app.web.forms import Form


class SigningForm(Form):
    """The fields of a signing page. After a refusal only the user name is kept."""

    username = StringField("User name", [InputRequired("Type your user name.")])
    password = PasswordField("Password", [InputRequired("Type your password.")])
    one_time_code = StringField(
        "One-time code",
        [Length(max=40)],
        description="From your authenticator app, or one of your recovery codes. Each works once.",
    )
    sha256 = HiddenField(validators=[InputRequired("Open the record again and sign there.")])
    challenge = HiddenField(validators=[InputRequired("Open the record again and sign there.")])
    meaning = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_code = False

    @property
    def shown(self) -> Shown:
        """What stood on the page that was signed from."""
        return Shown(self.sha256.data or "", self.challenge.data or "")

    def show(self, shown: Shown, meaning: str = "") -> None:
        """Put a new challenge and digest into the form before it is drawn; whoever enrolled it is asked for a code."""
        self.asks_code = has_second_factor()
        self.one_time_code.data = ""
        self.sha256.data, self.challenge.data, self.meaning.data = shown.sha256, shown.challenge, meaning

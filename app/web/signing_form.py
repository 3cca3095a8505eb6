"""What a person types to sign: user name and password, both, every time (21 CFR 11.200(a)(1))."""

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from app.records.signatures import Shown
from app.web.forms import Form


class SigningForm(Form):
    """The fields of a signing page. After a refusal only the user name is kept."""

    username = StringField("User name", [InputRequired("Type your user name.")])
    password = PasswordField("Password", [InputRequired("Type your password.")])
    sha256 = HiddenField(validators=[InputRequired("Open the record again and sign there.")])
    challenge = HiddenField(validators=[InputRequired("Open the record again and sign there.")])
    meaning = HiddenField()

    @property
    def shown(self) -> Shown:
        """What stood on the page that was signed from."""
        return Shown(self.sha256.data or "", self.challenge.data or "")

    def show(self, shown: Shown, meaning: str = "") -> None:
        """Put a new challenge and digest into the form before it is drawn."""
        self.sha256.data, self.challenge.data, self.meaning.data = shown.sha256, shown.challenge, meaning

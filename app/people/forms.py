"""What people type on the pages of people: parsed and validated, nothing else."""

from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import EqualTo, InputRequired, Length, Regexp

from app.people.actions.identity import METHODS
from app.people.permissions import ROLES
from app.people.rules.names import LONGEST_NAME, USERNAME
from app.people.rules.passwords import LONGEST, SHORTEST
from app.web.forms import Form, ReasonField, RecordForm

_ROLES = [SelectChoice(code, f"{code} – {words}") for code, words in ROLES.items()]
_PASSWORD_HELP = (
    f"At least {SHORTEST} characters; any will do, spaces too. Four unrelated words in a row are easy to remember and "
    "hard to guess. Names, common words, years and keyboard rows are tried first, so they do not count. A password "
    "manager may make and fill it. It never expires."
)

_CODE_HELP = "From your authenticator app, or one of your recovery codes. Each works once."


class SignInForm(Form):
    """User name and password. What is wrong is never said."""

    username = StringField("User name", [InputRequired("Type your user name."), Length(max=200)])
    password = PasswordField("Password", [InputRequired("Type your password."), Length(max=LONGEST)])
    next = HiddenField()


class SignInCodeForm(Form):
    """The second page of signing in: a code of the second factor."""

    one_time_code = StringField(
        "One-time code", [InputRequired("Type the code."), Length(max=40)], description=_CODE_HELP
    )
    ticket = HiddenField()
    next = HiddenField()


class SecondFactorForm(Form):
    """Setting up or turning off one's own second factor: password, and a right code."""

    password = PasswordField("Present password", [InputRequired("Type your present password."), Length(max=LONGEST)])
    one_time_code = StringField("One-time code", [InputRequired("Type the code."), Length(max=40)])
    sealed = HiddenField()


class NewPasswordForm(Form):
    """A new password, twice."""

    password = PasswordField(
        "New password", [InputRequired("Type a new password."), Length(max=LONGEST)], description=_PASSWORD_HELP
    )
    again = PasswordField(
        "New password again",
        [InputRequired("Type the new password again."), EqualTo("password", "The two passwords differ.")],
    )


class PasswordChangeForm(NewPasswordForm):
    """A new password, after the present one."""

    present = PasswordField("Present password", [InputRequired("Type your present password."), Length(max=LONGEST)])
    one_time_code = StringField("One-time code", [Length(max=40)], description=_CODE_HELP)


class AttestationForm(Form):
    """Acceptance of the attestation in the version that was shown."""

    text_version = HiddenField(validators=[InputRequired("Open your own page again.")])
    is_accepted = BooleanField(
        "I have read this and accept it.", [InputRequired("Tick the box if you accept the text.")]
    )


class PersonForm(Form):
    """A new account."""

    username = StringField(
        "User name",
        [InputRequired("Give a user name."), Regexp(USERNAME, message="Small letters a-z, digits, dot, _ and -.")],
        description="2 to 40 small letters, digits, dots, underscores or hyphens. It is never given to anybody else.",
    )
    name = StringField(
        "Name",
        [InputRequired("Give the person's name."), Length(max=LONGEST_NAME)],
        description="The person's own name, as it is printed beside every signature.",
    )
    email = EmailField(
        "E-mail",
        [InputRequired("Give an e-mail address."), Regexp(r"[^@\s]+@[^@\s]+", message="Like name@example.org.")],
    )
    roles = SelectMultipleField("Roles", choices=_ROLES, description="An administrator (ADM) holds no other role.")


class RolesForm(RecordForm):
    """The roles somebody holds from now on."""

    roles = SelectMultipleField("Roles", choices=_ROLES, description="An administrator (ADM) holds no other role.")
    reason = ReasonField()


class ApprovalForm(RecordForm):
    """The version of the proposal that was shown to whoever approves it."""


class ReasonForm(RecordForm):
    """A reason: for closing an account, opening it again, asking for a link, saying no."""

    reason = ReasonField()


class IdentityForm(RecordForm):
    """How the acting person verified somebody's identity."""

    method = SelectField("How", choices=[SelectChoice(code, words) for code, words in METHODS.items()])

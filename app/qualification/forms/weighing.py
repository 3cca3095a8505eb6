"""Agreeing on a score, choosing the tier that is signed, dropping, and the two noes that take a signature."""

from wtforms import Field, RadioField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library
from wtforms.validators import InputRequired, Length

from app.content.risk_model import Factor
from app.qualification.rules.sheets import LONGEST
from app.suppliers.actions.refused import Refused
from app.suppliers.rules.tiers import TIERS
from app.web.errors import status_of
from app.web.forms import Form, ReasonField
from app.web.signing_form import SigningForm

_FITS = Length(max=LONGEST, message=f"At most {LONGEST:,} characters fit here.")


class Placing(Form):
    """Puts each sentence of a refusal beside its field."""

    status = 422

    def refuse(self, refusal: BaseException) -> None:
        """Keep the refusal for the page."""
        self.status = status_of(refusal)
        if not isinstance(refusal, Refused):
            super().refuse(refusal)
            return
        for name, sentence in refusal.problems:
            field: Field | None = self._fields.get(name)
            if field is None:
                self.refusals.append(sentence)
            else:
                field.errors = [*field.errors, sentence]


class AgreementForm(Placing):
    """A score that both scorers stand by."""

    score = RadioField("Agreed score", [InputRequired("Choose the agreed score.")])
    rationale = TextAreaField(
        "How you came together",
        [InputRequired("Say how the two scorers came together."), _FITS],
        description="What each of you saw, and why the agreed score is right. It is signed with the tiering.",
    )

    def offer(self, factor: Factor, low: int, high: int) -> None:
        """Offer the scores from the lower to the higher one, with their anchors."""
        scores = range(low, high + 1)
        self.score.choices = [SelectChoice(str(at), f"{at} – {factor.anchors[at]}") for at in scores]


class WeighingForm(Placing):
    """The tier that is signed, and who assessed together."""

    tier = RadioField(
        "Tier that is signed",
        [InputRequired("Choose a tier.")],
        choices=[SelectChoice(code, f"{code} – {word}") for code, word in TIERS.items()],
    )
    rationale = TextAreaField(
        "Rationale", [_FITS], description="Needed when the tier is raised or lowered; otherwise it is left out."
    )
    team = TextAreaField(
        "Assessed together by",
        [_FITS],
        description="Needed at the formal level: who took part, who facilitated, and where the FMEA is kept.",
    )


class DroppingForm(Placing):
    """Giving a tiering up."""

    reason = ReasonField(validators=[_FITS])


class RejectionForm(SigningForm):
    """Saying no takes a signature and a reason."""

    reason = ReasonField(validators=[_FITS])


class VoidingForm(SigningForm):
    """Voiding takes a signature and a reason."""

    reason = ReasonField("What was found wrong", validators=[_FITS])

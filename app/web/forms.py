"""Forms that keep what was typed, bring text into one form, and refuse what hides or doubles a field."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar

from flask import Response, abort, after_this_request, request
from flask_wtf import FlaskForm
from sqlalchemy.exc import OperationalError
from wtforms import (
    Field,
    HiddenField,
    IntegerField,
    MultipleFileField,
    PasswordField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from app.base.db import Transaction
from app.web.edge import writing
from app.web.errors import (
    FULL,
    REFUSALS,
    RETRY_SECONDS,
    log_trouble,
    passing_trouble,
    printable,
    require_version,
    sentence_of,
)

Result = TypeVar("Result")
Opening = AbstractContextManager[Transaction]

_HIDING = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff\u200b\ufffd"
)
"""Characters that turn or hide their neighbours, so that a name reads as another (Trojan Source)."""

_EMPTY_REASONS = {"update", "updated", "change", "changed", "correction", "because", "reason"}


class _Meta:
    """Bring every text field into NFC, trimmed, and let none carry characters that hide what it says."""

    def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
        """Add the filter and check to text fields; passwords stay exactly as typed."""
        field = super().bind_field(form, unbound_field, options)  # type: ignore[misc]  # WTForms mixes this in
        if isinstance(field, StringField) and not isinstance(field, PasswordField):
            check = refuse_controls if isinstance(field, TextAreaField) else refuse_hiding
            field.filters = (*field.filters, tidy)
            field.validators = (*field.validators, _require_words, check)
        return field


class Form(FlaskForm):
    """The base of every form. ``refusals`` are sentences about the whole form, shown above its fields."""

    Meta = _Meta
    many: ClassVar[set[str]] = set()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusals: list[str] = []

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Remember the fields that may come more than once in one request."""
        super().__init_subclass__(**kwargs)
        many = (SelectMultipleField, MultipleFileField)
        for name, field in vars(cls).items():
            if isinstance(field, UnboundField) and issubclass(field.field_class, many):
                Form.many.add(name)

    @property
    def problems(self) -> list[tuple[str | None, str, str]]:
        """Every fault for the summary: id of its field (or None), label, sentence."""
        found: list[tuple[str | None, str, str]] = [(None, "", sentence) for sentence in self.refusals]
        for field in self:
            found += [(field.id, field.label.text, sentence) for sentence in _flat(field.errors)]
        return found

    def refuse(self, refusal: BaseException) -> None:
        """Keep the sentence of an action's refusal for the page."""
        self.refusals.append(sentence_of(refusal))


class RecordForm(Form):
    """A form on an existing record: carries the version that was shown, so a stale page never overwrites."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the record again.")])

    def require_version_of(self, record: object) -> None:
        """Refuse when the record moved on since its page was opened. Raises Stale."""
        require_version(record, self.version.data)


class ReasonField(TextAreaField):
    """A reason in a person's own words. Blank, a dot or "update" explain nothing to an inspector."""

    def __init__(self, label: str = "Reason", validators: Iterable[Any] = (), **kwargs: Any) -> None:
        kwargs.setdefault("description", "Why, in your own words. It stands in the record for good.")
        super().__init__(label, [InputRequired(_REASON_SENTENCE), *validators, says_why], **kwargs)


_REASON_SENTENCE = "Say why in your own words, with at least five letters."


def says_why(_form: Any, field: Field) -> None:
    """Refuse a reason that says nothing. Raises ValidationError."""
    words = re.findall(r"[^\W\d_]+", str(field.data or "").casefold())
    if sum(map(len, words)) < 5 or (set(words) <= _EMPTY_REASONS):
        raise ValidationError(_REASON_SENTENCE)


def carried_out(
    form: Form, act: Callable[[Transaction], Result], opening: Callable[[], Opening] = writing
) -> Result | None:
    """Validate ``form`` and run ``act`` in the writing transaction; return its result, None when it was refused.

    ``opening`` opens the transaction for somebody other than the signed-in person.

    The refusal's sentence then stands in the form, the input is kept and nothing was saved.
    """
    if not form.validate_on_submit():
        return None
    try:
        with opening() as opened:
            return act(opened)
    except REFUSALS as refusal:
        form.refuse(refusal)
    except (OperationalError, OSError) as problem:
        sentence = passing_trouble(problem)
        if sentence is None:
            raise
        log_trouble(problem)
        form.refusals.append(sentence)
        after_this_request(_say_full if sentence is FULL else _say_busy)
    return None


def _say_busy(response: Response) -> Response:
    """Mark the page that shows the form again: it is the server that could not, not the input."""
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _say_full(response: Response) -> Response:
    """Mark the page that shows the form again: there is no room on the server's disk."""
    response.status_code = HTTPStatus.INSUFFICIENT_STORAGE
    return response


def refuse_doubled_fields() -> None:
    """Refuse a request in which a field comes twice: two readers would see two different values."""
    if request.method != "POST" or not (request.form or request.files):
        return
    groups: tuple[Mapping[str, list[Any]], ...] = (request.form.to_dict(flat=False), request.files.to_dict(flat=False))
    doubled = [name for group in groups for name, all_ in group.items() if len(all_) > 1 and name not in Form.many]
    if doubled:
        abort(400, "The browser sent a field twice, so nothing was saved. Reload the page and try again.")


def tidy(text: Any) -> Any:
    """Bring a text into NFC, without blanks around it and with one kind of line end."""
    if not isinstance(text, str):
        return text
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def refuse_hiding(_form: Any, field: Field) -> None:
    """Refuse control, direction and invisible characters in one line of text. Raises ValidationError."""
    text = str(field.data or "")
    if any(one in _HIDING for one in text) or "\n" in text or "\t" in text or printable(text) != text:
        field.data = "".join("\ufffd" if one in _HIDING else one for one in printable(text))
        raise ValidationError(
            "This holds invisible or direction characters, marked with \ufffd here. Type the text again."
        )


def refuse_controls(_form: Any, field: Field) -> None:
    """Refuse control characters other than line ends and tabs in a longer text. Raises ValidationError."""
    text = str(field.data or "")
    if printable(text) != text:
        field.data = printable(text)
        raise ValidationError("This holds control characters, marked with \ufffd here. Type the passage again.")


def _require_words(_form: Any, field: Field) -> None:
    """Refuse a required text of blanks only. Raises ValidationError."""
    if field.flags.required and not field.data:
        raise ValidationError("This is needed.")


def _flat(errors: Any) -> list[str]:
    if isinstance(errors, dict):
        return [sentence for inner in errors.values() for sentence in _flat(inner)]
    return [text for one in errors for text in ([str(one)] if not isinstance(one, list | dict) else _flat(one))]


__all__ = ["Form", "HiddenField", "ReasonField", "RecordForm", "carried_out", "says_why", "tidy"]

"""The lists of reviews and of their lines: columns, filters, exports."""

from collections.abc import Callable
from datetime import date, datetime

from flask import url_for
from sqlalchemy import ColumnElement, exists

from app.access.models import AccessReview, ReviewDecision, ReviewLine
from app.access.queries.reviews import is_newest
from app.access.rules.flags import FLAGS
from app.web.filters import Choice, Contains, Dates
from app.web.listing import Column, Listing

UNDECIDED = "undecided"


def reviews_listing() -> Listing:
    """Return the list of reviews: newest first."""
    return Listing(
        columns=(
            Column("number", "Number", lambda one: one.number, AccessReview.number, href=_review_address),
            Column("title", "Title", lambda one: one.title, AccessReview.title, kind="name"),
            Column("scope", "Whose accounts", lambda one: one.scope_words),
            Column("state", "State", lambda one: one.state, AccessReview.state, kind="chip"),
            Column("due", "Due", lambda one: one.due_on, AccessReview.due_on, kind="day"),
            Column("opened", "Opened", _day("opened_at"), AccessReview.opened_at, kind="day"),
            Column("ended", "Ended", _day("ended_at"), AccessReview.ended_at, kind="day"),
        ),
        key=AccessReview.id,
        sort="-opened",
        filters=(
            Contains("q", "Number or title", (AccessReview.number, AccessReview.title)),
            Choice("state", "State", AccessReview.state, [(one, one) for one in ("open", "closed", "withdrawn")]),
            Dates("due", "Due", AccessReview.due_on),
        ),
    )


def lines_listing(number: str, *, is_export: bool = False) -> Listing:
    """Return the list of one review's lines: what a page has room for, or everything for its export."""
    return Listing(
        columns=_everything() if is_export else _page_columns(number),
        key=ReviewLine.id,
        sort="name",
        filters=(
            Contains("q", "Name or user name", (ReviewLine.name, ReviewLine.username)),
            Choice("flag", "Flag", ReviewLine.flags, list(FLAGS.items()), _is_flagged),
            Choice("decision", "Decision", ReviewLine.id, [(one, one) for one in _DECISIONS], _is_decided),
        ),
    )


def _page_columns(number: str) -> tuple[Column, ...]:
    return (
        Column("name", "Account", lambda one: one, ReviewLine.name, kind="person", href=_line_address(number)),
        Column("roles", "Roles", lambda one: ", ".join(one.roles) or "none"),
        Column("signed_in", "Last sign-in", _day("last_signed_in_at"), ReviewLine.last_signed_in_at, "day"),
        Column("signed", "Last signature", _day("last_signature_at"), ReviewLine.last_signature_at, "day"),
        Column("training", "Training", lambda one: one.training),
        Column("flags", "Flags", lambda one: ", ".join(words for words, _ in one.flagged) or None),
        Column("decision", "Decision", _decision),
        Column("decided_by", "By", _decided_by),
    )


def _everything() -> tuple[Column, ...]:
    return (
        Column("name", "Name", lambda one: one.name, ReviewLine.name),
        Column("username", "User name", lambda one: one.username),
        Column("email", "E-mail", lambda one: one.email),
        Column("roles", "Roles", lambda one: list(one.roles)),
        Column("state", "State when opened", lambda one: "active" if one.is_active else "deactivated"),
        Column("since", "Account since", lambda one: one.account_created_at),
        Column("signed_in", "Last sign-in", lambda one: one.last_signed_in_at, ReviewLine.last_signed_in_at),
        Column("signed", "Last signature", lambda one: one.last_signature_at, ReviewLine.last_signature_at),
        Column("verified", "Identity verified", lambda one: one.identity_verified_at),
        Column("training", "Training", lambda one: one.training),
        Column("leaves", "Last working day", lambda one: one.leaves_on),
        Column("flags", "Flags", lambda one: [f"{words}: {why}" for words, why in one.flagged]),
        Column("decision", "Decision", _decision),
        Column("reason", "Reason", lambda one: one.decision.reason if one.decision else None),
        Column("decided_by", "Decided by", _decided_by),
        Column("decided_at", "Decided", lambda one: one.decision.decided_at if one.decision else None),
        Column("done", "Carried out", _done),
    )


_DECISIONS = (UNDECIDED, "keep", "change", "remove")


def _is_flagged(flag: str) -> ColumnElement[bool]:
    return ReviewLine.flags.contains(f'"flag":"{flag}"')


def _is_decided(outcome: str) -> ColumnElement[bool]:
    of_line = ReviewDecision.line_id == ReviewLine.id
    if outcome == UNDECIDED:
        return ~exists().where(of_line)
    return exists().where(of_line, ReviewDecision.outcome == outcome, is_newest())


def _review_address(one: AccessReview) -> str:
    return url_for("access_reviews.show", number=one.number)


def _line_address(number: str) -> Callable[[ReviewLine], str]:
    return lambda one: url_for("access_decisions.show", number=number, line_id=one.id)


def _day(name: str) -> Callable[[AccessReview | ReviewLine], date | None]:
    def read(one: AccessReview | ReviewLine) -> date | None:
        moment: datetime | None = getattr(one, name)
        return moment.date() if moment else None

    return read


def _decision(one: ReviewLine) -> str:
    if one.decision is None:
        return UNDECIDED
    taken = f" ({', '.join(one.decision.roles_taken)} away)" if one.decision.roles_taken else ""
    return f"{one.decision.outcome}{taken}"


def _decided_by(one: ReviewLine) -> str | None:
    return None if one.decision is None else f"{one.decision.decided_by_name} ({one.decision.decided_by_username})"


def _done(one: ReviewLine) -> str | None:
    if one.decision is None or one.decision.outcome == "keep":
        return None
    return "yes" if one.is_done else "not yet"

"""Lists of leavers: upload and preview, then confirm or discard.

file | read_sheet | rows_of | plan_lines (preview; nothing is changed) | the same again | deactivate, mark, log
"""

from datetime import datetime

from app.access.actions.leavers import mark, settle
from app.access.actions.refused import AccessRefused, NotNow
from app.access.models import LeaverLine, LeaverList
from app.access.queries.accounts import accounts
from app.access.rules.leavers import KNOWN_COLUMNS, LinePlan, Plan, plan_lines, rows_of
from app.base import canonical
from app.base.db import db
from app.base.sheet_files import media_type, read_sheet
from app.base.sheets import Sheet, SheetRefused
from app.people import actions as account_actions
from app.people import queries as people
from app.people.models import Person
from app.records import attachments, kernel, trail
from app.records.actor import Actor
from app.records.moves import move
from app.records.numbers import next_number


def upload(name: str, content: bytes, actor: Actor, now: datetime) -> LeaverList:
    """Keep an uploaded list. Raises AccessRefused; no account is touched."""
    person = people.person_of(actor)
    if person is None:
        raise AccessRefused(("", "A leaver list is imported by a person with an account."))
    sheet = _readable(content)
    found = LeaverList(
        number=next_number("LVL", now.year),
        file_name=attachments.fit_name(name, content)[:200],
        sha256=canonical.sha256(content),
        size=len(content),
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        state="previewed",
        uploaded_at=now,
        uploaded_by_id=person.id,
    )
    db.session.add(found)
    trail.say(found, "access.leaver_list.uploaded")
    db.session.flush()
    attachments.attach(found, name, content, media_type(sheet.delimiter), actor, now)
    return found


def preview(of: LeaverList, actor: Actor, now: datetime) -> Plan:
    """Judge the kept file against the accounts as they stand now. Raises AccessRefused. Writes nothing."""
    person = people.person_of(actor)
    rows = rows_of(_readable(content_of(of)))
    return plan_lines(rows, accounts(), person.id if person else None, now.date())


def content_of(of: LeaverList) -> bytes:
    """Return the file as it was uploaded. Raises AccessRefused when the store lost it or holds something else."""
    files = kernel.of(db.session()).files
    content = files.read(of.sha256) if files.path(of.sha256).exists() else b""
    if canonical.sha256(content) != of.sha256:
        raise AccessRefused(("", f"The file of {of.number} is not the one that was uploaded. Upload it again."))
    return content


def confirm(of: LeaverList, fingerprint: str, actor: Actor, now: datetime) -> Plan:
    """Do what the preview showed and log every line. Raises AccessRefused when people changed meanwhile."""
    _require_open(of)
    plan = preview(of, actor, now)
    if plan.fingerprint != fingerprint:
        raise NotNow(
            ("", f"Accounts changed since you saw the preview of {of.number}, so nothing was done. Look again.")
        )
    if not plan.lines:
        raise AccessRefused(("", f"{of.number} has no line. Discard it instead."))
    for line in plan.lines:
        _carry_out(of, line, actor, now)
    lines = [{"list_id": of.id, **_log(line)} for line in plan.lines]
    trail.insert_many(LeaverLine, lines, "access.leaver_list.logged")
    move(of, "confirm", "access.leaver_list.confirmed")
    of.finished_at = now
    of.deactivated, of.marked = plan.count("deactivate"), plan.count("mark")
    of.other_lines = len(plan.lines) - plan.to_do
    return plan


def discard(of: LeaverList, now: datetime) -> None:
    """Close a list without touching any account."""
    _require_open(of)
    move(of, "discard", "access.leaver_list.discarded")
    of.finished_at = now


def _carry_out(of: LeaverList, line: LinePlan, actor: Actor, now: datetime) -> None:
    if line.outcome not in {"deactivate", "mark"} or line.person_id is None or line.last_day is None:
        return
    person = db.session.get_one(Person, line.person_id)
    if line.outcome == "mark":
        mark(person, of, line, now)
        return
    about = f", {line.reference}" if line.reference else ""
    reason = f"{of.number}, line {line.line}: left, last working day {line.last_day.isoformat()}{about}"
    account_actions.deactivate(person, reason, actor, now)
    settle(person, reason, now)


def _log(line: LinePlan) -> dict[str, object]:
    return {
        "line": line.line,
        "outcome": line.outcome,
        "user": line.user,
        "last_day": line.last_day,
        "reference": line.reference,
        "sentence": line.sentence,
        "person_id": line.person_id,
    }


def _readable(content: bytes) -> Sheet:
    try:
        sheet = read_sheet(content, KNOWN_COLUMNS)
        rows_of(sheet)
    except SheetRefused as refused:
        raise AccessRefused(("file", str(refused))) from refused
    return sheet


def _require_open(of: LeaverList) -> None:
    if of.state != "previewed":
        raise NotNow(("", f"{of.number} was already {of.state}. Upload the file again if you need it once more."))

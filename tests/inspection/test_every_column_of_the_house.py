"""A value changed by raw SQL in any table is named: every column of every regulated table."""

import random
from datetime import UTC, datetime

from sqlalchemy import BigInteger, Boolean, Date, Integer, func, select

from app.base.columns import CanonicalJSON, ExactDecimal, UTCTime
from app.base.db import db, transaction
from app.impact.actions import approvals, defects
from app.inspection import actions as inspection
from app.records import signatures
from app.records.regulated import record_types
from app.records.verification.verify import verify
from tests.factories import impact
from tests.factories.people import person_for
from tests.records.mutations import Tampering

L2_NOTE = "- Users can now export records as CSV files.\n- A fixed typo in the help page.\n"
MOMENT = datetime(2026, 3, 2, 8, tzinfo=UTC)
VALUES = {"state": lambda kind: kind.__lifecycle__.initial}
"""What a column must hold to be let in, where any text will not do."""


def test_every_column_of_every_regulated_table_is_compared(app, settings, clock):
    _tell_a_story(clock)
    _fill_what_is_empty(clock)
    assert altered() == []
    missed, tried = [], 0
    sql = Tampering(settings, random.Random(1)).sql()
    for record_type, kind in sorted(record_types().items()):
        table = kind.__tablename__
        found = sql.execute(f"SELECT MIN(id) FROM {table}").fetchone()[0]
        for column in kind.__table__.columns:
            if column.name == "id":
                continue
            (before,) = sql.execute(f"SELECT {column.name} FROM {table} WHERE id = ?", (found,)).fetchone()
            sql.execute(f"UPDATE {table} SET {column.name} = ? WHERE id = ?", (_other(column, before), found))
            db.session.rollback()
            faults = verify().faults
            if not any(one.where.startswith(f"{record_type} {found}") for one in faults):
                missed.append((record_type, column.name))
            sql.execute(f"UPDATE {table} SET {column.name} = ? WHERE id = ?", (before, found))
            tried += 1
    sql.close()
    print(f"{tried} columns of {len(record_types())} tables changed, {len(missed)} missed")
    assert missed == []
    db.session.rollback()
    assert altered() == []


def altered() -> list[object]:
    """Return what is found, but for the one removal that the story makes up: nobody decided on it, and that is said."""
    return [one for one in verify().faults if one.kind != "removal"]


def _fill_what_is_empty(clock) -> None:
    """Give every table that the story left empty one row, through the session as any other."""
    kinds = {kind.__tablename__: kind for kind in record_types().values()}
    for table in db.metadata.sorted_tables:
        kind = kinds.get(table.name)
        if kind is None or db.session.query(kind).first() is not None:
            continue
        row = {one.name: _any(kind, one) for one in table.columns if one.name not in {"id", "version"}}
        with transaction(person_for("SQM").actor, clock()):
            db.session.add(kind(**row))


def _any(kind, column):
    if column.foreign_keys:
        (reference,) = column.foreign_keys
        return db.session.scalar(select(func.min(reference.column)))
    if column.name in VALUES:
        return VALUES[column.name](kind)
    if column.nullable:
        return None
    if isinstance(column.type, UTCTime):
        return MOMENT
    if isinstance(column.type, Date):
        return MOMENT.date()
    if isinstance(column.type, CanonicalJSON):
        return ["some"]
    return {Boolean: True, Integer: 1, BigInteger: 1}.get(type(column.type), "some")


def _other(column, before):
    """Return another value that the column's type can hold."""
    if isinstance(column.type, UTCTime):
        return "2001-01-01T00:00:00.000Z"
    if isinstance(column.type, Date):
        return "2001-01-01"
    if isinstance(column.type, CanonicalJSON):
        return '["other"]'
    if isinstance(column.type, ExactDecimal):
        return "7.25"
    if isinstance(column.type, Boolean):
        return not before
    if isinstance(column.type, Integer):
        return (before or 0) + 1000
    return f"{before or ''}x"


def _tell_a_story(clock) -> None:
    """Submit and sign an assessment with a failed step and its defect, and run a verification."""
    assessment = impact.triaged(L2_NOTE)
    impact.settle_all(assessment, level="L2")
    impact.run_once(assessment, impact.another("SO").actor, is_passed=False)
    run = assessment.this_round.planned_tests[0].runs[0]
    defect = next(one for step in run.step_results for one in step.defects)
    with transaction(person_for("SO").actor, clock()):
        defects.decide_defect(defect, "accept_with_control", "Two people look.", person_for("SO").actor, clock())
    impact.sign_as(defect, person_for("SME"), defects.sign_defect)
    impact.follow_up(assessment)
    with transaction(person_for("SO").actor, clock()):
        approvals.submit(assessment, person_for("SO").actor, clock())
    impact.sign_as(assessment, person_for("SO"))
    refused = signatures.SigningRefused("credentials", "The password does not fit.")
    with transaction(person_for("QA").actor, clock()):
        signatures.record_refusal(assessment, "APPROVE-QA", person_for("QA").actor, refused, clock())
        inspection.record_verification(verify(), person_for("QA").actor, clock())

"""Record numbers that people can say aloud: SUP-0012, RIA-2026-0147."""

from sqlalchemy import insert, select, update

from app.base.db import db
from app.records.tables import RecordCounter


def next_number(prefix: str, year: int | None = None) -> str:
    """Return the next number of ``prefix`` (and year). Needs a writing transaction; numbers are never given twice."""
    key = prefix if year is None else f"{prefix}-{year}"
    found = db.session.execute(
        select(RecordCounter.last).where(RecordCounter.prefix == key).with_for_update()
    ).scalar_one_or_none()
    if found is None:
        db.session.execute(insert(RecordCounter).values(prefix=key, last=1))
        return f"{key}-0001"
    statement = update(RecordCounter).where(RecordCounter.prefix == key).values(last=found + 1)
    db.session.execute(statement, execution_options={"synchronize_session": False})
    return f"{key}-{found + 1:04d}"

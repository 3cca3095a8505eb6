"""The preview of retention over tens of thousands of records, beside a look at each record by itself, in one run.

Record by record is how the preview was made at first: for each record past its time one query for each foreign key that
may lead to it. Quote the ratio, never a single time.
"""

import argparse
import json
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask_migrate import upgrade
from sqlalchemy import event, select

from app import create_app
from app.base.db import db, transaction
from app.impact.queries.definitions import library
from app.people import actions as people
from app.people.actions import NewPerson
from app.records import keys, trail
from app.records.actor import operator
from app.records.regulated import record_types
from app.suppliers.models import Service, Supplier
from app.suppliers.models.naming import name_key
from app.system.models import RegistryVersion
from app.system.queries import retention
from app.system.queries.references import Key, References
from app.system.queries.registries import in_force, registry_of
from config import Settings

YEARS = 16


def settings_in(folder: Path) -> Settings:
    """Return the settings of a passing installation."""
    return Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'qualward.db'}",
        owner_url="",
        secret_key="x" * 40,
        signing_key=folder / "keys" / "ledger.pem",
        witness_file=folder / "witness" / "heads.jsonl",
        base_url="http://127.0.0.1:8000",
        mail_url="",
        timezone=ZoneInfo("UTC"),
        outbound_allow=(),
        is_demo=False,
    )


def fill(count: int, now: datetime) -> None:
    """Put a registry in force and ``count`` records past their time: suppliers and a service of each, all retired."""
    actor, then = operator("bench"), now - timedelta(days=YEARS * 366)
    with transaction(actor, then):
        names_of = (("ada.first", "Ada First"), ("bob.second", "Bob Second"))
        first = [NewPerson(one, name, f"{one}@rows.example", ["ADM"]) for one, name in names_of]
        person = people.add_first(first, actor, then)[1]
    with transaction(actor, then):
        found = library().record_types
        types = [{**asdict(one), "regulated": one.is_regulated} for one in found.types]
        made = RegistryVersion(
            number="RTR-2010-0001",
            state="effective",
            content_version="1",
            content_sha256=found.version.sha256,
            classes=[asdict(one) for one in found.classes],
            types=types,
            comment="bench",
            drafted_by_id=person.id,
            drafted_at=then,
            decided_at=then,
        )
        db.session.add(made)
    half = count // 2
    with transaction(actor, then):
        shared = {"state": "retired", "retired_at": then}
        rows = [
            {**shared, "number": f"SUP-{one:05d}", **named(f"Vendor {one}"), "country": "DE", "owner_id": person.id}
            for one in range(1, half + 1)
        ]
        ids = trail.insert_many(Supplier, rows, "suppliers.supplier.listed")
    with transaction(actor, then):
        use = {"intended_use": "None any more.", "is_regulated": True, "notice_days": 30}
        services = [
            {**shared, **use, "number": f"SVC-{one:05d}", **named(f"Service {one}"), "supplier_id": one} for one in ids
        ]
        trail.insert_many(Service, services, "suppliers.service.listed")


def named(name: str) -> dict[str, str]:
    """Return a name with its key."""
    return {"name": name, "name_key": name_key(name)}


class RecordByRecord(References):
    """Asks for each record by itself, as the preview did at first."""

    def to(self, wanted: set[Key]) -> dict[Key, set[Key]]:
        """Return for each record who refers to it, one query for each record and column."""
        return {key: self._to(key) for key in wanted}

    def _to(self, key: Key) -> set[Key]:
        found: set[Key] = set()
        waiting, seen = [key], {key}
        while waiting:
            record, identifier = waiting.pop()
            for name, kind in record_types().items():
                columns = [one for one, other in self._columns(kind).items() if other == record]
                for column in columns:
                    for other in db.session.scalars(select(kind.id).where(column == identifier)):
                        if (name, other) in seen:
                            continue
                        seen.add((name, other))
                        if self._owners.get(name) == key[0]:
                            waiting.append((name, other))
                        else:
                            found |= self.roots([(name, other)])[name, other]
        return found - {key}


def timed(references: type[References], today: datetime) -> tuple[float, int, retention.Preview]:
    """Return how long a preview takes, with how many queries, and its outcome."""
    queries = [0]

    def count(*_: object) -> None:
        queries[0] += 1

    db.session.rollback()
    event.listen(db.engine, "before_cursor_execute", count)
    retention.References = references  # type: ignore[misc]
    began = time.perf_counter()
    found = retention.preview(today.date())
    took = time.perf_counter() - began
    event.remove(db.engine, "before_cursor_execute", count)
    return took, queries[0], found


def main() -> None:
    """Fill, ask both ways in turn, print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=4000)
    parser.add_argument("--large", type=int, default=30_000, help="records of a second look, set-based only")
    given = parser.parse_args()
    now = datetime.now(UTC)
    told: dict[str, object] = {}
    for count, ways in ((given.records, (RecordByRecord, References)), (given.large, (References,))):
        with tempfile.TemporaryDirectory() as place:
            settings = settings_in(Path(place))
            keys.make(settings.signing_key)
            with create_app(settings).app_context():
                upgrade()
            with create_app(settings).app_context():
                fill(count, now)
                assert registry_of(in_force()).types
                outcomes = {}
                for way in ways:
                    took, queries, found = timed(way, now)
                    outcomes[way.__name__] = (round(took, 3), queries, len(found.items), found.items)
                    print(
                        f"{count} records, {way.__name__}: {took:.2f} s, {queries} queries, {len(found.items)} listed"
                    )
                if len(ways) > 1:
                    slow, fast = (outcomes[way.__name__] for way in ways)
                    assert slow[3] == fast[3], "both say the same"
                    print(f"ratio: {slow[0] / fast[0]:.1f}")
                    told["ratio"] = round(slow[0] / fast[0], 1)
                told[str(count)] = {name: list(one[:3]) for name, one in outcomes.items()}
                db.session.remove()
                db.engine.dispose()
    Path("bench/results/retention.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

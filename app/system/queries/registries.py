"""Registries of record types: the shipped one, those on record, the one in force, and what stands against a draft."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.content.record_types import record_type_of, retention_class_of
from app.impact.queries.definitions import library
from app.records.actor import Actor
from app.records.lifecycle import Verdict
from app.records.regulated import record_types
from app.records.separation import Step, may_sign
from app.records.signature import Signature
from app.system.models import RegistryVersion
from app.system.rules import registry as rules
from app.system.rules.registry import Registry

STEP = Step(rules.STEP_MEANING, rules.STEP_ROLE)


def shipped() -> Registry:
    """Return the registry as the definitions say it."""
    found = library().record_types
    return Registry(found.classes, found.types)


def registry_of(found: RegistryVersion) -> Registry:
    """Return a registry as it was frozen."""
    return Registry([retention_class_of(one) for one in found.classes], [record_type_of(one) for one in found.types])


def registry_version(number: str) -> RegistryVersion | None:
    """Return the registry of this number with who drafted it."""
    query = select(RegistryVersion).where(RegistryVersion.number == number)
    return db.session.scalar(query.options(joinedload(RegistryVersion.drafted_by)))


def registry_versions() -> Sequence[RegistryVersion]:
    """Return every registry, newest first."""
    query = select(RegistryVersion).options(joinedload(RegistryVersion.drafted_by))
    return db.session.scalars(query.order_by(RegistryVersion.id.desc())).all()


def in_force() -> RegistryVersion | None:
    """Return the registry that counts here now."""
    return db.session.scalar(select(RegistryVersion).where(RegistryVersion.state == "effective"))


def open_draft() -> RegistryVersion | None:
    """Return the registry that waits for a signature."""
    return db.session.scalar(select(RegistryVersion).where(RegistryVersion.state == "draft"))


def faults(registry: Registry, present: RegistryVersion | None) -> list[str]:
    """Return what stands against putting a registry in force in the place of the present one."""
    counted = db.session.execute(select(Signature.record_type, func.count()).group_by(Signature.record_type))
    signed = {str(name): int(count) for name, count in counted}
    known = [name for name, kind in record_types().items() if kind.__module__.startswith("app.")]
    return rules.faults(registry, registry_of(present) if present else None, signed, known)


def verdict(found: RegistryVersion, present: RegistryVersion | None, actor: Actor) -> Verdict:
    """Judge whether this person may put the registry in force now."""
    if found.state != "draft":
        return Verdict.of([f"{found.number} is {found.state}; only a draft is signed."])
    barred = {str(found.drafted_by_id): "You drafted this registry; somebody else of QA signs it."}
    asked = may_sign(STEP, [], actor.id, actor.roles, barred)
    return Verdict.of([*asked.reasons, *faults(registry_of(found), present)])

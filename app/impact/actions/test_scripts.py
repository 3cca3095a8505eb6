"""Writing regression tests: a script has a number, its versions are written once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.base.db import db
from app.impact.models import TestScript, TestScriptVersion, TestScriptWorkflow
from app.impact.queries.verdicts import AssessmentRefused
from app.records import trail
from app.records.actor import Actor
from app.records.numbers import next_number
from app.suppliers.models import Service


@dataclass(frozen=True)
class Step:
    """One thing to do and what is expected then."""

    action: str
    expected: str


@dataclass(frozen=True)
class Script:
    """What a test is: its title, what it proves, its steps, and which workflows it covers."""

    title: str
    purpose: str
    kind: str
    steps: Sequence[Step]
    workflow_ids: Sequence[int]
    is_core: bool = False
    is_integration: bool = False
    pack_test: str | None = None


def write_script(service: Service, script: Script, actor: Actor, now: datetime) -> TestScript:
    """Keep a new test script with its first version. Raises AssessmentRefused when it has no steps."""
    found = TestScript(
        number=next_number("TST"),
        service_id=service.id,
        title=script.title,
        kind=script.kind,
        is_core=script.is_core,
        is_integration=script.is_integration,
        pack_test=script.pack_test or None,
        state="active",
        workflow_links=[TestScriptWorkflow(workflow_id=one) for one in dict.fromkeys(script.workflow_ids)],
        versions=[_version(1, script, "First version", actor, now)],
    )
    db.session.add(found)
    trail.say(found, "impact.test_script.written")
    db.session.flush()
    return found


def revise_script(found: TestScript, script: Script, because: str, actor: Actor, now: datetime) -> TestScript:
    """Write the next version. Runs planned with an older version keep it."""
    _require_active(found)
    db.session.add(_version(found.latest.position + 1, script, because, actor, now, found))
    trail.say(found, "impact.test_script.revised", because)
    found.title, found.kind = script.title, script.kind
    found.is_core, found.is_integration = script.is_core, script.is_integration
    found.pack_test = script.pack_test or None
    _relink(found, set(script.workflow_ids), because, now)
    db.session.flush()
    return found


def retire_script(found: TestScript, because: str, now: datetime) -> TestScript:
    """Take a script out of use; what was run with it stays."""
    _require_active(found)
    trail.say(found, "impact.test_script.retired", because)
    found.state, found.retired_at, found.retired_because = "retired", now, because
    return found


def _version(
    position: int, script: Script, because: str, actor: Actor, now: datetime, found: TestScript | None = None
) -> TestScriptVersion:
    if not script.steps:
        raise AssessmentRefused("A test script needs at least one step with what is expected.")
    steps = [
        {"position": at, "action": step.action, "expected": step.expected} for at, step in enumerate(script.steps, 1)
    ]
    version = TestScriptVersion(
        position=position,
        purpose=script.purpose,
        steps=steps,
        because=because,
        written_by=actor.id,
        written_by_name=actor.name,
        written_at=now,
    )
    if found is not None:
        version.script = found
    return version


def _relink(found: TestScript, wanted: set[int], because: str, now: datetime) -> None:
    for link in found.workflow_links:
        if link.withdrawn_at is None and link.workflow_id not in wanted:
            link.withdrawn_at, link.withdrawn_because = now, because
    for workflow_id in sorted(wanted - set(found.workflow_ids)):
        db.session.add(TestScriptWorkflow(script=found, workflow_id=workflow_id))


def _require_active(found: TestScript) -> None:
    if found.state != "active":
        raise AssessmentRefused(f"{found.number} is retired. Write a new script instead.")

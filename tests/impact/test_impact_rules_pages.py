"""Each of the ten rules is reachable through the pages: post what is known, and the page shows the rule met."""

import re

import pytest

from app.base.db import db, transaction
from app.impact.models import Assessment
from app.suppliers.models import TierChoice
from tests.factories import impact
from tests.factories.impact import actor
from tests.factories.people import person_for

HOME = "/impact-assessments/RIA-2026-0001"
NEEDS = ("configuration", "procedure", "training", "role", "integration", "document")
KNOWN = {
    "default_state": "auto_on",
    "module": "",
    "toggle": "",
    "could_have_affected_records": "no",
    "kind": "behaviour_change",
    "impact": "low",
    "areas": ["notifications"],
    "flags": [],
    "level": "",
    "rationale": "",
    **{f"needs_{one}": "no" for one in NEEDS},
}
USED = ["records_data_integrity"]

RULES = {
    "R2": {"module": "Premium"},
    "R3": {"default_state": "opt_in", "toggle": "Beta export"},
    "R4": {"default_state": "unknown"},
    "R5": {"kind": "security_fix", "areas": ["infra_performance_security_patch"]},
    "R6": {"areas": ["notifications"]},
    "R7": {"kind": "bug_fix", "areas": USED, "could_have_affected_records": "yes"},
    "R8": {"areas": USED},
    "R9": {"kind": "deprecation_removal", "areas": USED},
    "R10": {"needs_configuration": "yes"},
}
LEVELS = {"R2": "L0", "R3": "L0", "R4": "L2", "R5": "L1", "R6": "L0", "R7": "L2", "R8": "L2", "R9": "L3", "R10": "L1"}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_posting_what_is_known_meets_the_rule(client_as, clock, rule):
    assessment = impact.triaged("- Something changed.\n")
    with transaction(actor("SQM"), clock()):
        impact.a_fact(assessment.service, "module", "Premium", "not_licensed")
        impact.a_fact(assessment.service, "toggle", "Beta export", "off")
    so, address = client_as("SO"), f"{HOME}/changes/1"
    version = db.session.query(Assessment).one().this_round.changes[0].version
    data = {"csrf_token": so.token(address), "version": version, **KNOWN, **RULES[rule], "intent": "answer"}
    assert so.post(address, data=data).status_code == 303
    assert outcomes(so.get(address).get_data(as_text=True))[rule] == "met"
    change = db.session.query(Assessment).one().this_round.changes[0]
    assert (change.rule_id, change.proposed_level) == (rule, LEVELS[rule])
    assert not change.is_settled


def test_a_service_outside_regulated_use_meets_rule_one(client_as, clock, writing):
    owner = person_for("SQM")
    with writing():
        service = impact.a_service("T4", is_regulated=False)
        choice = TierChoice(
            number="TIE-2026-0001",
            service=service,
            tier="T4",
            rationale="The canteen's menu.",
            state="signed",
            drafted_by_id=owner.id,
            drafted_at=clock(),
            decided_at=clock(),
        )
        db.session.add(choice)
        impact.a_release(impact.a_feed(service), "- Something changed.\n")
    impact.sweep()
    text = client_as("SO").get(HOME).get_data(as_text=True)
    assert outcomes(text)["R1"] == "met"
    assert "Logged only" in text


def test_a_fact_without_a_named_module_proves_nothing(client_as, clock):
    impact.triaged("- Something changed.\n")
    so, address = client_as("SO"), f"{HOME}/changes/1"
    version = db.session.query(Assessment).one().this_round.changes[0].version
    data = {"csrf_token": so.token(address), "version": version, **KNOWN, "module": "Premium", "intent": "answer"}
    assert so.post(address, data=data).status_code == 303
    assert outcomes(so.get(address).get_data(as_text=True))["R2"] == "unknown"


def outcomes(text: str) -> dict[str, str]:
    """Return each rule's answer as the page shows it."""
    found = re.findall(r"<li>(R\d+) <span class=\"chip[^\"]*\">(?:<svg.*?</svg>)?([a-z ]+)</span>", text, re.DOTALL)
    return {rule: answer.strip() for rule, answer in found}

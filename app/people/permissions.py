"""Who may do what. One page that an auditor can read; nothing else in the product grants a right.

The administrator (ADM) holds no quality permission, ever: see the test that proves it over every set of roles.
Separation of duties by person comes on top and stands in `records/separation.py`.
"""

from collections.abc import Sequence

ROLES = {
    "SQM": "supplier quality manager",
    "BPO": "business process owner",
    "SO": "system owner / assessor",
    "SME": "validation lead",
    "ISEC": "security reviewer",
    "QA": "QA approver",
    "LEAD": "leadership",
    "INSP": "inspector",
    "ADM": "technical administrator",
}

_QUALITY = frozenset({"SQM", "BPO", "SO", "SME", "ISEC", "QA"})
_READERS = _QUALITY | {"LEAD", "INSP"}

PERMISSIONS: dict[str, frozenset[str]] = {
    "dashboards.home.read": _READERS | {"ADM"},
    # suppliers
    "suppliers.supplier.read": _READERS,
    "suppliers.supplier.edit": frozenset({"SQM"}),
    "suppliers.supplier.retire": frozenset({"SQM", "QA"}),
    "suppliers.service.read": _READERS,
    "suppliers.service.edit": frozenset({"SQM", "SO"}),
    "suppliers.service.retire": frozenset({"SQM", "QA"}),
    "suppliers.tier.draft": frozenset({"SQM"}),
    "suppliers.tier.sign": frozenset({"SQM", "BPO", "QA"}),
    "suppliers.tier.void": frozenset({"QA"}),
    "suppliers.workflow.edit": frozenset({"BPO", "SO", "SQM"}),
    "suppliers.workflow.confirm": frozenset({"BPO"}),
    "suppliers.import.run": frozenset({"SQM"}),
    # questionnaires: what outside people reach stands behind their personal link and in no role
    "questionnaires.definition.read": _READERS,
    "questionnaires.definition.draft": frozenset({"SQM", "SME"}),
    "questionnaires.definition.sign": frozenset({"SQM", "SME", "QA"}),
    "questionnaires.request.read": _READERS,
    "questionnaires.request.send": frozenset({"SQM"}),
    "questionnaires.review.judge": frozenset({"SQM", "SME", "ISEC"}),
    "questionnaires.review.steer": frozenset({"SQM"}),
    # evidence: who may read which confidentiality stands in evidence/rules/reading.py
    "evidence.evidence.read": _READERS,
    "evidence.evidence.edit": frozenset({"SQM", "SO", "SME"}),
    "evidence.evidence.classify": frozenset({"SQM", "SME", "ISEC"}),
    "evidence.evidence.withdraw": frozenset({"SQM", "QA"}),
    # qualification
    "qualification.tiering.read": _READERS,
    "qualification.tiering.open": frozenset({"SQM"}),
    "qualification.tiering.score": frozenset({"SQM", "SME", "SO", "BPO"}),
    "qualification.tiering.sign": frozenset({"SQM", "BPO", "QA"}),
    "qualification.tiering.void": frozenset({"QA"}),
    # releases
    "releases.feed.read": _READERS | {"ADM"},
    "releases.feed.edit": frozenset({"SQM", "SO"}),
    "releases.feed.poll": frozenset({"SQM", "SO"}),
    "releases.release.read": _READERS,
    "releases.release.record": frozenset({"SQM", "SO"}),
    # impact
    "impact.assessment.read": _READERS,
    "impact.assessment.triage": frozenset({"SO", "SQM"}),
    "impact.assessment.assess": frozenset({"SO", "SQM", "SME"}),
    "impact.assessment.reassign": frozenset({"SQM", "SO", "QA"}),
    "impact.test.edit": frozenset({"SO", "SME"}),
    "impact.test.run": frozenset({"SO", "SME", "BPO"}),
    "impact.procedure.edit": frozenset({"SO", "SME", "SQM"}),
    "impact.assessment.submit": frozenset({"SO", "SQM", "SME"}),
    "impact.assessment.sign": _QUALITY,
    "impact.assessment.release": frozenset({"QA", "SO"}),
    "impact.assessment.void": frozenset({"QA"}),
    # inspection
    "inspection.ledger.read": frozenset({"SQM", "QA", "INSP", "SME", "LEAD"}),
    "inspection.verification.run": frozenset({"SQM", "QA", "INSP"}),
    "inspection.trail.read": _READERS,
    "inspection.trail.review": frozenset({"QA"}),
    "people.inspector.read": frozenset({"QA", "ADM"}),
    "people.inspector.ask": frozenset({"QA"}),
    "people.inspector.grant": frozenset({"ADM"}),
    "people.inspector.end": frozenset({"QA", "ADM"}),
    "inspection.look.read": frozenset({"QA"}),
    "inspection.evidence.read": frozenset({"SQM", "QA", "INSP"}),
    "inspection.evidence.ask": frozenset({"INSP"}),
    "inspection.evidence.answer": frozenset({"SQM", "QA"}),
    "inspection.dossier.export": frozenset({"SQM", "SO", "SME", "QA", "INSP"}),
    # system
    "system.page.read": _READERS | {"ADM"},
    "system.statement.draft": frozenset({"QA", "ADM"}),
    "system.statement.sign": frozenset({"QA"}),
    "system.registry.draft": frozenset({"QA", "SQM"}),
    "system.registry.sign": frozenset({"QA"}),
    "system.hold.set": frozenset({"QA"}),
    "system.disposal.preview": frozenset({"QA", "SQM"}),
    "system.disposal.sign": frozenset({"QA", "SQM"}),
    # safekeeping: whoever reads the alarm of a missing backup
    "safekeeping.backup.read": frozenset({"QA", "ISEC", "LEAD", "INSP", "ADM"}),
    # people
    "people.person.read": frozenset({"ADM", "QA", "INSP"}),
    "people.person.edit": frozenset({"ADM"}),
    "people.role.change": frozenset({"ADM"}),
    "people.identity.verify": frozenset({"ADM", "QA"}),
    # access: administrators open reviews and import leavers; they never decide in a review
    "access.review.read": frozenset({"QA", "ISEC", "ADM", "INSP"}),
    "access.review.open": frozenset({"QA", "ADM"}),
    "access.review.decide": frozenset({"QA", "ISEC"}),
    "access.review.withdraw": frozenset({"QA"}),
    "access.review.sign": frozenset({"QA"}),
    "access.leaver.read": frozenset({"ADM", "QA", "INSP"}),
    "access.leaver.import": frozenset({"ADM"}),
    # notices: which kinds of alarms somebody reads and acknowledges stands in notices/rules/kinds.py
    "notices.alarm.read": _READERS | {"ADM"},
    "notices.alarm.acknowledge": frozenset({"SQM", "SO", "ISEC", "QA", "ADM"}),
    "notices.mail.read": frozenset({"ADM"}),
    "notices.mail.retry": frozenset({"ADM"}),
    # training
    "training.record.read": frozenset({"ADM", "QA", "INSP", "SME"}),
    "training.record.edit": frozenset({"QA", "SME"}),
    "training.procedure.edit": frozenset({"QA"}),
}
"""Each permission and the roles that hold it."""


def allows(roles: Sequence[str], permission: str) -> bool:
    """Tell whether somebody with these roles holds ``permission``. An unknown permission is held by nobody."""
    return not PERMISSIONS.get(permission, frozenset()).isdisjoint(roles)

"""The states of an impact assessment, a test run, a defect and a use decision, as tables. Pure.

The words are those of product.md. “Retrospective” is no state: it is a property of an approval that came after the
release went live. Nothing here is ever back-dated; a late state begins when it was entered.
"""

from app.records.lifecycle import Lifecycle, Move

OPEN = ("detected", "triaged", "assessing", "testing", "in_approval")
"""Work is going on; the production date has not passed unnoticed."""

EDITABLE = ("triaged", "assessing", "testing")
"""People may still settle changes, plan tests and write conclusions."""

_DECIDED = ("approved", "live", "closed")
_BESIDE = ("merged", "withdrawn", "deferred", "not_adopted")

ASSESSMENT = Lifecycle(
    name="impact.assessment",
    initial="detected",
    states=(*OPEN, *_DECIDED, *_BESIDE, "live_unassessed", "voided"),
    moves=(
        Move("triage", ("detected",), "triaged"),
        Move("assess", ("triaged", "live_unassessed"), "assessing"),
        Move("start_testing", ("assessing",), "testing"),
        Move("change_plan", ("testing",), "assessing", needs_reason=True),
        Move("submit", ("assessing", "testing"), "in_approval"),
        Move("reject", ("in_approval",), "assessing", signed=True, needs_reason=True),
        Move("recall", ("in_approval",), "assessing", needs_reason=True),
        Move("approve", ("in_approval",), "approved", signed=True),
        Move("go_live", ("approved",), "live", by_clock=True),
        Move("close", ("live",), "closed"),
        # the vendor edited the note: what was decided about the older text is decided again
        Move(
            "reopen",
            ("triaged", "testing", "in_approval", *_DECIDED, *_BESIDE),
            "assessing",
            needs_reason=True,
            by_clock=True,
        ),
        # the production date passed without an approval (regulation 6.7); only the clock says so
        Move("expose", (*OPEN, "deferred"), "live_unassessed", needs_reason=True, by_clock=True),
        # rule R1: a service outside regulated use is logged and nothing else
        Move("log", ("detected",), "closed", needs_reason=True, by_clock=True),
        Move("merge", (*OPEN, "live_unassessed"), "merged", needs_reason=True),
        Move("withdraw", (*OPEN, "approved", "deferred", "live_unassessed"), "withdrawn", needs_reason=True),
        Move("defer", OPEN, "deferred", needs_reason=True),
        Move("resume", ("deferred",), "assessing", needs_reason=True),
        Move("not_adopt", (*OPEN, "approved", "deferred"), "not_adopted", needs_reason=True),
        # found wrong after it was signed: it no longer counts, and a new assessment replaces it
        Move("void", _DECIDED, "voided", signed=True, needs_reason=True),
    ),
)

TEST_RUN = Lifecycle(
    name="impact.test_run",
    initial="running",
    states=("running", "passed", "failed", "abandoned"),
    moves=(
        Move("pass", ("running",), "passed"),
        Move("fail", ("running",), "failed"),
        Move("abandon", ("running",), "abandoned", needs_reason=True),
    ),
)

DEFECT = Lifecycle(
    name="impact.defect",
    initial="open",
    states=("open", "decided", "signed"),
    moves=(
        Move("decide", ("open", "decided"), "decided", needs_reason=True),
        Move("sign", ("decided",), "signed", signed=True),
    ),
)

USE_DECISION = Lifecycle(
    name="impact.use_decision",
    initial="draft",
    states=("draft", "signed", "dropped"),
    moves=(
        Move("sign", ("draft",), "signed", signed=True),
        Move("drop", ("draft",), "dropped", needs_reason=True),
    ),
)

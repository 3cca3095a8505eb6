"""The figures that ship, written out, so that a test sees when a rule leans on something else."""

from decimal import Decimal

from app.questionnaires.rules.figures import ScoreFigures

SHIPPED = ScoreFigures(
    confidences={
        "E0": Decimal("0.50"),
        "E1": Decimal("0.70"),
        "E2": Decimal("0.85"),
        "E3": Decimal("0.95"),
        "E4": Decimal("1.00"),
    },
    stale_factor=Decimal("0.8"),
    stale_after_months=18,
    trips_at=Decimal("0.30"),
    soft_cap=Decimal("0.60"),
    hard_cap=Decimal("0.30"),
    not_applicable_flag=Decimal("0.30"),
)

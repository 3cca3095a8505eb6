"""Correction: a signed assessment or tier choice that was found wrong is voided, and its successor names it."""

import sqlalchemy as sa
from alembic import op

revision = "0008_correction"
down_revision = "0007_inspection"
branch_labels = None
depends_on = None

_IN_FORCE = sa.text("state <> 'voided'")


def upgrade() -> None:
    with op.batch_alter_table("assessment") as batch:
        batch.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_assessment_replaces_id_assessment"), "assessment", ["replaces_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_assessment_replaces_id"), ["replaces_id"])
        batch.drop_constraint(op.f("uq_assessment_release_id_service_id"), type_="unique")
    op.create_index(
        "uq_assessment_in_force",
        "assessment",
        ["release_id", "service_id"],
        unique=True,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )
    with op.batch_alter_table("tier_choice") as batch:
        batch.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_tier_choice_replaces_id_tier_choice"), "tier_choice", ["replaces_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_tier_choice_replaces_id"), ["replaces_id"])


def downgrade() -> None:
    """Go back. Refused by the database where a release was assessed twice: nothing of the record is dropped."""
    with op.batch_alter_table("tier_choice") as batch:
        batch.drop_constraint(op.f("uq_tier_choice_replaces_id"), type_="unique")
        batch.drop_constraint(op.f("fk_tier_choice_replaces_id_tier_choice"), type_="foreignkey")
        batch.drop_column("replaces_id")
    op.drop_index("uq_assessment_in_force", table_name="assessment")
    with op.batch_alter_table("assessment") as batch:
        batch.create_unique_constraint(op.f("uq_assessment_release_id_service_id"), ["release_id", "service_id"])
        batch.drop_constraint(op.f("uq_assessment_replaces_id"), type_="unique")
        batch.drop_constraint(op.f("fk_assessment_replaces_id_assessment"), type_="foreignkey")
        batch.drop_column("replaces_id")

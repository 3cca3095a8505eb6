"""What an inspection covers: the whole record, or chosen suppliers and services."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0016_inspection_scopes"
down_revision = "0015_inspectors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inspection_scope",
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_scope_inspection_id_inspection")
        ),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["person.id"], name=op.f("fk_inspection_scope_chosen_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_scope")),
    )
    op.create_index(op.f("ix_inspection_scope_chosen_by_id"), "inspection_scope", ["chosen_by_id"], unique=False)
    op.create_index(op.f("ix_inspection_scope_inspection_id"), "inspection_scope", ["inspection_id"], unique=False)
    op.create_table(
        "inspection_scope_part",
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scope_id"], ["inspection_scope.id"], name=op.f("fk_inspection_scope_part_scope_id_inspection_scope")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_inspection_scope_part_supplier_id_supplier")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_inspection_scope_part_service_id_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_scope_part")),
    )
    op.create_index(op.f("ix_inspection_scope_part_scope_id"), "inspection_scope_part", ["scope_id"], unique=False)
    op.create_index(op.f("ix_inspection_scope_part_service_id"), "inspection_scope_part", ["service_id"], unique=False)
    op.create_index(
        op.f("ix_inspection_scope_part_supplier_id"), "inspection_scope_part", ["supplier_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("inspection_scope_part")
    op.drop_table("inspection_scope")

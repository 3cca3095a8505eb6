"""Inspection: copies that were made, verifications that were run."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0007_inspection"
down_revision = "0006_impact"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier_copy",
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("record_number", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", columns.UTCTime(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("head_size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_dossier_copy_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_copy")),
    )
    op.create_index(op.f("ix_dossier_copy_made_by_id"), "dossier_copy", ["made_by_id"], unique=False)
    op.create_index(op.f("ix_dossier_copy_record_id"), "dossier_copy", ["record_id"], unique=False)
    op.create_index(op.f("ix_dossier_copy_record_number"), "dossier_copy", ["record_number"], unique=False)
    op.create_table(
        "verification_run",
        sa.Column("run_by_id", sa.Integer(), nullable=False),
        sa.Column("run_at", columns.UTCTime(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("head_size", sa.Integer(), nullable=False),
        sa.Column("signatures", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("first_bad_seq", sa.Integer(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("faults", columns.CanonicalJSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_by_id"], ["person.id"], name=op.f("fk_verification_run_run_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_run")),
    )
    op.create_index(op.f("ix_verification_run_run_at"), "verification_run", ["run_at"], unique=False)
    op.create_index(op.f("ix_verification_run_run_by_id"), "verification_run", ["run_by_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_verification_run_run_by_id"), table_name="verification_run")
    op.drop_index(op.f("ix_verification_run_run_at"), table_name="verification_run")
    op.drop_table("verification_run")
    op.drop_index(op.f("ix_dossier_copy_record_number"), table_name="dossier_copy")
    op.drop_index(op.f("ix_dossier_copy_record_id"), table_name="dossier_copy")
    op.drop_index(op.f("ix_dossier_copy_made_by_id"), table_name="dossier_copy")
    op.drop_table("dossier_copy")

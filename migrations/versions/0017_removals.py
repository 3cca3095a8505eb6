"""Disposals that are carried out: a row for each file that goes, and what was kept all the same."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0017_removals"
down_revision = "0016_inspection_scopes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "removal",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recorded_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal")),
        sa.UniqueConstraint("record_type", "record_id", "digest", name=op.f("uq_removal_record_type_record_id_digest")),
    )
    op.create_index(op.f("ix_removal_digest"), "removal", ["digest"], unique=False)
    op.add_column("disposal", sa.Column("due_count", sa.Integer(), nullable=True))
    op.add_column("disposal", sa.Column("kept_count", sa.Integer(), nullable=True))
    op.add_column("disposal", sa.Column("file_count", sa.Integer(), nullable=True))
    op.add_column("disposal", sa.Column("carried_out_at", columns.UTCTime(), nullable=True))
    op.add_column("disposal", sa.Column("outcome", columns.CanonicalJSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("disposal", "outcome")
    op.drop_column("disposal", "carried_out_at")
    op.drop_column("disposal", "file_count")
    op.drop_column("disposal", "kept_count")
    op.drop_column("disposal", "due_count")
    op.drop_index(op.f("ix_removal_digest"), table_name="removal")
    op.drop_table("removal")

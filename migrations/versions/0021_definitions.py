"""Definitions: versions of questionnaires and of the risk model, frozen and signed."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0021_definitions"
down_revision = "0020_tierings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "definition",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("definition_id", sa.Text(), nullable=False),
        sa.Column("content_version", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_sha256", sa.Text(), nullable=False),
        sa.Column("is_shipped", sa.Boolean(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("author_role", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", columns.UTCTime(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("decided_at", columns.UTCTime(), nullable=True),
        sa.Column("ended_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["person.id"], name=op.f("fk_definition_drafted_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition")),
        sa.UniqueConstraint("number", name=op.f("uq_definition_number")),
    )
    op.create_index("ix_definition_name", "definition", ["kind", "definition_id", "id"], unique=False)
    op.create_index("ix_definition_state", "definition", ["state", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_definition_state", table_name="definition")
    op.drop_index("ix_definition_name", table_name="definition")
    op.drop_table("definition")

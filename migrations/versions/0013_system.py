"""The system page: statements of the configuration, registries of record types, holds, disposals."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0013_system"
down_revision = "0012_trail_reviews"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "system_statement",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("product_version", sa.Text(), nullable=False),
        sa.Column("product_commit", sa.Text(), nullable=False),
        sa.Column("items", columns.CanonicalJSON(), nullable=False),
        sa.Column("source_files", columns.CanonicalJSON(), nullable=False),
        sa.Column("deployment", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("letter_reference", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", columns.UTCTime(), nullable=False),
        sa.Column("decided_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["person.id"], name=op.f("fk_system_statement_drafted_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system_statement")),
        sa.UniqueConstraint("number", name=op.f("uq_system_statement_number")),
    )
    op.create_index("ix_system_statement_state", "system_statement", ["state", "id"], unique=False)
    op.create_table(
        "registry_version",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content_version", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("classes", columns.CanonicalJSON(), nullable=False),
        sa.Column("types", columns.CanonicalJSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", columns.UTCTime(), nullable=False),
        sa.Column("decided_at", columns.UTCTime(), nullable=True),
        sa.Column("ended_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["person.id"], name=op.f("fk_registry_version_drafted_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_version")),
        sa.UniqueConstraint("number", name=op.f("uq_registry_version_number")),
    )
    op.create_index("ix_registry_version_state", "registry_version", ["state", "id"], unique=False)
    op.create_table(
        "legal_hold",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", columns.UTCTime(), nullable=False),
        sa.Column("lifted_at", columns.UTCTime(), nullable=True),
        sa.Column("lifted_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_legal_hold_set_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
        sa.UniqueConstraint("number", name=op.f("uq_legal_hold_number")),
    )
    op.create_index("ix_legal_hold_state", "legal_hold", ["state", "id"], unique=False)
    op.create_table(
        "disposal",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("registry_number", sa.Text(), nullable=False),
        sa.Column("items", columns.CanonicalJSON(), nullable=False),
        sa.Column("counts", columns.CanonicalJSON(), nullable=False),
        sa.Column("previewed_by_id", sa.Integer(), nullable=False),
        sa.Column("previewed_at", columns.UTCTime(), nullable=False),
        sa.Column("decided_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["previewed_by_id"], ["person.id"], name=op.f("fk_disposal_previewed_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
        sa.UniqueConstraint("number", name=op.f("uq_disposal_number")),
    )
    op.create_index("ix_disposal_state", "disposal", ["state", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_disposal_state", table_name="disposal")
    op.drop_table("disposal")
    op.drop_index("ix_legal_hold_state", table_name="legal_hold")
    op.drop_table("legal_hold")
    op.drop_index("ix_registry_version_state", table_name="registry_version")
    op.drop_table("registry_version")
    op.drop_index("ix_system_statement_state", table_name="system_statement")
    op.drop_table("system_statement")

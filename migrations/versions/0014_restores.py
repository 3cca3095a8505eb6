"""Safekeeping: backups, checks of backups, restores, and events declared lost."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0014_restores"
down_revision = "0013_system"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "backup",
        sa.Column("manifest_sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("head_size", BIG, nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("bytes", BIG, nullable=False),
        sa.Column("made_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup")),
        sa.UniqueConstraint("manifest_sha256", name=op.f("uq_backup_manifest_sha256")),
    )
    op.create_index(op.f("ix_backup_made_at"), "backup", ["made_at"], unique=False)
    op.create_table(
        "backup_check",
        sa.Column("manifest_sha256", sa.Text(), nullable=False),
        sa.Column("is_good", sa.Boolean(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("checked_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_check")),
    )
    op.create_index(op.f("ix_backup_check_checked_at"), "backup_check", ["checked_at"], unique=False)
    op.create_index(op.f("ix_backup_check_manifest_sha256"), "backup_check", ["manifest_sha256"], unique=False)
    op.create_table(
        "restore",
        sa.Column("manifest_sha256", sa.Text(), nullable=False),
        sa.Column("head_size", BIG, nullable=False),
        sa.Column("restored_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restore")),
    )
    op.create_index(op.f("ix_restore_manifest_sha256"), "restore", ["manifest_sha256"], unique=False)
    op.create_table(
        "declared_loss",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("after_event", BIG, nullable=False),
        sa.Column("through_event", BIG, nullable=False),
        sa.Column("witnessed_note", sa.Text(), nullable=False),
        sa.Column("witnessed_at", columns.UTCTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declared_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_loss")),
        sa.UniqueConstraint("number", name=op.f("uq_declared_loss_number")),
    )


def downgrade() -> None:
    op.drop_table("declared_loss")
    op.drop_index(op.f("ix_restore_manifest_sha256"), table_name="restore")
    op.drop_table("restore")
    op.drop_index(op.f("ix_backup_check_manifest_sha256"), table_name="backup_check")
    op.drop_index(op.f("ix_backup_check_checked_at"), table_name="backup_check")
    op.drop_table("backup_check")
    op.drop_index(op.f("ix_backup_made_at"), table_name="backup")
    op.drop_table("backup")

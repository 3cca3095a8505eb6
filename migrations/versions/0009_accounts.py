"""Accounts in depth: what needs two administrators, signing that waits after a reset, the second factor."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0009_accounts"
down_revision = "0008_correction"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_proposal",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("roles_before", columns.CanonicalJSON(), nullable=False),
        sa.Column("roles", columns.CanonicalJSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Text(), nullable=False),
        sa.Column("proposed_by_name", sa.Text(), nullable=False),
        sa.Column("proposed_at", columns.UTCTime(), nullable=False),
        sa.Column("decided_by_id", sa.Text(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("decided_because", sa.Text(), nullable=True),
        sa.Column("decided_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_proposal_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_proposal")),
        sa.UniqueConstraint("number", name=op.f("uq_account_proposal_number")),
    )
    op.create_index(op.f("ix_account_proposal_person_id"), "account_proposal", ["person_id"], unique=False)
    op.create_index("ix_account_proposal_state", "account_proposal", ["state", "id"], unique=False)
    op.create_table(
        "signing_suspension",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("barred_ids", columns.CanonicalJSON(), nullable=False),
        sa.Column("suspended_at", columns.UTCTime(), nullable=False),
        sa.Column("lifted_at", columns.UTCTime(), nullable=True),
        sa.Column("verification_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signing_suspension_person_id_person")),
        sa.ForeignKeyConstraint(
            ["verification_id"],
            ["identity_verification.id"],
            name=op.f("fk_signing_suspension_verification_id_identity_verification"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_suspension")),
    )
    op.create_index(op.f("ix_signing_suspension_person_id"), "signing_suspension", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_signing_suspension_verification_id"), "signing_suspension", ["verification_id"], unique=False
    )
    op.add_column("person", sa.Column("second_factor_digest", sa.Text(), nullable=True))
    op.add_column("person", sa.Column("second_factor_since", columns.UTCTime(), nullable=True))
    op.create_table(
        "second_factor_secret",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_second_factor_secret_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factor_secret")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_sha256", sa.Text(), nullable=False),
        sa.Column("issued_at", columns.UTCTime(), nullable=False),
        sa.Column("used_at", columns.UTCTime(), nullable=True),
        sa.Column("withdrawn_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_sha256", name=op.f("uq_recovery_code_code_sha256")),
    )
    op.create_index(op.f("ix_recovery_code_person_id"), "recovery_code", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_recovery_code_person_id"), table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_table("second_factor_secret")
    op.drop_column("person", "second_factor_since")
    op.drop_column("person", "second_factor_digest")
    op.drop_index(op.f("ix_signing_suspension_verification_id"), table_name="signing_suspension")
    op.drop_index(op.f("ix_signing_suspension_person_id"), table_name="signing_suspension")
    op.drop_table("signing_suspension")
    op.drop_index("ix_account_proposal_state", table_name="account_proposal")
    op.drop_index(op.f("ix_account_proposal_person_id"), table_name="account_proposal")
    op.drop_table("account_proposal")

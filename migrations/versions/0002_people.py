"""people."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0002_people"
down_revision = "0001_kernel"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("roles", columns.CanonicalJSON(), nullable=False),
        sa.Column("created_at", columns.UTCTime(), nullable=False),
        sa.Column("password_digest", sa.Text(), nullable=True),
        sa.Column("password_set_at", columns.UTCTime(), nullable=True),
        sa.Column("deactivated_at", columns.UTCTime(), nullable=True),
        sa.Column("deactivated_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("username", name=op.f("uq_person_username")),
    )
    op.create_table(
        "sign_in_throttle",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("counted_since", columns.UTCTime(), nullable=False),
        sa.Column("locked_until", columns.UTCTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_throttle")),
    )
    op.create_table(
        "attestation",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("accepted_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attestation_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation")),
        sa.UniqueConstraint("person_id", "text_version", name=op.f("uq_attestation_person_id_text_version")),
    )
    op.create_index(op.f("ix_attestation_person_id"), "attestation", ["person_id"], unique=False)
    op.create_table(
        "credential",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credential_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_credential")),
    )
    op.create_table(
        "identity_verification",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("verified_by_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("verified_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_verification_person_id_person")),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["person.id"], name=op.f("fk_identity_verification_verified_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_verification")),
    )
    op.create_index(op.f("ix_identity_verification_person_id"), "identity_verification", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_identity_verification_verified_by_id"), "identity_verification", ["verified_by_id"], unique=False
    )
    op.create_table(
        "password_link",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("issued_at", columns.UTCTime(), nullable=False),
        sa.Column("expires_at", columns.UTCTime(), nullable=False),
        sa.Column("used_at", columns.UTCTime(), nullable=True),
        sa.Column("withdrawn_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_password_link_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_password_link_token_sha256")),
    )
    op.create_index(op.f("ix_password_link_person_id"), "password_link", ["person_id"], unique=False)
    op.create_table(
        "person_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("started_at", columns.UTCTime(), nullable=False),
        sa.Column("last_seen_at", columns.UTCTime(), nullable=False),
        sa.Column("ended_at", columns.UTCTime(), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_session_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_session")),
        sa.UniqueConstraint("sha256", name=op.f("uq_person_session_sha256")),
    )
    op.create_index(op.f("ix_person_session_person_id"), "person_session", ["person_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("typed_digest", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_at"), "sign_in", ["at"], unique=False)
    op.create_index(op.f("ix_sign_in_person_id"), "sign_in", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_sign_in_person_id"), table_name="sign_in")
    op.drop_index(op.f("ix_sign_in_at"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index(op.f("ix_person_session_person_id"), table_name="person_session")
    op.drop_table("person_session")
    op.drop_index(op.f("ix_password_link_person_id"), table_name="password_link")
    op.drop_table("password_link")
    op.drop_index(op.f("ix_identity_verification_verified_by_id"), table_name="identity_verification")
    op.drop_index(op.f("ix_identity_verification_person_id"), table_name="identity_verification")
    op.drop_table("identity_verification")
    op.drop_table("credential")
    op.drop_index(op.f("ix_attestation_person_id"), table_name="attestation")
    op.drop_table("attestation")
    op.drop_table("sign_in_throttle")
    op.drop_table("person")

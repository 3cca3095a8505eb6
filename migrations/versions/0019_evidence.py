"""The evidence register: evidence, its versions, their classes, and who took which file."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0019_evidence"
down_revision = "0018_requests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("confidentiality", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("registered_by_id", sa.Integer(), nullable=False),
        sa.Column("registered_at", columns.UTCTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", columns.UTCTime(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_evidence_owner_id_person")),
        sa.ForeignKeyConstraint(["registered_by_id"], ["person.id"], name=op.f("fk_evidence_registered_by_id_person")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_evidence_service_id_service")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_evidence_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("number", name=op.f("uq_evidence_number")),
    )
    op.create_index("ix_evidence_kind", "evidence", ["kind", "id"], unique=False)
    op.create_index("ix_evidence_owner", "evidence", ["owner_id", "id"], unique=False)
    op.create_index("ix_evidence_service", "evidence", ["service_id", "id"], unique=False)
    op.create_index("ix_evidence_supplier", "evidence", ["supplier_id", "id"], unique=False)
    op.create_table(
        "evidence_version",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("kept_at", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("no_expiry_because", sa.Text(), nullable=True),
        sa.Column("bridges_id", sa.Integer(), nullable=True),
        sa.Column("received_by_id", sa.Integer(), nullable=False),
        sa.Column("received_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bridges_id"], ["evidence_version.id"], name=op.f("fk_evidence_version_bridges_id_evidence_version")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_version_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["person.id"], name=op.f("fk_evidence_version_received_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_version")),
        sa.UniqueConstraint("evidence_id", "position", name=op.f("uq_evidence_version_evidence_id_position")),
    )
    op.create_index("ix_evidence_version_bridges", "evidence_version", ["bridges_id"], unique=False)
    op.create_index("ix_evidence_version_expires", "evidence_version", ["expires_on", "id"], unique=False)
    op.create_table(
        "evidence_class",
        sa.Column("evidence_version_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("judged_by_id", sa.Integer(), nullable=False),
        sa.Column("judged_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_version_id"],
            ["evidence_version.id"],
            name=op.f("fk_evidence_class_evidence_version_id_evidence_version"),
        ),
        sa.ForeignKeyConstraint(["judged_by_id"], ["person.id"], name=op.f("fk_evidence_class_judged_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_class")),
    )
    op.create_index("ix_evidence_class_version", "evidence_class", ["evidence_version_id", "id"], unique=False)
    op.create_table(
        "evidence_download",
        sa.Column("evidence_version_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_version_id"],
            ["evidence_version.id"],
            name=op.f("fk_evidence_download_evidence_version_id_evidence_version"),
        ),
        sa.ForeignKeyConstraint(["taken_by_id"], ["person.id"], name=op.f("fk_evidence_download_taken_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_download")),
    )
    op.create_index("ix_evidence_download_version", "evidence_download", ["evidence_version_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_evidence_download_version", table_name="evidence_download")
    op.drop_table("evidence_download")
    op.drop_index("ix_evidence_class_version", table_name="evidence_class")
    op.drop_table("evidence_class")
    op.drop_index("ix_evidence_version_expires", table_name="evidence_version")
    op.drop_index("ix_evidence_version_bridges", table_name="evidence_version")
    op.drop_table("evidence_version")
    op.drop_index("ix_evidence_supplier", table_name="evidence")
    op.drop_index("ix_evidence_service", table_name="evidence")
    op.drop_index("ix_evidence_owner", table_name="evidence")
    op.drop_index("ix_evidence_kind", table_name="evidence")
    op.drop_table("evidence")

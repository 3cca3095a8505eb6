"""Inspections: access for a time, every look, and requests for evidence."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0015_inspectors"
down_revision = "0014_restores"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inspection",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begins_at", columns.UTCTime(), nullable=False),
        sa.Column("ends_at", columns.UTCTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", columns.UTCTime(), nullable=False),
        sa.Column("inspector_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_inspection_asked_by_id_person")),
        sa.ForeignKeyConstraint(["inspector_id"], ["person.id"], name=op.f("fk_inspection_inspector_id_person")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_inspection_decided_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("number", name=op.f("uq_inspection_number")),
    )
    op.create_index(op.f("ix_inspection_asked_by_id"), "inspection", ["asked_by_id"], unique=False)
    op.create_index(op.f("ix_inspection_decided_by_id"), "inspection", ["decided_by_id"], unique=False)
    op.create_index("ix_inspection_inspector", "inspection", ["inspector_id", "state"], unique=False)
    op.create_table(
        "inspection_look",
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("looked_at", columns.UTCTime(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("record_number", sa.Text(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_look_inspection_id_inspection")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_inspection_look_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_look")),
    )
    op.create_index(op.f("ix_inspection_look_inspection_id"), "inspection_look", ["inspection_id"], unique=False)
    op.create_index(op.f("ix_inspection_look_person_id"), "inspection_look", ["person_id"], unique=False)
    op.create_index(op.f("ix_inspection_look_record_number"), "inspection_look", ["record_number"], unique=False)
    op.create_table(
        "evidence_request",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("record_number", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_evidence_request_inspection_id_inspection")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_evidence_request_asked_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_request")),
        sa.UniqueConstraint("number", name=op.f("uq_evidence_request_number")),
    )
    op.create_index(op.f("ix_evidence_request_asked_by_id"), "evidence_request", ["asked_by_id"], unique=False)
    op.create_index(op.f("ix_evidence_request_inspection_id"), "evidence_request", ["inspection_id"], unique=False)
    op.create_index("ix_evidence_request_state", "evidence_request", ["state", "id"], unique=False)
    op.create_table(
        "evidence_entry",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["evidence_request.id"], name=op.f("fk_evidence_entry_request_id_evidence_request")
        ),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_evidence_entry_written_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_entry")),
    )
    op.create_index(op.f("ix_evidence_entry_request_id"), "evidence_entry", ["request_id"], unique=False)
    op.create_index(op.f("ix_evidence_entry_written_by_id"), "evidence_entry", ["written_by_id"], unique=False)


def downgrade() -> None:
    op.drop_table("evidence_entry")
    op.drop_table("evidence_request")
    op.drop_table("inspection_look")
    op.drop_table("inspection")

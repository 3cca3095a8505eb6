"""Reviews of the audit trail: of one record before it is signed, and of a period."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0012_trail_reviews"
down_revision = "0011_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_review",
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("record_number", sa.Text(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("has_findings", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["person.id"], name=op.f("fk_record_review_reviewed_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_review")),
    )
    op.create_index("ix_record_review_record", "record_review", ["record_type", "record_id", "id"], unique=False)
    op.create_index(op.f("ix_record_review_reviewed_by_id"), "record_review", ["reviewed_by_id"], unique=False)
    op.create_table(
        "trail_review",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("record_types", columns.CanonicalJSON(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("head_size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("rules", columns.CanonicalJSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", columns.UTCTime(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=True),
        sa.Column("concluded_by", sa.Text(), nullable=True),
        sa.Column("signed_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_trail_review_opened_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_review")),
        sa.UniqueConstraint("number", name=op.f("uq_trail_review_number")),
    )
    op.create_index("ix_trail_review_state", "trail_review", ["state", "id"], unique=False)
    op.create_index(op.f("ix_trail_review_opened_by_id"), "trail_review", ["opened_by_id"], unique=False)
    op.create_index(op.f("ix_trail_review_signed_at"), "trail_review", ["signed_at"], unique=False)
    op.create_table(
        "trail_review_item",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_ids", columns.CanonicalJSON(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("seqs", columns.CanonicalJSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("judgement", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("judged_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["judged_by_id"], ["person.id"], name=op.f("fk_trail_review_item_judged_by_id_person")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["trail_review.id"], name=op.f("fk_trail_review_item_review_id_trail_review")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_review_item")),
        sa.UniqueConstraint("review_id", "position", name=op.f("uq_trail_review_item_review_id_position")),
    )
    op.create_index(
        "ix_trail_review_item_open", "trail_review_item", ["review_id", "judgement", "position"], unique=False
    )
    op.create_index(op.f("ix_trail_review_item_judged_by_id"), "trail_review_item", ["judged_by_id"], unique=False)


def downgrade() -> None:
    op.drop_table("trail_review_item")
    op.drop_table("trail_review")
    op.drop_table("record_review")

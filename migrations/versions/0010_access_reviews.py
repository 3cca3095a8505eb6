"""Access reviews with their lines and decisions; leaver lists with their lines, and who leaves."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0010_access_reviews"
down_revision = "0009_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_review",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("scope_words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", columns.UTCTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("content_versions", columns.CanonicalJSON(), nullable=False),
        sa.Column("ended_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_access_review_opened_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_review")),
        sa.UniqueConstraint("number", name=op.f("uq_access_review_number")),
    )
    op.create_index("ix_access_review_state", "access_review", ["state", "id"], unique=False)
    op.create_table(
        "leaver_list",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=False),
        sa.Column("delimiter", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("uploaded_at", columns.UTCTime(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("finished_at", columns.UTCTime(), nullable=True),
        sa.Column("deactivated", sa.Integer(), nullable=True),
        sa.Column("marked", sa.Integer(), nullable=True),
        sa.Column("other_lines", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["person.id"], name=op.f("fk_leaver_list_uploaded_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaver_list")),
        sa.UniqueConstraint("number", name=op.f("uq_leaver_list_number")),
    )
    op.create_table(
        "access_review_line",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("roles", columns.CanonicalJSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("account_created_at", columns.UTCTime(), nullable=False),
        sa.Column("last_signed_in_at", columns.UTCTime(), nullable=True),
        sa.Column("last_signature_at", columns.UTCTime(), nullable=True),
        sa.Column("identity_verified_at", columns.UTCTime(), nullable=True),
        sa.Column("training_gaps", columns.CanonicalJSON(), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=True),
        sa.Column("flags", columns.CanonicalJSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_review_line_person_id_person")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["access_review.id"], name=op.f("fk_access_review_line_review_id_access_review")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_review_line")),
        sa.UniqueConstraint("review_id", "person_id", name=op.f("uq_access_review_line_review_id_person_id")),
    )
    op.create_index(op.f("ix_access_review_line_person_id"), "access_review_line", ["person_id"], unique=False)
    op.create_table(
        "leaver",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("marked_at", columns.UTCTime(), nullable=False),
        sa.Column("ended_at", columns.UTCTime(), nullable=True),
        sa.Column("obstacle", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["leaver_list.id"], name=op.f("fk_leaver_list_id_leaver_list")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_leaver_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaver")),
    )
    op.create_index(op.f("ix_leaver_person_id"), "leaver", ["person_id"], unique=False)
    op.create_index("ix_leaver_state_last_day", "leaver", ["state", "last_day"], unique=False)
    op.create_table(
        "leaver_list_line",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["leaver_list.id"], name=op.f("fk_leaver_list_line_list_id_leaver_list")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_leaver_list_line_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaver_list_line")),
    )
    op.create_index(op.f("ix_leaver_list_line_list_id"), "leaver_list_line", ["list_id"], unique=False)
    op.create_table(
        "access_review_decision",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("roles_taken", columns.CanonicalJSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_name", sa.Text(), nullable=False),
        sa.Column("decided_by_username", sa.Text(), nullable=False),
        sa.Column("decided_by_email", sa.Text(), nullable=False),
        sa.Column("decided_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_access_review_decision_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["access_review_line.id"], name=op.f("fk_access_review_decision_line_id_access_review_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_review_decision")),
        sa.UniqueConstraint("line_id", "position", name=op.f("uq_access_review_decision_line_id_position")),
    )
    op.create_index(
        op.f("ix_access_review_decision_decided_by_id"), "access_review_decision", ["decided_by_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_access_review_decision_decided_by_id"), table_name="access_review_decision")
    op.drop_table("access_review_decision")
    op.drop_index(op.f("ix_leaver_list_line_list_id"), table_name="leaver_list_line")
    op.drop_table("leaver_list_line")
    op.drop_index("ix_leaver_state_last_day", table_name="leaver")
    op.drop_index(op.f("ix_leaver_person_id"), table_name="leaver")
    op.drop_table("leaver")
    op.drop_index(op.f("ix_access_review_line_person_id"), table_name="access_review_line")
    op.drop_table("access_review_line")
    op.drop_table("leaver_list")
    op.drop_index("ix_access_review_state", table_name="access_review")
    op.drop_table("access_review")

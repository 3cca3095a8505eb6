"""Tierings: ten scored factors, two scorers where it matters, what they agreed on, and sheets that are still sealed."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0020_tierings"
down_revision = "0019_evidence"
branch_labels = None
depends_on = None

_OPEN = "state IN ('scoring', 'second_scoring', 'weighing', 'in_approval')"


def upgrade() -> None:
    op.create_table(
        "tiering",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", columns.UTCTime(), nullable=False),
        sa.Column("decided_at", columns.UTCTime(), nullable=True),
        sa.Column("model_id", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("model_sha256", sa.Text(), nullable=False),
        sa.Column("model_text", sa.Text(), nullable=False),
        sa.Column("score", columns.ExactDecimal(), nullable=True),
        sa.Column("tier_by_score", sa.Text(), nullable=True),
        sa.Column("reckoned_tier", sa.Text(), nullable=True),
        sa.Column("formality", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("rationale", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_tiering_author_id_person")),
        sa.ForeignKeyConstraint(["replaces_id"], ["tiering.id"], name=op.f("fk_tiering_replaces_id_tiering")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_tiering_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tiering")),
        sa.UniqueConstraint("number", name=op.f("uq_tiering_number")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_tiering_replaces_id")),
    )
    op.create_index("ix_tiering_service", "tiering", ["service_id", "id"], unique=False)
    op.create_index("ix_tiering_state", "tiering", ["state", "id"], unique=False)
    op.create_index(op.f("ix_tiering_tier"), "tiering", ["tier"], unique=False)
    op.create_index(
        "uq_tiering_open",
        "tiering",
        ["service_id"],
        unique=True,
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )
    op.create_table(
        "tiering_sheet",
        sa.Column("tiering_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("scorer_id", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", columns.UTCTime(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("opened_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["scorer_id"], ["person.id"], name=op.f("fk_tiering_sheet_scorer_id_person")),
        sa.ForeignKeyConstraint(["tiering_id"], ["tiering.id"], name=op.f("fk_tiering_sheet_tiering_id_tiering")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tiering_sheet")),
        sa.UniqueConstraint("tiering_id", "position", name=op.f("uq_tiering_sheet_tiering_id_position")),
        sa.UniqueConstraint("tiering_id", "scorer_id", name=op.f("uq_tiering_sheet_tiering_id_scorer_id")),
    )
    op.create_index(op.f("ix_tiering_sheet_tiering_id"), "tiering_sheet", ["tiering_id"], unique=False)
    op.create_table(
        "tiering_score",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("factor", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["tiering_sheet.id"], name=op.f("fk_tiering_score_sheet_id_tiering_sheet")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tiering_score")),
        sa.UniqueConstraint("sheet_id", "factor", name=op.f("uq_tiering_score_sheet_id_factor")),
    )
    op.create_index(op.f("ix_tiering_score_sheet_id"), "tiering_score", ["sheet_id"], unique=False)
    op.create_table(
        "tiering_agreement",
        sa.Column("tiering_id", sa.Integer(), nullable=False),
        sa.Column("factor", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tiering_id"], ["tiering.id"], name=op.f("fk_tiering_agreement_tiering_id_tiering")),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_tiering_agreement_written_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tiering_agreement")),
        sa.UniqueConstraint("tiering_id", "factor", name=op.f("uq_tiering_agreement_tiering_id_factor")),
    )
    op.create_index(op.f("ix_tiering_agreement_tiering_id"), "tiering_agreement", ["tiering_id"], unique=False)
    op.create_table(
        "tiering_sealed_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tiering_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("entries", columns.CanonicalJSON(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("saved_at", columns.UTCTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tiering_sealed_sheet_person_id_person")),
        sa.ForeignKeyConstraint(
            ["tiering_id"], ["tiering.id"], name=op.f("fk_tiering_sealed_sheet_tiering_id_tiering")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tiering_sealed_sheet")),
        sa.UniqueConstraint("tiering_id", "person_id", name=op.f("uq_tiering_sealed_sheet_tiering_id_person_id")),
    )
    op.create_index(op.f("ix_tiering_sealed_sheet_tiering_id"), "tiering_sealed_sheet", ["tiering_id"], unique=False)


def downgrade() -> None:
    for table in ("tiering_sealed_sheet", "tiering_agreement", "tiering_score", "tiering_sheet", "tiering"):
        op.drop_table(table)

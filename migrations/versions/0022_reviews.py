"""Judgements of answers, what is said about them, who reviews which area, and the score that is kept."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0022_reviews"
down_revision = "0021_definitions"
branch_labels = None
depends_on = None


def _table(name: str, *more: object) -> None:
    op.create_table(
        name,
        sa.Column("request_id", sa.Integer(), nullable=False),
        *more,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["questionnaire_request.id"], name=op.f(f"fk_{name}_request_id_questionnaire_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}_person"))


def upgrade() -> None:
    _table(
        "answer_judgement",
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer_sha256", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("evidence_class", sa.Text(), nullable=True),
        sa.Column("examined", sa.Text(), nullable=True),
        sa.Column("judged_by_id", sa.Integer(), nullable=False),
        sa.Column("judged_at", columns.UTCTime(), nullable=False),
        _person("answer_judgement", "judged_by_id"),
    )
    op.create_index("ix_answer_judgement_request", "answer_judgement", ["request_id", "question"])
    op.create_index("ix_answer_judgement_judged_by_id", "answer_judgement", ["judged_by_id"])
    _table(
        "answer_remark",
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("said_at", columns.UTCTime(), nullable=False),
        _person("answer_remark", "said_by_id"),
    )
    op.create_index("ix_answer_remark_request", "answer_remark", ["request_id", "question"])
    op.create_index("ix_answer_remark_said_by_id", "answer_remark", ["said_by_id"])
    _table(
        "area_reviewer",
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("set_at", columns.UTCTime(), nullable=False),
        _person("area_reviewer", "person_id"),
        sa.UniqueConstraint("request_id", "area", name=op.f("uq_area_reviewer_request_id_area")),
    )
    op.create_index("ix_area_reviewer_person_id", "area_reviewer", ["person_id"])
    _table(
        "request_score",
        sa.Column("scored_on", sa.Date(), nullable=False),
        *(sa.Column(f"model_{name}", sa.Text(), nullable=False) for name in ("id", "version", "sha256")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("effectiveness", "counted", "lowest", "highest")),
        sa.Column("cap", sa.Text(), nullable=True),
        sa.Column("soft", sa.Integer(), nullable=False),
        sa.Column("hard", sa.Integer(), nullable=False),
        sa.Column("lines_sha256", sa.Text(), nullable=False),
        sa.Column("taken_at", columns.UTCTime(), nullable=False),
        sa.UniqueConstraint("request_id", name=op.f("uq_request_score_request_id")),
    )


def downgrade() -> None:
    for table in ("request_score", "area_reviewer", "answer_remark", "answer_judgement"):
        op.drop_table(table)

"""training."""

import sqlalchemy as sa
from alembic import op

revision = "0003_training"
down_revision = "0002_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "procedure",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("procedure_version", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("required_for_signing", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
        sa.UniqueConstraint("number", name=op.f("uq_procedure_number")),
    )
    op.create_index(op.f("ix_procedure_required_for_signing"), "procedure", ["required_for_signing"], unique=False)
    op.create_table(
        "training_record",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("procedure_version", sa.Text(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_record_person_id_person")),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_training_record_procedure_id_procedure")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_training_record_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_record")),
    )
    op.create_index(op.f("ix_training_record_person_id"), "training_record", ["person_id"], unique=False)
    op.create_index(op.f("ix_training_record_procedure_id"), "training_record", ["procedure_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_training_record_procedure_id"), table_name="training_record")
    op.drop_index(op.f("ix_training_record_person_id"), table_name="training_record")
    op.drop_table("training_record")
    op.drop_index(op.f("ix_procedure_required_for_signing"), table_name="procedure")
    op.drop_table("procedure")

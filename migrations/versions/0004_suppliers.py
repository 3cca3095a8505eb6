"""suppliers."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0004_suppliers"
down_revision = "0003_training"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "supplier",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("retired_at", columns.UTCTime(), nullable=True),
        sa.Column("retired_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_supplier_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("number", name=op.f("uq_supplier_number")),
    )
    op.create_index("ix_supplier_name", "supplier", ["name_key", "id"], unique=False)
    op.create_index("ix_supplier_owner", "supplier", ["owner_id", "name_key", "id"], unique=False)
    op.create_index("ix_supplier_state", "supplier", ["state", "name_key", "id"], unique=False)
    op.create_table(
        "supplier_import",
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
        sa.Column("new_rows", sa.Integer(), nullable=True),
        sa.Column("changed_rows", sa.Integer(), nullable=True),
        sa.Column("same_rows", sa.Integer(), nullable=True),
        sa.Column("refused_rows", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["person.id"], name=op.f("fk_supplier_import_uploaded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_import")),
        sa.UniqueConstraint("number", name=op.f("uq_supplier_import_number")),
    )
    op.create_table(
        "service",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("intended_use", sa.Text(), nullable=True),
        sa.Column("is_regulated", sa.Boolean(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=True),
        sa.Column("bpo_id", sa.Integer(), nullable=True),
        sa.Column("so_id", sa.Integer(), nullable=True),
        sa.Column("production_window", sa.Text(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("hosting_provider", sa.Text(), nullable=True),
        sa.Column("hosting_region", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("retired_at", columns.UTCTime(), nullable=True),
        sa.Column("retired_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bpo_id"], ["person.id"], name=op.f("fk_service_bpo_id_person")),
        sa.ForeignKeyConstraint(["so_id"], ["person.id"], name=op.f("fk_service_so_id_person")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_service_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("number", name=op.f("uq_service_number")),
    )
    op.create_index("ix_service_bpo", "service", ["bpo_id", "name_key", "id"], unique=False)
    op.create_index("ix_service_name", "service", ["name_key", "id"], unique=False)
    op.create_index("ix_service_so", "service", ["so_id", "name_key", "id"], unique=False)
    op.create_index("ix_service_state", "service", ["state", "name_key", "id"], unique=False)
    op.create_index("ix_service_supplier", "service", ["supplier_id", "name_key", "id"], unique=False)
    op.create_index("ix_service_tier", "service", ["tier", "name_key", "id"], unique=False)
    op.create_table(
        "service_fact",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", columns.UTCTime(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_fact_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_fact")),
    )
    op.create_index("ix_service_fact_service", "service_fact", ["service_id", "id"], unique=False)
    op.create_index(
        "uq_service_fact_in_force",
        "service_fact",
        ["service_id", "kind", "name_key"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "supplier_import_line",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("supplier_name", sa.Text(), nullable=False),
        sa.Column("service_name", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["supplier_import.id"], name=op.f("fk_supplier_import_line_import_id_supplier_import")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_supplier_import_line_service_id_service")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_import_line_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_import_line")),
    )
    op.create_index("ix_supplier_import_line_import", "supplier_import_line", ["import_id", "id"], unique=False)
    op.create_table(
        "tier_choice",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", columns.UTCTime(), nullable=False),
        sa.Column("decided_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["person.id"], name=op.f("fk_tier_choice_drafted_by_id_person")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_tier_choice_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tier_choice")),
        sa.UniqueConstraint("number", name=op.f("uq_tier_choice_number")),
    )
    op.create_index("ix_tier_choice_service", "tier_choice", ["service_id", "id"], unique=False)
    op.create_index("ix_tier_choice_state", "tier_choice", ["state", "id"], unique=False)
    op.create_table(
        "workflow",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("areas", columns.CanonicalJSON(), nullable=False),
        sa.Column("is_high_process_risk", sa.Boolean(), nullable=False),
        sa.Column("is_record_integrity_critical", sa.Boolean(), nullable=False),
        sa.Column("keeps_part11_records", sa.Boolean(), nullable=False),
        sa.Column("keeps_signatures", sa.Boolean(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("retired_at", columns.UTCTime(), nullable=True),
        sa.Column("retired_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_workflow_confirmed_by_id_person")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_workflow_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow")),
        sa.UniqueConstraint("number", name=op.f("uq_workflow_number")),
    )
    op.create_index("ix_workflow_service", "workflow", ["service_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_workflow_service", table_name="workflow")
    op.drop_table("workflow")
    op.drop_index("ix_tier_choice_state", table_name="tier_choice")
    op.drop_index("ix_tier_choice_service", table_name="tier_choice")
    op.drop_table("tier_choice")
    op.drop_index("ix_supplier_import_line_import", table_name="supplier_import_line")
    op.drop_table("supplier_import_line")
    op.drop_index(
        "uq_service_fact_in_force",
        table_name="service_fact",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index("ix_service_fact_service", table_name="service_fact")
    op.drop_table("service_fact")
    op.drop_index("ix_service_tier", table_name="service")
    op.drop_index("ix_service_supplier", table_name="service")
    op.drop_index("ix_service_state", table_name="service")
    op.drop_index("ix_service_so", table_name="service")
    op.drop_index("ix_service_name", table_name="service")
    op.drop_index("ix_service_bpo", table_name="service")
    op.drop_table("service")
    op.drop_table("supplier_import")
    op.drop_index("ix_supplier_state", table_name="supplier")
    op.drop_index("ix_supplier_owner", table_name="supplier")
    op.drop_index("ix_supplier_name", table_name="supplier")
    op.drop_table("supplier")

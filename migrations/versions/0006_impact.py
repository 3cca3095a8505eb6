"""impact."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0006_impact"
down_revision = "0005_releases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "test_script",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_core", sa.Boolean(), nullable=False),
        sa.Column("pack_test", sa.Text(), nullable=True),
        sa.Column("is_integration", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("retired_at", columns.UTCTime(), nullable=True),
        sa.Column("retired_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_test_script_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_script")),
        sa.UniqueConstraint("number", name=op.f("uq_test_script_number")),
    )
    op.create_index(op.f("ix_test_script_service_id"), "test_script", ["service_id"], unique=False)
    op.create_table(
        "assessment",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("opened_at", columns.UTCTime(), nullable=False),
        sa.Column("is_log_only", sa.Boolean(), nullable=False),
        sa.Column("assessor_id", sa.Text(), nullable=True),
        sa.Column("assessor_name", sa.Text(), nullable=True),
        sa.Column("triaged_at", columns.UTCTime(), nullable=True),
        sa.Column("triaged_by", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("triage_due", sa.Date(), nullable=True),
        sa.Column("assessment_due", sa.Date(), nullable=True),
        sa.Column("testing_due", sa.Date(), nullable=True),
        sa.Column("approval_due", sa.Date(), nullable=True),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("production_on", sa.Date(), nullable=True),
        sa.Column("production_certainty", sa.Text(), nullable=False),
        sa.Column("is_late_notice", sa.Boolean(), nullable=False),
        sa.Column("compressed", columns.CanonicalJSON(), nullable=False),
        sa.Column("due_reasons", columns.CanonicalJSON(), nullable=False),
        sa.Column("content_versions", columns.CanonicalJSON(), nullable=False),
        sa.Column("plan_edition", sa.Integer(), nullable=False),
        sa.Column("approved_at", columns.UTCTime(), nullable=True),
        sa.Column("live_since", sa.Date(), nullable=True),
        sa.Column("exposed_since", sa.Date(), nullable=True),
        sa.Column("exposure_ended_at", columns.UTCTime(), nullable=True),
        sa.Column("deferred_until", sa.Date(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["assessment.id"], name=op.f("fk_assessment_merged_into_id_assessment")
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_assessment_release_id_release")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_assessment_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("number", name=op.f("uq_assessment_number")),
        sa.UniqueConstraint("release_id", "service_id", name=op.f("uq_assessment_release_id_service_id")),
    )
    op.create_index(op.f("ix_assessment_assessor_id"), "assessment", ["assessor_id"], unique=False)
    op.create_index(op.f("ix_assessment_level"), "assessment", ["level"], unique=False)
    op.create_index(op.f("ix_assessment_merged_into_id"), "assessment", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_assessment_next_due"), "assessment", ["next_due"], unique=False)
    op.create_index(op.f("ix_assessment_production_on"), "assessment", ["production_on"], unique=False)
    op.create_index(op.f("ix_assessment_release_id"), "assessment", ["release_id"], unique=False)
    op.create_index(op.f("ix_assessment_service_id"), "assessment", ["service_id"], unique=False)
    op.create_index(op.f("ix_assessment_state"), "assessment", ["state"], unique=False)
    op.create_index(op.f("ix_assessment_tier"), "assessment", ["tier"], unique=False)
    op.create_table(
        "test_script_version",
        sa.Column("script_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("steps", columns.CanonicalJSON(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_by_name", sa.Text(), nullable=False),
        sa.Column("written_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["script_id"], ["test_script.id"], name=op.f("fk_test_script_version_script_id_test_script")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_script_version")),
        sa.UniqueConstraint("script_id", "position", name=op.f("uq_test_script_version_script_id_position")),
    )
    op.create_index(op.f("ix_test_script_version_script_id"), "test_script_version", ["script_id"], unique=False)
    op.create_table(
        "test_script_workflow",
        sa.Column("script_id", sa.Integer(), nullable=False),
        sa.Column("workflow_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", columns.UTCTime(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["script_id"], ["test_script.id"], name=op.f("fk_test_script_workflow_script_id_test_script")
        ),
        sa.ForeignKeyConstraint(
            ["workflow_id"], ["workflow.id"], name=op.f("fk_test_script_workflow_workflow_id_workflow")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_script_workflow")),
    )
    op.create_index(op.f("ix_test_script_workflow_script_id"), "test_script_workflow", ["script_id"], unique=False)
    op.create_index(op.f("ix_test_script_workflow_workflow_id"), "test_script_workflow", ["workflow_id"], unique=False)
    op.create_table(
        "assessment_round",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("note_revision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opened_at", columns.UTCTime(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_round_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(
            ["note_revision_id"], ["note_revision.id"], name=op.f("fk_assessment_round_note_revision_id_note_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_round")),
        sa.UniqueConstraint(
            "assessment_id", "note_revision_id", name=op.f("uq_assessment_round_assessment_id_note_revision_id")
        ),
        sa.UniqueConstraint("assessment_id", "number", name=op.f("uq_assessment_round_assessment_id_number")),
    )
    op.create_index(op.f("ix_assessment_round_assessment_id"), "assessment_round", ["assessment_id"], unique=False)
    op.create_index(
        op.f("ix_assessment_round_note_revision_id"), "assessment_round", ["note_revision_id"], unique=False
    )
    op.create_table(
        "exposure_review",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("window_start", sa.Date(), nullable=False),
        sa.Column("reviewed_until", columns.UTCTime(), nullable=False),
        sa.Column("records", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=False),
        sa.Column("reviewed_by_name", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_exposure_review_assessment_id_assessment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exposure_review")),
    )
    op.create_index(op.f("ix_exposure_review_assessment_id"), "exposure_review", ["assessment_id"], unique=False)
    op.create_table(
        "use_decision",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("control", sa.Text(), nullable=False),
        sa.Column("applies_from", columns.UTCTime(), nullable=False),
        sa.Column("workflow_ids", columns.CanonicalJSON(), nullable=False),
        sa.Column("workflow_names", columns.CanonicalJSON(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_by_name", sa.Text(), nullable=False),
        sa.Column("decided_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_use_decision_assessment_id_assessment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_use_decision")),
        sa.UniqueConstraint("number", name=op.f("uq_use_decision_number")),
    )
    op.create_index(op.f("ix_use_decision_assessment_id"), "use_decision", ["assessment_id"], unique=False)
    op.create_table(
        "change",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("also_in", columns.CanonicalJSON(), nullable=False),
        sa.Column("carried_over_from_id", sa.Integer(), nullable=True),
        sa.Column("proposed_areas", columns.CanonicalJSON(), nullable=False),
        sa.Column("proposed_kind", sa.Text(), nullable=False),
        sa.Column("proposed_impact", sa.Text(), nullable=False),
        sa.Column("proposed_flags", columns.CanonicalJSON(), nullable=False),
        sa.Column("proposal_reasons", columns.CanonicalJSON(), nullable=False),
        sa.Column("default_state", sa.Text(), nullable=False),
        sa.Column("module", sa.Text(), nullable=False),
        sa.Column("toggle", sa.Text(), nullable=False),
        sa.Column("needs_configuration", sa.Text(), nullable=False),
        sa.Column("needs_procedure", sa.Text(), nullable=False),
        sa.Column("needs_training", sa.Text(), nullable=False),
        sa.Column("needs_role", sa.Text(), nullable=False),
        sa.Column("needs_integration", sa.Text(), nullable=False),
        sa.Column("needs_document", sa.Text(), nullable=False),
        sa.Column("could_have_affected_records", sa.Text(), nullable=False),
        sa.Column("facts_used", columns.CanonicalJSON(), nullable=False),
        sa.Column("rule_outcomes", columns.CanonicalJSON(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("proposed_level", sa.Text(), nullable=False),
        sa.Column("test_kind", sa.Text(), nullable=False),
        sa.Column("level_flags", columns.CanonicalJSON(), nullable=False),
        sa.Column("missing_facts", columns.CanonicalJSON(), nullable=False),
        sa.Column("proof_needed", columns.CanonicalJSON(), nullable=False),
        sa.Column("needs_vendor_question", sa.Boolean(), nullable=False),
        sa.Column("are_areas_settled", sa.Boolean(), nullable=False),
        sa.Column("settled_areas", columns.CanonicalJSON(), nullable=False),
        sa.Column("settled_flags", columns.CanonicalJSON(), nullable=False),
        sa.Column("settled_kind", sa.Text(), nullable=False),
        sa.Column("settled_impact", sa.Text(), nullable=False),
        sa.Column("settled_level", sa.Text(), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("rationale", sa.Text(), nullable=True),
        sa.Column("is_override", sa.Boolean(), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_by_name", sa.Text(), nullable=True),
        sa.Column("settled_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carried_over_from_id"], ["change.id"], name=op.f("fk_change_carried_over_from_id_change")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_round.id"], name=op.f("fk_change_round_id_assessment_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_change_round_id_position")),
    )
    op.create_index(op.f("ix_change_carried_over_from_id"), "change", ["carried_over_from_id"], unique=False)
    op.create_index(op.f("ix_change_identity"), "change", ["identity"], unique=False)
    op.create_index(op.f("ix_change_round_id"), "change", ["round_id"], unique=False)
    op.create_index(op.f("ix_change_settled_by"), "change", ["settled_by"], unique=False)
    op.create_table(
        "conclusion",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("fit", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("concluded_by", sa.Text(), nullable=False),
        sa.Column("concluded_by_name", sa.Text(), nullable=False),
        sa.Column("concluded_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_round.id"], name=op.f("fk_conclusion_round_id_assessment_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conclusion")),
    )
    op.create_index(op.f("ix_conclusion_round_id"), "conclusion", ["round_id"], unique=False)
    op.create_table(
        "planned_test",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("script_version_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("is_to_run", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("planned_by", sa.Text(), nullable=False),
        sa.Column("planned_by_name", sa.Text(), nullable=False),
        sa.Column("planned_at", columns.UTCTime(), nullable=False),
        sa.Column("withdrawn_at", columns.UTCTime(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_round.id"], name=op.f("fk_planned_test_round_id_assessment_round")
        ),
        sa.ForeignKeyConstraint(
            ["script_version_id"],
            ["test_script_version.id"],
            name=op.f("fk_planned_test_script_version_id_test_script_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_test")),
    )
    op.create_index(op.f("ix_planned_test_round_id"), "planned_test", ["round_id"], unique=False)
    op.create_index(op.f("ix_planned_test_script_version_id"), "planned_test", ["script_version_id"], unique=False)
    op.create_table(
        "procedure_change",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("settled_by_name", sa.Text(), nullable=False),
        sa.Column("settled_at", columns.UTCTime(), nullable=False),
        sa.Column("withdrawn_at", columns.UTCTime(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_round.id"], name=op.f("fk_procedure_change_round_id_assessment_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_change")),
    )
    op.create_index(op.f("ix_procedure_change_round_id"), "procedure_change", ["round_id"], unique=False)
    op.create_table(
        "training_need",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("settled_by_name", sa.Text(), nullable=False),
        sa.Column("settled_at", columns.UTCTime(), nullable=False),
        sa.Column("withdrawn_at", columns.UTCTime(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_round.id"], name=op.f("fk_training_need_round_id_assessment_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_need")),
    )
    op.create_index(op.f("ix_training_need_round_id"), "training_need", ["round_id"], unique=False)
    op.create_table(
        "test_run",
        sa.Column("planned_test_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("tester_id", sa.Text(), nullable=False),
        sa.Column("tester_name", sa.Text(), nullable=False),
        sa.Column("started_at", columns.UTCTime(), nullable=False),
        sa.Column("finished_at", columns.UTCTime(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["planned_test_id"], ["planned_test.id"], name=op.f("fk_test_run_planned_test_id_planned_test")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_run")),
    )
    op.create_index(op.f("ix_test_run_planned_test_id"), "test_run", ["planned_test_id"], unique=False)
    op.create_index(op.f("ix_test_run_tester_id"), "test_run", ["tester_id"], unique=False)
    op.create_table(
        "workflow_touch",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("workflow_id", sa.Integer(), nullable=False),
        sa.Column("areas", columns.CanonicalJSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("added_at", columns.UTCTime(), nullable=False),
        sa.Column("withdrawn_at", columns.UTCTime(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_workflow_touch_change_id_change")),
        sa.ForeignKeyConstraint(["workflow_id"], ["workflow.id"], name=op.f("fk_workflow_touch_workflow_id_workflow")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_touch")),
    )
    op.create_index(op.f("ix_workflow_touch_change_id"), "workflow_touch", ["change_id"], unique=False)
    op.create_index(op.f("ix_workflow_touch_workflow_id"), "workflow_touch", ["workflow_id"], unique=False)
    op.create_table(
        "test_step_result",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("actual", sa.Text(), nullable=False),
        sa.Column("is_passed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["test_run.id"], name=op.f("fk_test_step_result_run_id_test_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_step_result")),
        sa.UniqueConstraint("run_id", "position", name=op.f("uq_test_step_result_run_id_position")),
    )
    op.create_index(op.f("ix_test_step_result_run_id"), "test_step_result", ["run_id"], unique=False)
    op.create_table(
        "defect",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("step_result_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("rationale", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("decided_at", columns.UTCTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_result_id"], ["test_step_result.id"], name=op.f("fk_defect_step_result_id_test_step_result")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defect")),
        sa.UniqueConstraint("number", name=op.f("uq_defect_number")),
    )
    op.create_index(op.f("ix_defect_step_result_id"), "defect", ["step_result_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_defect_step_result_id"), table_name="defect")
    op.drop_table("defect")
    op.drop_index(op.f("ix_test_step_result_run_id"), table_name="test_step_result")
    op.drop_table("test_step_result")
    op.drop_index(op.f("ix_workflow_touch_workflow_id"), table_name="workflow_touch")
    op.drop_index(op.f("ix_workflow_touch_change_id"), table_name="workflow_touch")
    op.drop_table("workflow_touch")
    op.drop_index(op.f("ix_test_run_tester_id"), table_name="test_run")
    op.drop_index(op.f("ix_test_run_planned_test_id"), table_name="test_run")
    op.drop_table("test_run")
    op.drop_index(op.f("ix_training_need_round_id"), table_name="training_need")
    op.drop_table("training_need")
    op.drop_index(op.f("ix_procedure_change_round_id"), table_name="procedure_change")
    op.drop_table("procedure_change")
    op.drop_index(op.f("ix_planned_test_script_version_id"), table_name="planned_test")
    op.drop_index(op.f("ix_planned_test_round_id"), table_name="planned_test")
    op.drop_table("planned_test")
    op.drop_index(op.f("ix_conclusion_round_id"), table_name="conclusion")
    op.drop_table("conclusion")
    op.drop_index(op.f("ix_change_settled_by"), table_name="change")
    op.drop_index(op.f("ix_change_round_id"), table_name="change")
    op.drop_index(op.f("ix_change_identity"), table_name="change")
    op.drop_index(op.f("ix_change_carried_over_from_id"), table_name="change")
    op.drop_table("change")
    op.drop_index(op.f("ix_use_decision_assessment_id"), table_name="use_decision")
    op.drop_table("use_decision")
    op.drop_index(op.f("ix_exposure_review_assessment_id"), table_name="exposure_review")
    op.drop_table("exposure_review")
    op.drop_index(op.f("ix_assessment_round_note_revision_id"), table_name="assessment_round")
    op.drop_index(op.f("ix_assessment_round_assessment_id"), table_name="assessment_round")
    op.drop_table("assessment_round")
    op.drop_index(op.f("ix_test_script_workflow_workflow_id"), table_name="test_script_workflow")
    op.drop_index(op.f("ix_test_script_workflow_script_id"), table_name="test_script_workflow")
    op.drop_table("test_script_workflow")
    op.drop_index(op.f("ix_test_script_version_script_id"), table_name="test_script_version")
    op.drop_table("test_script_version")
    op.drop_index(op.f("ix_assessment_tier"), table_name="assessment")
    op.drop_index(op.f("ix_assessment_state"), table_name="assessment")
    op.drop_index(op.f("ix_assessment_service_id"), table_name="assessment")
    op.drop_index(op.f("ix_assessment_release_id"), table_name="assessment")
    op.drop_index(op.f("ix_assessment_production_on"), table_name="assessment")
    op.drop_index(op.f("ix_assessment_next_due"), table_name="assessment")
    op.drop_index(op.f("ix_assessment_merged_into_id"), table_name="assessment")
    op.drop_index(op.f("ix_assessment_level"), table_name="assessment")
    op.drop_index(op.f("ix_assessment_assessor_id"), table_name="assessment")
    op.drop_table("assessment")
    op.drop_index(op.f("ix_test_script_service_id"), table_name="test_script")
    op.drop_table("test_script")

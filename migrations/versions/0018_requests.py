"""Requests to suppliers, respondents with links and sessions, the journal of answers, files, submissions."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0018_requests"
down_revision = "0017_removals"
branch_labels = None
depends_on = None


def _record(*more: sa.Column) -> list[sa.Column]:
    return [*more, sa.Column("id", sa.Integer(), nullable=False), sa.Column("version", sa.Integer(), nullable=False)]


def _reference(table: str, column: str, target: str, **more: object) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), **more)


def upgrade() -> None:
    _requests()
    _respondents()
    _answers()
    _submissions()
    _guard_the_journal()
    with op.batch_alter_table("notice") as notice:
        notice.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        notice.add_column(sa.Column("outside_name", sa.Text(), nullable=True))
        notice.add_column(sa.Column("outside_email", sa.Text(), nullable=True))
    op.add_column("mail_try", sa.Column("sealed_link", sa.Text(), nullable=True))


def _requests() -> None:
    op.create_table(
        "questionnaire_request",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("factors", columns.CanonicalJSON(), nullable=False),
        sa.Column("definition_id", sa.Text(), nullable=False),
        sa.Column("definition_version", sa.Text(), nullable=False),
        sa.Column("definition_sha256", sa.Text(), nullable=False),
        sa.Column("questionnaire_sha256", sa.Text(), nullable=False),
        sa.Column("asked", columns.CanonicalJSON(), nullable=False),
        sa.Column("asked_count", sa.Integer(), nullable=False),
        sa.Column("returned", columns.CanonicalJSON(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("expires_at", columns.UTCTime(), nullable=False),
        sa.Column("sent_at", columns.UTCTime(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        *_record(sa.Column("ended_at", columns.UTCTime(), nullable=True)),
        _reference("questionnaire_request", "supplier_id", "supplier"),
        _reference("questionnaire_request", "service_id", "service"),
        _reference("questionnaire_request", "sent_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_request")),
        sa.UniqueConstraint("number", name=op.f("uq_questionnaire_request_number")),
    )
    op.create_index("ix_questionnaire_request_supplier_id", "questionnaire_request", ["supplier_id"])
    op.create_index("ix_questionnaire_request_sent_by_id", "questionnaire_request", ["sent_by_id"])
    op.create_index("ix_questionnaire_request_state", "questionnaire_request", ["state", "id"])
    op.create_index("ix_questionnaire_request_service", "questionnaire_request", ["service_id", "id"])


def _respondents() -> None:
    op.create_table(
        "respondent",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", columns.UTCTime(), nullable=False),
        sa.Column("revoked_at", columns.UTCTime(), nullable=True),
        *_record(sa.Column("revoked_because", sa.Text(), nullable=True)),
        _reference("respondent", "request_id", "questionnaire_request"),
        _reference("respondent", "invited_by_id", "respondent"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_respondent")),
    )
    op.create_index("ix_respondent_request_id", "respondent", ["request_id"])
    op.create_index("ix_respondent_invited_by_id", "respondent", ["invited_by_id"])
    op.create_table(
        "respondent_link",
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("issued_at", columns.UTCTime(), nullable=False),
        sa.Column("expires_at", columns.UTCTime(), nullable=False),
        sa.Column("first_used_at", columns.UTCTime(), nullable=True),
        *_record(sa.Column("revoked_at", columns.UTCTime(), nullable=True)),
        _reference("respondent_link", "respondent_id", "respondent"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_respondent_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_respondent_link_token_sha256")),
    )
    op.create_index("ix_respondent_link_respondent_id", "respondent_link", ["respondent_id"])
    op.create_table(
        "respondent_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("started_at", columns.UTCTime(), nullable=False),
        sa.Column("last_seen_at", columns.UTCTime(), nullable=False),
        sa.Column("ended_at", columns.UTCTime(), nullable=True),
        _reference("respondent_session", "link_id", "respondent_link"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_respondent_session")),
        sa.UniqueConstraint("sha256", name=op.f("uq_respondent_session_sha256")),
    )
    op.create_index("ix_respondent_session_link_id", "respondent_session", ["link_id"])


def _answers() -> None:
    late = {"deferrable": True, "initially": "DEFERRED"}
    op.create_table(
        "answer_save",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("is_blank", sa.Boolean(), nullable=False),
        sa.Column("at", columns.UTCTime(), nullable=False),
        _reference("answer_save", "request_id", "questionnaire_request", **late),
        _reference("answer_save", "respondent_id", "respondent", **late),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_save")),
        sa.UniqueConstraint("request_id", "question", "rev", name=op.f("uq_answer_save_request_id_question_rev")),
    )
    op.create_index("ix_answer_save_respondent_id", "answer_save", ["respondent_id"])
    op.create_table(
        "answer_upload",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("input", sa.Text(), nullable=True),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", columns.UTCTime(), nullable=False),
        *_record(sa.Column("withdrawn_at", columns.UTCTime(), nullable=True)),
        _reference("answer_upload", "request_id", "questionnaire_request"),
        _reference("answer_upload", "respondent_id", "respondent"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_upload")),
    )
    op.create_index("ix_answer_upload_request", "answer_upload", ["request_id", "question"])
    op.create_index("ix_answer_upload_respondent_id", "answer_upload", ["respondent_id"])


def _submissions() -> None:
    op.create_table(
        "submission",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("attestation_version", sa.Text(), nullable=False),
        sa.Column("attestation", sa.Text(), nullable=False),
        sa.Column("attestation_sha256", sa.Text(), nullable=False),
        sa.Column("saves", sa.Integer(), nullable=False),
        sa.Column("journal_sha256", sa.Text(), nullable=False),
        sa.Column("answers_sha256", sa.Text(), nullable=False),
        sa.Column("submitted_at", columns.UTCTime(), nullable=False),
        sa.Column("withdrawn_at", columns.UTCTime(), nullable=True),
        *_record(sa.Column("withdrawn_because", sa.Text(), nullable=True)),
        _reference("submission", "request_id", "questionnaire_request"),
        _reference("submission", "respondent_id", "respondent"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("request_id", "position", name=op.f("uq_submission_request_id_position")),
    )
    op.create_index("ix_submission_respondent_id", "submission", ["respondent_id"])


def _guard_the_journal() -> None:
    """Let the database refuse to change or delete a saved answer, as it does for the ledger (see records.guards)."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER answer_save_no_{verb} BEFORE {verb.upper()} ON answer_save "
                "BEGIN SELECT RAISE(ABORT, 'answer_save is written once'); END"
            )
        return
    for verb in ("update", "delete", "truncate"):
        each = "STATEMENT" if verb == "truncate" else "ROW"
        op.execute(
            f"CREATE TRIGGER answer_save_on_{verb} BEFORE {verb.upper()} ON answer_save "
            f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE answer_save ENABLE ALWAYS TRIGGER answer_save_on_{verb}")


def downgrade() -> None:
    # who has no account has no place in the older tables
    op.execute(
        "DELETE FROM mail_try WHERE mail_id IN (SELECT mail.id FROM mail JOIN notice "
        "ON notice.id = mail.notice_id WHERE notice.person_id IS NULL)"
    )
    op.execute("DELETE FROM mail WHERE notice_id IN (SELECT id FROM notice WHERE person_id IS NULL)")
    op.execute("DELETE FROM notice WHERE person_id IS NULL")
    op.drop_column("mail_try", "sealed_link")
    with op.batch_alter_table("notice") as notice:
        notice.drop_column("outside_email")
        notice.drop_column("outside_name")
        notice.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
    for table in ("submission", "answer_upload", "answer_save", "respondent_session", "respondent_link", "respondent",
                  "questionnaire_request"):  # fmt: skip
        op.drop_table(table)

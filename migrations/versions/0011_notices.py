"""Notices: alarms, what people were told, the outbox."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0011_notices"
down_revision = "0010_access_reviews"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alarm",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("subject_name", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("since", columns.UTCTime(), nullable=False),
        sa.Column("raised_at", columns.UTCTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("acknowledged_at", columns.UTCTime(), nullable=True),
        sa.Column("acknowledged_by_id", sa.Integer(), nullable=True),
        sa.Column("acknowledged_as", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("over_at", columns.UTCTime(), nullable=True),
        sa.Column("open_key", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["acknowledged_by_id"], ["person.id"], name=op.f("fk_alarm_acknowledged_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
        sa.UniqueConstraint("number", name=op.f("uq_alarm_number")),
        sa.UniqueConstraint("open_key", name=op.f("uq_alarm_open_key")),
    )
    op.create_index(op.f("ix_alarm_acknowledged_by_id"), "alarm", ["acknowledged_by_id"], unique=False)
    op.create_index(op.f("ix_alarm_raised_at"), "alarm", ["raised_at"], unique=False)
    op.create_index(op.f("ix_alarm_state"), "alarm", ["state", "id"], unique=False)
    op.create_index(op.f("ix_alarm_subject"), "alarm", ["kind", "subject_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("at", columns.UTCTime(), nullable=False),
        sa.Column("address_event", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    op.create_index(op.f("ix_notice_person"), "notice", ["person_id", "id"], unique=False)
    op.create_table(
        "mail",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("queued_at", columns.UTCTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_at", columns.UTCTime(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("asked_at", columns.UTCTime(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_mail_asked_by_id_person")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_mail_notice_id_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_mail_notice_id")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
    )
    op.create_index(op.f("ix_mail_asked_by_id"), "mail", ["asked_by_id"], unique=False)
    op.create_index(op.f("ix_mail_state"), "mail", ["state", "id"], unique=False)
    op.create_table(
        "mail_try",
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", columns.UTCTime(), nullable=False),
        sa.Column("last_sentence", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_mail_try_mail_id_mail")),
        sa.PrimaryKeyConstraint("mail_id", name=op.f("pk_mail_try")),
    )
    op.create_index(op.f("ix_mail_try_next_at"), "mail_try", ["next_at"], unique=False)
    op.create_table(
        "trail_reader",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_trail_reader")),
    )


def downgrade() -> None:
    op.drop_table("trail_reader")
    op.drop_index(op.f("ix_mail_try_next_at"), table_name="mail_try")
    op.drop_table("mail_try")
    op.drop_index(op.f("ix_mail_state"), table_name="mail")
    op.drop_index(op.f("ix_mail_asked_by_id"), table_name="mail")
    op.drop_table("mail")
    op.drop_index(op.f("ix_notice_person"), table_name="notice")
    op.drop_table("notice")
    op.drop_index(op.f("ix_alarm_subject"), table_name="alarm")
    op.drop_index(op.f("ix_alarm_state"), table_name="alarm")
    op.drop_index(op.f("ix_alarm_raised_at"), table_name="alarm")
    op.drop_index(op.f("ix_alarm_acknowledged_by_id"), table_name="alarm")
    op.drop_table("alarm")

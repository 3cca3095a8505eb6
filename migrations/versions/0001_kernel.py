"""The record kernel: ledger, head, revisions, signatures, approvals, attachments, and the guards on them."""

import sqlalchemy as sa
from alembic import op

from app.base import columns
from app.records.guards import POSTGRESQL_FUNCTIONS, postgresql_triggers, sqlite_triggers

revision = "0001_kernel"
down_revision = None
branch_labels = None
depends_on = None

WRITTEN_ONCE_THEN = ("ledger_event", "revision", "signature")


def upgrade() -> None:
    op.create_table(
        "approval_route",
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("policy", columns.CanonicalJSON(), nullable=False),
        sa.Column("opened_at", columns.UTCTime(), nullable=False),
        sa.Column("closed_at", columns.UTCTime(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_route")),
        sa.UniqueConstraint(
            "record_type",
            "record_id",
            "purpose",
            "position",
            name=op.f("uq_approval_route_record_type_record_id_purpose_position"),
        ),
    )
    op.create_index(op.f("ix_approval_route_record_id"), "approval_route", ["record_id"], unique=False)
    op.create_index(op.f("ix_approval_route_record_type"), "approval_route", ["record_type"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("added_at", columns.UTCTime(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_record_id"), "attachment", ["record_id"], unique=False)
    op.create_index(op.f("ix_attachment_record_type"), "attachment", ["record_type"], unique=False)
    op.create_table(
        "ledger_event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("head_note", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("ts", columns.UTCTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger_event")),
    )
    op.create_index(op.f("ix_ledger_event_act"), "ledger_event", ["act"], unique=False)
    op.create_index(op.f("ix_ledger_event_actor_id"), "ledger_event", ["actor_id"], unique=False)
    op.create_index(op.f("ix_ledger_event_record"), "ledger_event", ["record"], unique=False)
    op.create_index(op.f("ix_ledger_event_ts"), "ledger_event", ["ts"], unique=False)
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("frontier", sa.Text(), nullable=False),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("last_ts", columns.UTCTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "record_counter",
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_record_counter")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", columns.UTCTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("sha256", name=op.f("uq_revision_sha256")),
    )
    op.create_table(
        "signature",
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("revision_sha256", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("signer_id", sa.Text(), nullable=False),
        sa.Column("signer_username", sa.Text(), nullable=False),
        sa.Column("signer_name", sa.Text(), nullable=False),
        sa.Column("signer_role", sa.Text(), nullable=False),
        sa.Column("factors", columns.CanonicalJSON(), nullable=False),
        sa.Column("auth_at", columns.UTCTime(), nullable=False),
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("signed_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("challenge", name=op.f("uq_signature_challenge")),
        sa.UniqueConstraint(
            "record_type",
            "record_id",
            "record_version",
            "meaning",
            "signer_id",
            name=op.f("uq_signature_record_type_record_id_record_version_meaning_signer_id"),
        ),
    )
    op.create_index(op.f("ix_signature_record_id"), "signature", ["record_id"], unique=False)
    op.create_index(op.f("ix_signature_record_type"), "signature", ["record_type"], unique=False)
    op.create_index(op.f("ix_signature_signer_id"), "signature", ["signer_id"], unique=False)
    op.create_table(
        "signing_refusal",
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("refused_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_refusal")),
    )
    op.create_index(op.f("ix_signing_refusal_person_id"), "signing_refusal", ["person_id"], unique=False)
    op.create_index(op.f("ix_signing_refusal_record_id"), "signing_refusal", ["record_id"], unique=False)
    op.create_index(op.f("ix_signing_refusal_record_type"), "signing_refusal", ["record_type"], unique=False)
    op.create_table(
        "approval_step",
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("separate_from", columns.CanonicalJSON(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["route_id"], ["approval_route.id"], name=op.f("fk_approval_step_route_id_approval_route")
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_approval_step_signature_id_signature")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_step")),
        sa.UniqueConstraint("route_id", "position", name=op.f("uq_approval_step_route_id_position")),
    )
    op.create_index(op.f("ix_approval_step_role"), "approval_step", ["role"], unique=False)
    op.create_index(op.f("ix_approval_step_route_id"), "approval_step", ["route_id"], unique=False)
    op.create_index(op.f("ix_approval_step_signature_id"), "approval_step", ["signature_id"], unique=False)

    op.execute("INSERT INTO ledger_head (id, size, frontier, prev) VALUES (1, 0, '', '" + "0" * 64 + "')")
    if op.get_bind().dialect.name == "sqlite":
        for statement in sqlite_triggers(WRITTEN_ONCE_THEN).values():
            op.execute(statement)
    else:
        for statement in postgresql_triggers(WRITTEN_ONCE_THEN):
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in sqlite_triggers(WRITTEN_ONCE_THEN):
            op.execute(f"DROP TRIGGER {name}")
    op.drop_index(op.f("ix_approval_step_signature_id"), table_name="approval_step")
    op.drop_index(op.f("ix_approval_step_route_id"), table_name="approval_step")
    op.drop_index(op.f("ix_approval_step_role"), table_name="approval_step")
    op.drop_table("approval_step")
    op.drop_index(op.f("ix_signing_refusal_record_type"), table_name="signing_refusal")
    op.drop_index(op.f("ix_signing_refusal_record_id"), table_name="signing_refusal")
    op.drop_index(op.f("ix_signing_refusal_person_id"), table_name="signing_refusal")
    op.drop_table("signing_refusal")
    op.drop_index(op.f("ix_signature_signer_id"), table_name="signature")
    op.drop_index(op.f("ix_signature_record_type"), table_name="signature")
    op.drop_index(op.f("ix_signature_record_id"), table_name="signature")
    op.drop_table("signature")
    op.drop_table("revision")
    op.drop_table("record_counter")
    op.drop_table("ledger_head")
    op.drop_index(op.f("ix_ledger_event_ts"), table_name="ledger_event")
    op.drop_index(op.f("ix_ledger_event_record"), table_name="ledger_event")
    op.drop_index(op.f("ix_ledger_event_actor_id"), table_name="ledger_event")
    op.drop_index(op.f("ix_ledger_event_act"), table_name="ledger_event")
    op.drop_table("ledger_event")
    op.drop_index(op.f("ix_attachment_record_type"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_record_id"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_index(op.f("ix_approval_route_record_type"), table_name="approval_route")
    op.drop_index(op.f("ix_approval_route_record_id"), table_name="approval_route")
    op.drop_table("approval_route")
    if op.get_bind().dialect.name == "postgresql":
        for function in POSTGRESQL_FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")

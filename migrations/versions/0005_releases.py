"""releases."""

import sqlalchemy as sa
from alembic import op

from app.base import columns

revision = "0005_releases"
down_revision = "0004_suppliers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("expires_at", columns.UTCTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_lease")),
    )
    op.create_table(
        "feed",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("interval_minutes", sa.Integer(), nullable=False),
        sa.Column("takes_prereleases", sa.Boolean(), nullable=False),
        sa.Column("has_baseline", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_feed_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("number", name=op.f("uq_feed_number")),
    )
    op.create_index("ix_feed_name", "feed", ["name", "id"], unique=False)
    op.create_index("ix_feed_state", "feed", ["state", "kind", "id"], unique=False)
    op.create_index(op.f("ix_feed_supplier_id"), "feed", ["supplier_id"], unique=False)
    op.create_table(
        "feed_cursor",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("body_sha256", sa.Text(), nullable=True),
        sa.Column("next_at", columns.UTCTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("was_cut", sa.Boolean(), nullable=False),
        sa.Column("last_success_at", columns.UTCTime(), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("published", columns.CanonicalJSON(), nullable=False),
        sa.Column("last_sentence", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_feed_cursor_feed_id_feed")),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("pk_feed_cursor")),
    )
    op.create_index("ix_feed_cursor_next", "feed_cursor", ["next_at"], unique=False)
    op.create_table(
        "feed_service",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("since", columns.UTCTime(), nullable=False),
        sa.Column("withdrawn_at", columns.UTCTime(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_feed_service_feed_id_feed")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_feed_service_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_service")),
    )
    op.create_index(op.f("ix_feed_service_feed_id"), "feed_service", ["feed_id"], unique=False)
    op.create_index("ix_feed_service_service", "feed_service", ["service_id", "feed_id"], unique=False)
    op.create_table(
        "poll",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCTime(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("payload_sha256", sa.Text(), nullable=True),
        sa.Column("payload_size", sa.Integer(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=True),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_poll_feed_id_feed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
    )
    op.create_index("ix_poll_feed", "poll", ["feed_id", "id"], unique=False)
    op.create_table(
        "release",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("release_version", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("release_type", sa.Text(), nullable=True),
        sa.Column("announced_at", columns.UTCTime(), nullable=True),
        sa.Column("found_at", columns.UTCTime(), nullable=False),
        sa.Column("production_on", sa.Date(), nullable=True),
        sa.Column("production_certainty", sa.Text(), nullable=False),
        sa.Column("is_prerelease", sa.Boolean(), nullable=False),
        sa.Column("is_baseline", sa.Boolean(), nullable=False),
        sa.Column("opens_work", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("entry_sha256", sa.Text(), nullable=False),
        sa.Column("note_sha256", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", columns.UTCTime(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_release_feed_id_feed")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_release_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("feed_id", "uid", name=op.f("uq_release_feed_id_uid")),
    )
    op.create_index("ix_release_announced", "release", ["announced_at", "id"], unique=False)
    op.create_index("ix_release_found", "release", ["found_at", "id"], unique=False)
    op.create_index("ix_release_production", "release", ["production_on", "id"], unique=False)
    op.create_index("ix_release_supplier", "release", ["supplier_id", "id"], unique=False)
    op.create_index("ix_release_work", "release", ["opens_work", "id"], unique=False)
    op.create_table(
        "note_revision",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("payload_sha256", sa.Text(), nullable=False),
        sa.Column("received_at", columns.UTCTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_note_revision_release_id_release")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_revision")),
        sa.UniqueConstraint("release_id", "position", name=op.f("uq_note_revision_release_id_position")),
    )


def downgrade() -> None:
    op.drop_table("note_revision")
    op.drop_index("ix_release_work", table_name="release")
    op.drop_index("ix_release_supplier", table_name="release")
    op.drop_index("ix_release_production", table_name="release")
    op.drop_index("ix_release_found", table_name="release")
    op.drop_index("ix_release_announced", table_name="release")
    op.drop_table("release")
    op.drop_index("ix_poll_feed", table_name="poll")
    op.drop_table("poll")
    op.drop_index("ix_feed_service_service", table_name="feed_service")
    op.drop_index(op.f("ix_feed_service_feed_id"), table_name="feed_service")
    op.drop_table("feed_service")
    op.drop_index("ix_feed_cursor_next", table_name="feed_cursor")
    op.drop_table("feed_cursor")
    op.drop_index(op.f("ix_feed_supplier_id"), table_name="feed")
    op.drop_index("ix_feed_state", table_name="feed")
    op.drop_index("ix_feed_name", table_name="feed")
    op.drop_table("feed")
    op.drop_table("job_lease")

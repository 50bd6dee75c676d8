"""The tables as they began."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(16)
PLACE = "minute * 1099511627776 + id"


def upgrade() -> None:
    create_editions()
    create_pictures()
    create_subscribers()
    create_broadcasts()
    create_plans()
    create_chunks()
    create_receipts()
    create_undelivered()
    create_planner()
    create_pace()
    op.execute("INSERT INTO planner (id, turns) VALUES (1, 0)")
    op.execute("INSERT INTO pace (id, due, seen, held_until, slowdown) VALUES (1, 0, 0, 0, 1)")


def downgrade() -> None:
    for table in (
        "pace", "planner", "undelivered", "receipts", "chunks", "plans", "broadcasts",
        "subscribers", "pictures", "editions",
    ):  # fmt: skip
        op.drop_table(table)


def create_editions() -> None:
    op.create_table(
        "editions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("posted_by", sa.BigInteger()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("publish_at", INSTANT),
        sa.Column("published_at", INSTANT),
        sa.Column("marked_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_editions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_editions_date", "editions", ["date"])
    op.create_index("ix_editions_state", "editions", ["state", "publish_at"])
    op.create_index(
        "uq_editions_fingerprint",
        "editions",
        ["fingerprint"],
        unique=True,
        sqlite_where=sa.text("state <> 'discarded'"),
        postgresql_where=sa.text("state <> 'discarded'"),
    )
    op.create_index(
        "uq_editions_published",
        "editions",
        ["date"],
        unique=True,
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )


def create_pictures() -> None:
    op.create_table(
        "pictures",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_pictures"),
    )


def create_subscribers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("minute", sa.SmallInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), sa.Computed(PLACE, persisted=True)),
        sa.Column("form", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("pause_reason", WORD),
        sa.Column("joined_at", INSTANT, nullable=False),
        sa.Column("moved_during", KEY, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscribers"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_subscribers_place",
        "subscribers",
        ["timezone", "place"],
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_index("uq_subscribers_chat_id", "subscribers", ["chat_id", "topic_id"], unique=True)


def create_broadcasts() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("edition_id", KEY, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_by", sa.BigInteger()),
        sa.Column("finished_at", INSTANT),
        sa.Column("resumed_at", INSTANT),
        sa.Column("pause_note", sa.Text()),
        sa.Column("hurried", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("forgiven", sa.Integer(), server_default="0", nullable=False),
        sa.Column("echo_until", sa.Double()),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name="fk_broadcasts_edition_id"),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_broadcasts_edition_id", "broadcasts", ["edition_id"])
    op.create_index("ix_broadcasts_state", "broadcasts", ["state"])
    op.create_index(
        "uq_broadcasts_edition_id",
        "broadcasts",
        ["edition_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'edition'"),
        postgresql_where=sa.text("kind = 'edition'"),
    )


def create_plans() -> None:
    op.create_table(
        "plans",
        sa.Column("broadcast_id", KEY, nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_plans_broadcast_id"),
        sa.PrimaryKeyConstraint("broadcast_id", "timezone", name="pk_plans"),
    )


def create_chunks() -> None:
    op.create_table(
        "chunks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("broadcast_id", KEY, nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("after_place", sa.BigInteger(), nullable=False),
        sa.Column("last_place", sa.BigInteger(), nullable=False),
        sa.Column("state", WORD, server_default="open", nullable=False),
        sa.Column("epoch", sa.Integer(), server_default="0", nullable=False),
        sa.Column("worker", sa.String(length=128)),
        sa.Column("lease_until", sa.Double(), server_default="0", nullable=False),
        sa.Column("flying", sa.Text(), server_default="[]", nullable=False),
        sa.Column("listed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("caught_up", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("owed", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("expires", sa.Double()),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_chunks_broadcast_id"),
        sa.PrimaryKeyConstraint("id", name="pk_chunks"),
    )
    op.create_index("ix_chunks_broadcast_id", "chunks", ["broadcast_id"])
    op.create_index(
        "ix_chunks_open",
        "chunks",
        ["due_at", "id"],
        sqlite_where=sa.text("state <> 'done'"),
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.create_index(
        "uq_chunks_range",
        "chunks",
        ["broadcast_id", "timezone", "last_place"],
        unique=True,
        sqlite_where=sa.text("listed = 0 AND NOT caught_up"),
        postgresql_where=sa.text("listed = 0 AND NOT caught_up"),
    )


def create_receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("edition_id", KEY, autoincrement=False, nullable=False),
        sa.Column("subscriber_id", KEY, autoincrement=False, nullable=False),
        sa.Column("part", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "subscriber_id", "part", name="pk_receipts"),
        sqlite_with_rowid=False,
    )


def create_undelivered() -> None:
    op.create_table(
        "undelivered",
        sa.Column("broadcast_id", KEY, nullable=False),
        sa.Column("subscriber_id", KEY, autoincrement=False, nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("failure", WORD, nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name="fk_undelivered_broadcast_id"
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "subscriber_id", name="pk_undelivered"),
    )


def create_planner() -> None:
    op.create_table(
        "planner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turns", KEY),
        sa.PrimaryKeyConstraint("id", name="pk_planner"),
    )


def create_pace() -> None:
    op.create_table(
        "pace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Double(), nullable=False),
        sa.Column("seen", sa.Double(), nullable=False),
        sa.Column("held_until", sa.Double(), nullable=False),
        sa.Column("slowdown", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pace"),
    )

"""What people keep for themselves: saved items with their reminders, what they follow and mute."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_IS_TO_COME = "remind_at IS NOT NULL AND taken_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "saved_items",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("edition_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_saved_items"),
        sqlite_autoincrement=True,
    )
    place = ["user_id", "edition_id", "number"]
    op.create_index("uq_saved_items_user_id", "saved_items", place, unique=True)
    op.create_index("ix_saved_items_edition_id", "saved_items", ["edition_id"])
    op.create_index(
        "ix_saved_items_remind_at",
        "saved_items",
        ["remind_at"],
        sqlite_where=sa.text(_IS_TO_COME),
        postgresql_where=sa.text(_IS_TO_COME),
    )
    op.create_table(
        "reading_rules",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("stance", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("edition_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reading_rules"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_reading_rules_user_id", "reading_rules", ["user_id", "key"], unique=True)
    op.add_column(
        "subscribers",
        sa.Column("has_rules", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("subscribers", "has_rules")
    op.drop_table("reading_rules")
    op.drop_table("saved_items")

"""What people keep for themselves: saved items with their reminders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0017"
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


def downgrade() -> None:
    op.drop_table("saved_items")

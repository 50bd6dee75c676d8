"""How often an update was begun again, what was set aside, and what was not understood."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("tries", sa.Integer()))
    op.create_index(
        "ix_inbox_set_aside",
        "inbox",
        ["conversation"],
        sqlite_where=sa.text("handled IS NOT NULL AND payload <> ''"),
        postgresql_where=sa.text("handled IS NOT NULL AND payload <> ''"),
    )
    op.create_table(
        "misunderstood",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("arrived", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "chat_id", "message_id", name="pk_misunderstood"),
    )


def downgrade() -> None:
    op.drop_table("misunderstood")
    op.drop_index("ix_inbox_set_aside", "inbox")
    op.drop_column("inbox", "tries")

"""What came from outside and is not handled yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("conversation", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=160), nullable=False),
        sa.Column("arrived", sa.Double(), nullable=False),
        sa.Column("handled", sa.Double()),
        sa.PrimaryKeyConstraint("bot_id", "id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_handled", "inbox", ["handled"])
    for name, columns in {
        "ix_inbox_owner": ["bot_id", "owner", "id"],
        "ix_inbox_conversation": ["bot_id", "conversation"],
    }.items():
        op.create_index(
            name,
            "inbox",
            columns,
            sqlite_where=sa.text("handled IS NULL"),
            postgresql_where=sa.text("handled IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("inbox")

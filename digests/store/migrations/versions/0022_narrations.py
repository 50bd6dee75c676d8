"""Editions that were read out: when their chapters begin."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "narrations",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("starts", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_narrations"),
    )


def downgrade() -> None:
    op.drop_table("narrations")

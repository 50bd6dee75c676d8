"""Since when a subscriber can't be reached, and when they were last back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscribers", sa.Column("lost_at", sa.DateTime(timezone=True)))
    op.add_column(
        "subscribers", sa.Column("regained_at", sa.Double, nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("subscribers", "regained_at")
    op.drop_column("subscribers", "lost_at")

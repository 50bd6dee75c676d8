"""Announcements to the readers of one paper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("announcements", sa.Column("paper", sa.String(length=64)))


def downgrade() -> None:
    op.drop_column("announcements", "paper")

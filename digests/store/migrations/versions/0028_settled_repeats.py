"""Which repeats in a draft an editor took for right."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("uploads", sa.Column("settled", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("uploads", "settled")

"""What subscribers await since they chose other days, another hour or another paper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscribers", sa.Column("untold", sa.Text()))


def downgrade() -> None:
    op.drop_column("subscribers", "untold")

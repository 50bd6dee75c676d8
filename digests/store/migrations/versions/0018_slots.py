"""Several editions a day: the slot of what is broadcast, and who wants extras."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "broadcasts", sa.Column("slot", sa.String(length=64), server_default="", nullable=False)
    )
    op.add_column(
        "subscribers",
        sa.Column("extras", sa.String(length=16), server_default="ring", nullable=False),
    )
    _index("timezone", "place", "extras")


def downgrade() -> None:
    _index("timezone", "place")
    op.drop_column("subscribers", "extras")
    op.drop_column("broadcasts", "slot")


def _index(*columns: str) -> None:
    is_active = sa.text("state = 'active'")
    op.drop_index("ix_subscribers_place", "subscribers")
    op.create_index(
        "ix_subscribers_place",
        "subscribers",
        list(columns),
        sqlite_where=is_active,
        postgresql_where=is_active,
    )

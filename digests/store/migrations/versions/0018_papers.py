"""Several editions a day and several papers: what is broadcast, and to whom it goes."""

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
    op.add_column(
        "broadcasts", sa.Column("paper", sa.String(length=64), server_default="", nullable=False)
    )
    op.add_column(
        "subscribers", sa.Column("paper", sa.String(length=64), server_default="", nullable=False)
    )
    _index("paper", "timezone", "place", "extras")
    op.create_table(
        "papers",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("minute", sa.SmallInteger(), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=True),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_papers"),
    )


# Without an instant at which it was over, which is what keeps it from being resumed; also what an
# editor had stopped.
_STOP_WHAT_IS_NOT_FOR_ALL = """
UPDATE broadcasts SET state = 'cancelled', finished_at = NULL
WHERE state IN ('running', 'paused', 'cancelled') AND (paper <> '' OR slot <> '')
"""


def downgrade() -> None:
    # An earlier release would send it to the readers of every paper, at their minute.
    op.execute(_STOP_WHAT_IS_NOT_FOR_ALL)
    _index("timezone", "place")
    op.drop_table("papers")
    op.drop_column("subscribers", "paper")
    op.drop_column("broadcasts", "paper")
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

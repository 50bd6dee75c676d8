"""Who waits for an index of what an outage kept from them, and which followed things ring."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_BEHIND = "is_behind AND state = 'active'"


def upgrade() -> None:
    no = sa.false()
    op.add_column(
        "subscribers", sa.Column("is_behind", sa.Boolean(), nullable=False, server_default=no)
    )
    op.add_column("subscribers", sa.Column("untold_since", sa.Date()))
    op.create_index(
        "ix_subscribers_behind",
        "subscribers",
        ["timezone", "place"],
        sqlite_where=sa.text(_BEHIND),
        postgresql_where=sa.text(_BEHIND),
    )
    # Of what came too late before there were indexes, none is to tell.
    op.execute("UPDATE undelivered SET detail = 'an index told of it' WHERE failure = 'missed'")
    op.add_column("planner", sa.Column("looked_at", sa.DateTime(timezone=True)))
    op.add_column(
        "reading_rules", sa.Column("rings", sa.Boolean(), nullable=False, server_default=no)
    )


def downgrade() -> None:
    op.drop_column("reading_rules", "rings")
    op.drop_column("planner", "looked_at")
    op.drop_index("ix_subscribers_behind", table_name="subscribers")
    op.drop_column("subscribers", "untold_since")
    op.drop_column("subscribers", "is_behind")

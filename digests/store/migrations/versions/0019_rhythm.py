"""On which days somebody has editions brought, and the broadcasts that tell what they missed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_OWN = "state = 'active' AND (weekdays <> 127 OR round_up OR away_until IS NOT NULL)"
_PLACE = ("timezone", "place")
_DAYS = ("weekdays", "round_up", "away_from", "away_until")


def upgrade() -> None:
    for column in columns():
        op.add_column("subscribers", column)
    op.drop_index("ix_subscribers_place", table_name="subscribers")
    index("ix_subscribers_place", ("paper", *_PLACE, "extras", *_DAYS), "state = 'active'")
    index("ix_subscribers_rhythm", (*_PLACE, *_DAYS), _OWN)
    index("uq_broadcasts_round_up", ("subject",), "kind = 'round_up'", "broadcasts", unique=True)


def downgrade() -> None:
    """What the earlier release does not know goes, with all that was planned of it."""
    unknown = "SELECT id FROM broadcasts WHERE kind = 'round_up'"
    for table in ("plans", "chunks", "undelivered"):
        op.execute(f"DELETE FROM {table} WHERE broadcast_id IN ({unknown})")  # noqa: S608 - ours
    op.execute("DELETE FROM broadcasts WHERE kind = 'round_up'")
    op.drop_index("uq_broadcasts_round_up", table_name="broadcasts")
    op.drop_index("ix_subscribers_rhythm", table_name="subscribers")
    op.drop_index("ix_subscribers_place", table_name="subscribers")
    index("ix_subscribers_place", ("paper", *_PLACE, "extras"), "state = 'active'")
    for column in columns():
        op.drop_column("subscribers", column.name)


def columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("weekdays", sa.SmallInteger(), nullable=False, server_default="127"),
        sa.Column("round_up", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("away_from", sa.Date()),
        sa.Column("away_until", sa.Date()),
        sa.Column("silent", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("quiet_from", sa.SmallInteger(), nullable=False, server_default="1320"),
        sa.Column("quiet_until", sa.SmallInteger(), nullable=False, server_default="420"),
        sa.Column("rounded_up", sa.Date()),
    )


def index(
    name: str,
    columns: tuple[str, ...],
    where: str,
    table: str = "subscribers",
    *,
    unique: bool = False,
) -> None:
    some = sa.text(where)
    op.create_index(
        name, table, list(columns), unique=unique, sqlite_where=some, postgresql_where=some
    )
